import assert from "node:assert/strict";
import { test } from "node:test";
import { html } from "../../web/lib/html.js";
import { fill, fillHtml, plural } from "../../web/lib/texts.js";

test("fills parameters in, and leaves what it does not know", () => {
  assert.equal(fill("{name} is now {role}.", { name: "Ada", role: "Owner" }), "Ada is now Owner.");
  assert.equal(fill("{name} and {other}", { name: "{other}" }), "{other} and {other}");
  assert.equal(fill("$& {name}", { name: "$&" }), "$& $&");
});

test("as markup, escapes everything but html", () => {
  const filled = fillHtml("<b>{name}</b> in {organization}", { name: "<img>", organization: html`<strong>${"<i>"}</strong>` });
  assert.equal(filled.toString(), "&lt;b&gt;&lt;img&gt;&lt;/b&gt; in <strong>&lt;i&gt;</strong>");
});

test("takes the form of a number", () => {
  const forms = { one: "{count} member of {name}", other: "{count} members of {name}" };
  assert.equal(plural(forms, 1, { name: "Acme" }), "1 member of Acme");
  assert.equal(plural(forms, 1204, { name: "Acme" }), "1,204 members of Acme");
});
