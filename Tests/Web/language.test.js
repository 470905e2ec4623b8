import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { chooseLanguage, chosenLanguage, followAccount, languages } from "../../web/lib/language.js";

/** @type {any} */
const global = globalThis;

/** A browser that shows a page in `lang`. */
function browser(/** @type {{lang?: string, protocol?: string, keepsCookies?: boolean, keepsStorage?: boolean}} */ options = {}) {
  const { lang = "en", protocol = "https:", keepsCookies = true, keepsStorage = true } = options;
  const jar = new Map([["other", "1"]]);
  const stored = new Map();
  const written = /** @type {string[]} */ ([]);
  global.location = { protocol };
  global.document = {
    documentElement: { lang },
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    },
    set cookie(text) {
      written.push(text);
      const [name, value] = text.split(";")[0].split("=");
      if (keepsCookies) jar.set(name, value);
    },
  };
  global.sessionStorage = {
    getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void (keepsStorage && stored.set(key, value)),
    removeItem: (/** @type {string} */ key) => void stored.delete(key),
  };
  return { written };
}

beforeEach(() => void browser());

test("knows each language by its own name", () => {
  assert.deepEqual(languages, [{ key: "en", name: "English" }, { key: "de", name: "Deutsch" }]);
});

test("keeps the choice in a cookie, for a year and on this site only", () => {
  const { written } = browser();
  assert.equal(chosenLanguage(), null);
  chooseLanguage("de");
  assert.equal(chosenLanguage(), "de");
  assert.deepEqual(written, ["__Host-tenantry-language=de; Path=/; Max-Age=31536000; SameSite=Lax; Secure"]);
});

test("a plain http page can't ask for Secure", () => {
  const { written } = browser({ protocol: "http:" });
  chooseLanguage("en");
  assert.deepEqual(written, ["tenantry-language=en; Path=/; Max-Age=31536000; SameSite=Lax"]);
});

test("the account's language is chosen, and a page in another is loaded again", () => {
  assert.equal(followAccount({ language: "de" }), true);
  assert.equal(chosenLanguage(), "de");
  document.documentElement.lang = "de";
  assert.equal(followAccount({ language: "de" }), false);
  assert.equal(followAccount({ language: "en" }), true, "and back");
});

test("a page that is in the language already isn't loaded again, and the choice is written once", () => {
  const { written } = browser();
  assert.equal(followAccount({ language: "en" }), false);
  assert.equal(followAccount({ language: "en" }), false);
  assert.equal(written.length, 1);
});

test("a page that doesn't come in the language is loaded again once, not for ever", () => {
  assert.equal(followAccount({ language: "de" }), true);
  assert.equal(followAccount({ language: "de" }), false);
});

test("where nothing can be kept, nothing is loaded again", () => {
  browser({ keepsCookies: false });
  assert.equal(followAccount({ language: "de" }), false);
  browser({ keepsStorage: false });
  assert.equal(followAccount({ language: "de" }), false);
});
