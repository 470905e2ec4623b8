/**
 * What outlives the way from one page to another, in this tab only and never in an address.
 * @param {string} key
 */
export function kept(key) {
  return {
    /** @returns {string | null} */
    read() {
      try {
        return sessionStorage.getItem(key);
      } catch {
        return null;
      }
    },
    /** @param {string | null} value */
    write(value) {
      try {
        if (value === null) sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, value);
      } catch {
        // Storage is switched off: then it is given once more.
      }
    },
  };
}

/** @typedef {ReturnType<typeof kept>} Kept */

/** An invitation's token, on the way to the login page and back. */
export const keptInvitation = kept("invitation");

/** The token of a link that confirms an address, on the same way. */
export const keptVerification = kept("verification");

/** The token of a link to choose a new password, over a reload. */
export const keptReset = kept("reset");

const address = kept("address");

/** @param {string} typed an e-mail address for the next page's form */
export function carryAddress(typed) {
  address.write(typed.trim() || null);
}

/** The address that was carried here: once. */
export function carriedAddress() {
  const carried = address.read();
  address.write(null);
  return carried ?? "";
}
