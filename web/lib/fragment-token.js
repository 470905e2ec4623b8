/**
 * Takes the token out of the address bar, so that it stays in no history and no screenshot.
 * @returns {string | null} null when there is none
 */
export function takeToken() {
  const token = location.hash.slice(1);
  if (token === "") return null;
  history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/**
 * The token of the link that led here, or the one that this tab kept of it: a reload, and the way over another page, lose nothing.
 * @param {import("./kept.js").Kept} kept
 * @returns {string | null}
 */
export function linkToken(kept) {
  const token = takeToken() ?? kept.read();
  kept.write(token);
  return token;
}
