import assert from "node:assert/strict";
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { english, german } from "./languages.js";

const web = join(dirname(fileURLToPath(import.meta.url)), "../../web");
const read = (/** @type {string} */ path) => readFileSync(join(web, path), "utf8");
const files = readdirSync(web, { recursive: true }).map(String);
const pages = files.filter((path) => path.endsWith(".html"));
const modules = files.filter((path) => path.endsWith(".js"));

/** What a module imports, and what that imports. */
function importsOf(/** @type {string} */ path, found = new Set()) {
  const source = read(path).replace(/\/\*[\s\S]*?\*\//g, "");
  for (const [, target] of source.matchAll(/^import (?:[^"]* from )?"(\.[^"]+)";$/gm)) {
    const imported = normalize(join(dirname(path), target)).replaceAll("\\", "/");
    if (found.has(imported)) continue;
    found.add(imported);
    importsOf(imported, found);
  }
  return found;
}

/** What a page loads of its own folder, without the language that is in the address of a module. */
function assetsOf(/** @type {string} */ source) {
  return [...source.matchAll(/="\{\{assets\}\}\/([^"]+)"/g)].map(([, path]) => path.replace("{{language}}/", ""));
}

/** The module of a page, and all that it imports. */
function partsOf(/** @type {string} */ source) {
  const entry = assetsOf(source).find((path) => path.endsWith(".js"));
  return entry ? [entry, ...importsOf(entry)] : [];
}

/** @typedef {{[key: string]: string | Texts}} Texts */

/**
 * Every text under its whole key: `entry.logIn`.
 * @param {Texts} texts
 * @returns {Map<string, string>}
 */
function flat(texts, prefix = "") {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === "string" ? [[prefix + key, value]] : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}

const languages = { en: flat(english), de: flat(german) };

for (const page of pages) {
  const source = read(page);

  test(`${page} keeps to its content security policy`, () => {
    assert.doesNotMatch(source, /<script(?![^>]* src=)/, "inline script");
    assert.doesNotMatch(source, /<style|\sstyle=|\son[a-z]+=/, "inline style or handler");
    assert.doesNotMatch(source, /(?:href|src)="(?:https?:)?\/\//, "another site");
  });

  test(`${page} names files that are there`, () => {
    for (const path of assetsOf(source)) assert.ok(existsSync(join(web, path)), path);
    for (const [, id] of source.matchAll(/aria-describedby="([^"]+)"/g)) assert.ok(source.includes(`id="${id}"`), id);
    for (const [, id] of source.matchAll(/<label for="([^"]+)"/g)) assert.ok(source.includes(`id="${id}"`), id);
  });

  test(`${page} loads one stylesheet and at most one module, in its language`, () => {
    assert.equal(source.match(/<link rel="stylesheet" /g)?.length, 1);
    const scripts = [...source.matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
    assert.ok(scripts.length <= 1);
    for (const tag of scripts) assert.match(tag, /^<script type="module" src="\{\{assets\}\}\/\{\{language\}\}\/pages\/[\w-]+\.js">$/);
    assert.doesNotMatch(source, /rel="(?:modulepreload|preload)"/);
    assert.match(source, /^<!doctype html>\n<html lang="\{\{language\}\}"/);
  });

  test(`${page} says what is there in every language`, () => {
    for (const [, placeholder] of source.matchAll(/\{\{(.*?)\}\}/g)) {
      const key = /^text:(.+)$/.exec(placeholder)?.[1];
      if (!key) assert.ok(["assets", "language", "passwordMinimum"].includes(placeholder), placeholder);
      else for (const [language, texts] of Object.entries(languages)) assert.ok(texts.has(key), `${language}: ${key}`);
    }
  });
}

/** Text that is named by its whole key and what is to be filled in, in no order. */
function shape(/** @type {Map<string, string>} */ texts) {
  return [...texts].map(([key, text]) => `${key} ${[...text.matchAll(/\{+\w+\}+/g)].map(String).sort().join(" ")}`).sort();
}

test("German has the keys and parameters of English, and no others", () => {
  assert.deepEqual(shape(languages.de), shape(languages.en));
});

test("every text says something, and has no brace that is no parameter", () => {
  for (const [language, texts] of Object.entries(languages)) {
    for (const [key, text] of texts) {
      assert.ok(text.trim() !== "", `${language}: ${key}`);
      assert.doesNotMatch(text.replace(/\{\w+\}|\{\{passwordMinimum\}\}/g, ""), /[{}]/, `${language}: ${key}`);
    }
  }
});

test("only the html module turns text into elements, and no template carries a style or handler", () => {
  for (const path of modules) {
    const source = read(path);
    if (path !== "lib/html.js") {
      assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createPolicy/, path);
    }
    assert.doesNotMatch(source, /\sstyle="|\son[a-z]+="|\beval\(|new Function/, path);
  }
});

test("every page that asks for a new password is told its length by the server, and none says a fixed one", () => {
  for (const page of pages) {
    const source = read(page);
    const asks = [source, ...partsOf(source).map(read)].some((part) => part.includes('autocomplete="new-password"'));
    if (asks) assert.match(source, /^<html [^>]*data-password-minimum="\{\{passwordMinimum\}\}">$/m, page);
  }
  for (const path of [...pages, ...modules]) assert.doesNotMatch(read(path), /\b8 (?:characters|Zeichen)/, path);
});
