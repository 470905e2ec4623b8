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
