import assert from "node:assert/strict";
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

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

for (const page of pages) {
  const source = read(page);
  const assets = [...source.matchAll(/(?:href|src)="\{\{assets\}\}\/([^"]+)"/g)].map(([, path]) => path);

  test(`${page} keeps to its content security policy`, () => {
    assert.doesNotMatch(source, /<script(?![^>]* src=)/, "inline script");
    assert.doesNotMatch(source, /<style|\sstyle=|\son[a-z]+=/, "inline style or handler");
    assert.doesNotMatch(source, /(?:href|src)="(?:https?:)?\/\//, "another site");
  });

  test(`${page} names files that are there`, () => {
    for (const path of assets) assert.ok(existsSync(join(web, path)), path);
    for (const [, id] of source.matchAll(/aria-describedby="([^"]+)"/g)) assert.ok(source.includes(`id="${id}"`), id);
    for (const [, id] of source.matchAll(/<label for="([^"]+)"/g)) assert.ok(source.includes(`id="${id}"`), id);
  });

  test(`${page} preloads every module it runs, and no other`, () => {
    const entry = /<script type="module" src="\{\{assets\}\}\/([^"]+)"/.exec(source)?.[1];
    const preloaded = [...source.matchAll(/rel="modulepreload" href="\{\{assets\}\}\/([^"]+)"/g)].map(([, path]) => path);
    assert.deepEqual(preloaded.sort(), entry ? [...importsOf(entry)].sort() : []);
  });
}

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
    const entry = /<script type="module" src="\{\{assets\}\}\/([^"]+)"/.exec(source)?.[1];
    const parts = entry ? [entry, ...importsOf(entry)] : [];
    const asks = parts.some((path) => path !== "lib/validation.js" && /\bnewPassword\b/.test(read(path)));
    assert.equal(source.includes('<html lang="en" data-password-minimum="{{passwordMinimum}}">'), asks, page);
  }
  for (const path of [...pages, ...modules]) assert.doesNotMatch(read(path), /\b8 characters/, path);
});
