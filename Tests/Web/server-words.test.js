import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inPageLanguage } from "../../web/lib/server-words.js";
import { german } from "./languages.js";

test("puts the server's words as the page says them", () => {
  assert.equal(inPageLanguage("is among the passwords that are guessed first"), "This is among the passwords that are guessed first. Choose another.");
  assert.equal(inPageLanguage("must have at least 15 characters"), "Use at least 15 characters.");
  assert.equal(inPageLanguage("must be a whole number from 1 to 8760"), "Enter a whole number from 1 to 8760.");
  assert.equal(inPageLanguage("“admin” is reserved"), "“admin” is reserved. Choose another.");
});

test("leaves alone what it does not know", () => {
  for (const words of ["", "is new", "must have at least many characters or so", "New accounts are made by invitation here!"]) {
    assert.equal(inPageLanguage(words), words);
  }
});

test("every one of these words is one of the server's", () => {
  const sources = join(dirname(fileURLToPath(import.meta.url)), "../../Sources");
  const files = readdirSync(sources, { recursive: true }).map(String).filter((path) => path.endsWith(".swift"));
  const said = files.map((path) => readFileSync(join(sources, path), "utf8").replaceAll(/\\\([^)]*\)/g, "{}")).join("\n");
  for (const words of Object.keys(german.server)) assert.ok(said.includes(`"${words.replaceAll(/\{\w+\}/g, "{}")}"`), words);
});
