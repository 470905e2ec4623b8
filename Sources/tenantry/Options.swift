import ArgumentParser

/// Where the data is: what every command needs.
struct DataOptions: ParsableArguments {
    @Option(help: "Folder of database, lock, socket and key. [TENANTRY_DATA, ./data]")
    var data: String?
}

/// What `serve` and the links it makes depend on.
struct ServerOptions: ParsableArguments {
    @Option(help: "host:port to listen on; port 0 takes a free one and logs it. [TENANTRY_ADDRESS, 127.0.0.1:8080]")
    var address: String?

    @Option(help: "Address that links and origin checks use. [TENANTRY_PUBLIC_URL, http://localhost:<port>]")
    var publicURL: String?

    @Option(help: "Addresses or CIDR ranges of proxies, comma-separated, whose X-Forwarded-For counts. [TENANTRY_TRUSTED_PROXIES]")
    var trustedProxies: String?

    @Option(
        help: """
            Who may sign up: open, verified (accounts start with a link in a message), invited or closed. [TENANTRY_SIGNUP, open]
            """)
    var signup: String?

    @Option(help: "Least number of characters in a password, 8 to 64. [TENANTRY_PASSWORD_MIN, 8]")
    var passwordMin: String?

    @Option(
        help: """
            Folder of ranges, or file, with the SHA-1 of passwords that have been in breaches, as Have I Been Pwned has it: none of them is \
            taken. [TENANTRY_BREACHED_PASSWORDS, none]
            """)
    var breachedPasswords: String?

    @Option(help: "Sender of every message, such as 'Tenantry <accounts@example.com>'; wanted where mail is sent. [TENANTRY_MAIL_FROM]")
    var mailFrom: String?

    @Option(
        help: """
            on, off for benchmarks, or what differs from the standard, such as sign-in/address=200/5m,write/account=off: how often what may \
            be done. [TENANTRY_LIMITS, on]
            """)
    var limits: String?

    @Option(help: "For how many days events of the audit log are kept, 30 or more, or forever. [TENANTRY_AUDIT_DAYS, forever]")
    var auditDays: String?

    @Option(help: "How many days new organizations have for trial, before they are suspended. [TENANTRY_TRIAL_DAYS, none: active at once]")
    var trialDays: String?

    @Option(help: "How many members a new organization can have, with those who are invited by e-mail. [TENANTRY_SEATS, any number]")
    var seats: String?

    @Option(
        help: """
            DNS server that proofs of domains are looked up at: an IP address, and a port if it isn't 53. [TENANTRY_DNS, as the system has it]
            """)
    var dns: String?

    @Option(
        help: """
            Addresses or CIDR ranges, comma-separated, that identity providers may be at besides public ones. [TENANTRY_OUTBOUND_ALLOW, none]
            """)
    var outboundAllow: String?

    @Option(
        help: """
            File with certificates in PEM that count for identity providers besides the system's. [TENANTRY_OUTBOUND_CA, none]
            """)
    var outboundCA: String?

    @Option(help: "How often the database is copied by itself, such as 30m, 6h or 1d. [TENANTRY_BACKUP_EVERY, never]")
    var backupEvery: String?

    @Option(help: "How many of these copies stay. [TENANTRY_BACKUP_KEEP, 7]")
    var backupKeep: String?

    @Option(help: "Folder of these copies, this server's alone. [TENANTRY_BACKUP_FOLDER, backups in the data folder]")
    var backupFolder: String?

    @Flag(name: .customLong("dev"), help: "For work on Tenantry itself: serves the style guide at /styleguide.")
    var isDevelopment = false

    @Option(help: "trace, debug, info, notice, warning, error or critical. [TENANTRY_LOG_LEVEL, info]")
    var logLevel: String?

    @Option(help: "text or json. [TENANTRY_LOG_FORMAT, text]")
    var logFormat: String?
}
