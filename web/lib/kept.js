/** Whoever comes back to the tab later may be somebody else. In milliseconds. */
const longest = 30 * 60_000;

/**
 * What outlives the way from one page to another, in this tab only, for half an hour, and never in an address.
 * @param {string} key
 */
export function kept(key) {
  return {
    /** @returns {string | null} */
    read() {
      try {
        const { value, until } = JSON.parse(sessionStorage.getItem(key) ?? "{}");
        return Date.now() < until ? value : null;
      } catch {
        return null;
      }
    },
    /** @param {string | null} value */
    write(value) {
      try {
        if (value === null) sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, JSON.stringify({ value, until: Date.now() + longest }));
      } catch {
        // Storage is switched off: then it is given once more.
      }
    },
  };
}

/** One logs out: nothing is left for whoever uses the tab next, where the server's Clear-Site-Data does not reach. */
export function forgetKept() {
  try {
    sessionStorage.clear();
  } catch {
    // Storage is switched off: there is nothing.
  }
}

/** @typedef {ReturnType<typeof kept>} Kept */

/** An invitation's token, on the way to the login page and back. */
export const keptInvitation = kept("invitation");

/** The token of the invitation that somebody signed up with: the link in the mail takes it up, and does not lead back to it. */
export const keptSignUp = kept("sign-up");

/** The token of a link that confirms an address, on the same way. */
export const keptVerification = kept("verification");

/** The token of a link to choose a new password, over a reload. */
export const keptReset = kept("reset");

/** The token of the link that makes the first operator, on the way to the login page and back. */
export const keptSetup = kept("setup");

/** That the account was deleted, for the page where one ends up. */
export const keptFarewell = kept("farewell");

/** What a sign-in elsewhere that has just been linked is called, for the account page. */
export const keptLinked = kept("linked");

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
