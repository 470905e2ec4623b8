import assert from "node:assert/strict";
import { test } from "node:test";
import { Html, fragment, html } from "../../web/lib/html.js";

const hostile = `<img src=x onerror="alert(1)"> & '`;

test("escapes every value", () => {
  const expected = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;";
  assert.equal(html`<p title="${hostile}">${hostile}</p>`.toString(), `<p title="${expected}">${expected}</p>`);
});

test("keeps nested markup, joins lists, leaves out what is nothing", () => {
  const items = ["a", "<b>"].map((name) => html`<li>${name}</li>`);
  assert.equal(html`<ul>${items}</ul>`.toString(), "<ul><li>a</li><li>&lt;b&gt;</li></ul>");
  assert.equal(html`${null}${undefined}${false}${true}${""}${0}`.toString(), "0");
  assert.equal(html`${["<", [">"]]}`.toString(), "&lt;&gt;");
});

test("escapes objects that only look like markup", () => {
  assert.equal(html`${{ toString: () => "<b>" }}`.toString(), "&lt;b&gt;");
});

test("refuses unquoted attributes", () => {
  assert.throws(() => html`<p title=${"x"}></p>`, TypeError);
});

test("refuses text between attributes, where escaping does not help", () => {
  const text = "onclick=alert(1)";
  assert.throws(() => html`<p ${text}></p>`, TypeError);
  assert.throws(() => html`<p title="${"a"}" ${text}></p>`, TypeError);
  assert.equal(html`<p title="a ${text}" ${false} ${html`hidden`}>${text}</p>`.toString(), `<p title="a ${text}"  hidden>${text}</p>`);
});

test("is made by the tag only", () => {
  assert.throws(() => new Html(Symbol("made by html"), "<b>"), TypeError);
  assert.throws(() => html(/** @type {any} */ (["<b>"])), TypeError);
  assert.throws(() => fragment(/** @type {any} */ ("<b>")), TypeError);
});
