/**
 * Where to go after logging in: a path of this site, or `fallback`. Refuses whatever a browser could
 * read as another site or scheme.
 * @param {string | null | undefined} next
 * @param {string} [fallback]
 */
export function nextPath(next, fallback = "/") {
  if (!next || !/^\/(?!\/)/.test(next)) return fallback;
  if (/[\\\u0000-\u0020\u007f-\u009f\u2028\u2029]/.test(next)) return fallback;
  return new URL(next, "https://this.invalid").origin === "https://this.invalid" ? next : fallback;
}

/**
 * `path` with `next` as its parameter, unless it would lead to the start anyway.
 * @param {string} path
 * @param {string} next
 */
export function withNext(path, next) {
  return next === "/" ? path : `${path}?next=${encodeURIComponent(next)}`;
}
