"""What the tests against the running program share: `Server`, `Client`, `Wire`, and a look into the files."""
