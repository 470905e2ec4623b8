import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceName } from "../../web/lib/user-agent.js";

test("names browser and system", () => {
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  assert.equal(deviceName(`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/131.0.0.0 Safari/537.36`), "Chrome on Linux");
  assert.equal(deviceName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/131.0 Safari/537.36 Edg/131.0`), "Edge on Windows");
  assert.equal(deviceName("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"), "Firefox on Linux");
  assert.equal(deviceName("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1"), "Safari on iOS");
  assert.equal(deviceName(`Mozilla/5.0 (Linux; Android 14) ${webkit} Chrome/131.0 Mobile Safari/537.36`), "Chrome on Android");
});

test("names other clients by their first word", () => {
  assert.equal(deviceName("curl/8.5.0"), "curl");
  assert.equal(deviceName(""), "Unknown client");
  assert.equal(deviceName(null), "Unknown client");
  assert.equal(deviceName("x".repeat(500)).length, 40);
});
