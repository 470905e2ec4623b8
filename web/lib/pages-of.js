/** @typedef {string | null} Cursor null: the first page, or, as the next one, none */

/**
 * One page of a list that is read by cursors, and the way back: a cursor leads forwards only, so those of the pages before
 * are kept. The pager asks for nothing; it says which cursor to ask with, and is told what came.
 */
export class Pager {
  /**
   * Of the pages that have been seen, and of the one behind them if there is one.
   * @type {Cursor[]}
   */
  #cursors = [null];
  #index = 0;
  #limit = 0;
  /**
   * How many items the current page has; null while it is on its way.
   * @type {number | null}
   */
  #length = 0;
  /** @type {number | null} */
  #total = null;

  /** The cursor of the current page. */
  get current() {
    return this.#cursors[this.#index];
  }

  get hasPrevious() {
    return this.#index > 0;
  }

  get hasNext() {
    return this.#index + 1 < this.#cursors.length;
  }

  /**
   * The first page has come, whatever was there before: also after the filter, the order or the limit has changed.
   * @param {number | null} total of all pages; null where it isn't known
   * @param {readonly unknown[]} items
   * @param {Cursor} nextCursor
   * @param {number} limit items to a page
   */
  first(total, items, nextCursor, limit) {
    this.#cursors = [null];
    this.#index = 0;
    this.#limit = limit;
    this.arrived(total, items, nextCursor);
  }

  /**
   * The current page has come, for the first time or again. An empty one that isn't the first is gone: the one before
   * becomes the current page and the last.
   * @param {number | null} total
   * @param {readonly unknown[]} items
   * @param {Cursor} nextCursor
   * @returns {boolean} false when the page is gone, and `current` is to be asked for
   */
  arrived(total, items, nextCursor) {
    const isGone = items.length === 0 && this.hasPrevious;
    this.#total = total;
    this.#cursors.length = this.#index + (isGone ? 0 : 1);
    if (isGone) this.previous();
    else if (nextCursor !== null) this.#cursors.push(nextCursor);
    this.#length = isGone ? null : items.length;
    return !isGone;
  }

  /**
   * To the next page, if there is one. Should it not come, `previous()` undoes that.
   * @returns {Cursor} the cursor to ask with
   */
  next() {
    return this.#go(this.hasNext ? 1 : 0);
  }

  /**
   * Back to the page before, if there is one.
   * @returns {Cursor} the cursor to ask with
   */
  previous() {
    return this.#go(this.hasPrevious ? -1 : 0);
  }

  /**
   * Which items the current page has, counted from 1; both 0 when it has none. The last page is counted from the end, as
   * items before it may have come and gone. A page that is on its way is taken for a full one.
   * @returns {{from: number, to: number, total: number | null}}
   */
  get range() {
    const total = this.#total;
    const before = this.#index * this.#limit;
    if (this.#length === null) return { from: before + 1, to: Math.min(before + this.#limit, total ?? Infinity), total };
    const length = this.#length;
    if (length === 0) return { from: 0, to: 0, total };
    const to = this.hasNext || total === null ? before + length : Math.max(total, length);
    return { from: to - length + 1, to, total: total === null ? null : Math.max(total, to) };
  }

  /** @param {-1 | 0 | 1} step */
  #go(step) {
    this.#index += step;
    if (step !== 0) this.#length = null;
    return this.current;
  }
}
