import assert from "node:assert/strict";
import { test } from "node:test";
import { Pager } from "../../web/lib/pages-of.js";

const items = (/** @type {number} */ count) => Array(count).fill({});

/** A list of 45, 20 to a page, on its first one. */
function pagerOf45() {
  const pager = new Pager();
  pager.first(45, items(20), "b", 20);
  return pager;
}

test("has nothing before the first page has come", () => {
  const pager = new Pager();
  assert.deepEqual([pager.current, pager.hasPrevious, pager.hasNext], [null, false, false]);
  assert.deepEqual(pager.range, { from: 0, to: 0, total: null });
  assert.equal(pager.next(), null);
  assert.equal(pager.previous(), null);
});

test("an empty list has an empty range", () => {
  const pager = new Pager();
  pager.first(0, [], null, 20);
  assert.deepEqual(pager.range, { from: 0, to: 0, total: 0 });
  assert.deepEqual([pager.hasPrevious, pager.hasNext], [false, false]);
});

test("one page is all there is", () => {
  const pager = new Pager();
  pager.first(7, items(7), null, 20);
  assert.deepEqual(pager.range, { from: 1, to: 7, total: 7 });
  assert.deepEqual([pager.hasPrevious, pager.hasNext], [false, false]);
});

test("goes to the last page and back by the cursors it has seen", () => {
  const pager = pagerOf45();
  assert.deepEqual(pager.range, { from: 1, to: 20, total: 45 });
  assert.equal(pager.next(), "b");
  assert.equal(pager.arrived(45, items(20), "c"), true);
  assert.deepEqual(pager.range, { from: 21, to: 40, total: 45 });
  assert.equal(pager.next(), "c");
  assert.equal(pager.arrived(45, items(5), null), true);
  assert.deepEqual(pager.range, { from: 41, to: 45, total: 45 });
  assert.deepEqual([pager.current, pager.hasPrevious, pager.hasNext], ["c", true, false]);
  assert.equal(pager.next(), "c", "there is none");
  assert.equal(pager.previous(), "b");
  assert.deepEqual([pager.hasPrevious, pager.hasNext], [true, true]);
  assert.equal(pager.previous(), null);
  assert.equal(pager.previous(), null, "there is none");
  assert.deepEqual([pager.hasPrevious, pager.hasNext], [false, true]);
  assert.deepEqual(pager.range, { from: 1, to: 20, total: 45 });
});

test("a page on its way is taken for a full one, and can be left again", () => {
  const pager = pagerOf45();
  pager.next();
  assert.deepEqual([pager.current, pager.hasNext], ["b", false]);
  assert.deepEqual(pager.range, { from: 21, to: 40, total: 45 });
  pager.arrived(45, items(20), "c");
  pager.next();
  assert.deepEqual(pager.range, { from: 41, to: 45, total: 45 });
  assert.equal(pager.previous(), "b");
  assert.deepEqual(pager.range, { from: 21, to: 40, total: 45 });
  assert.equal(pager.next(), "c");
});

test("another filter starts again, with no cursor of the old one", () => {
  const pager = pagerOf45();
  pager.next();
  pager.arrived(45, items(20), "c");
  pager.first(60, items(50), "z", 50);
  assert.deepEqual([pager.current, pager.hasPrevious, pager.hasNext], [null, false, true]);
  assert.deepEqual(pager.range, { from: 1, to: 50, total: 60 });
  assert.equal(pager.next(), "z");
  pager.first(3, items(3), null, 50);
  assert.deepEqual([pager.current, pager.hasPrevious, pager.hasNext], [null, false, false]);
});

test("a page that has become empty gives way to the one before", () => {
  const pager = pagerOf45();
  pager.next();
  pager.arrived(45, items(20), "c");
  pager.next();
  assert.equal(pager.arrived(40, [], null), false);
  assert.deepEqual([pager.current, pager.hasPrevious, pager.hasNext], ["b", true, false]);
  assert.deepEqual(pager.range, { from: 21, to: 40, total: 40 });
  assert.equal(pager.arrived(0, [], null), false);
  assert.equal(pager.current, null);
  assert.equal(pager.arrived(0, [], null), true, "the first is never gone");
  assert.deepEqual(pager.range, { from: 0, to: 0, total: 0 });
});

test("a page that comes again brings the newest cursor, or none", () => {
  const pager = pagerOf45();
  pager.next();
  pager.arrived(45, items(20), "c");
  pager.previous();
  pager.arrived(44, items(20), "b2");
  assert.equal(pager.next(), "b2");
  assert.equal(pager.hasNext, false, "what came after the old one is forgotten");
  pager.arrived(21, items(1), null);
  assert.deepEqual([pager.hasNext, pager.range], [false, { from: 21, to: 21, total: 21 }]);
});

test("the last page is counted from the end when items before it have gone", () => {
  const pager = pagerOf45();
  pager.next();
  pager.arrived(35, items(20), null);
  assert.deepEqual(pager.range, { from: 16, to: 35, total: 35 });
});

test("a total that lags behind never makes the range impossible", () => {
  const pager = new Pager();
  pager.first(3, items(5), null, 20);
  assert.deepEqual(pager.range, { from: 1, to: 5, total: 5 });
  pager.first(10, items(20), "b", 20);
  assert.deepEqual(pager.range, { from: 1, to: 20, total: 20 });
});

test("does without a total", () => {
  const pager = new Pager();
  pager.first(null, items(20), "b", 20);
  assert.deepEqual(pager.range, { from: 1, to: 20, total: null });
  pager.next();
  assert.deepEqual(pager.range, { from: 21, to: 40, total: null });
  pager.arrived(null, items(4), null);
  assert.deepEqual(pager.range, { from: 21, to: 24, total: null });
});
