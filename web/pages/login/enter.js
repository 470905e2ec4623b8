import { leaveFor } from "../../lib/dom.js";
import { keptReset } from "../../lib/kept.js";
import { followAccount } from "../../lib/language.js";

/**
 * Signed in: on to where one was going.
 * @param {Api.Me} me
 * @param {string} next
 * @param {{replace?: boolean}} [options] as of `leaveFor`
 */
export function enter({ user }, next, options) {
  keptReset.write(null); // of whoever used the tab before
  followAccount(user);
  return leaveFor(next, options);
}
