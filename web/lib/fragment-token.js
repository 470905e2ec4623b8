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

const key = "invitation";

/**
 * An invitation's token outlives the way to the login page and back, in this tab only.
 */
export const keptInvitation = {
  /** @returns {string | null} */
  read() {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  },
  /** @param {string | null} token */
  write(token) {
    try {
      if (token === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, token);
    } catch {
      // Storage is switched off: the link itself still works.
    }
  },
};
