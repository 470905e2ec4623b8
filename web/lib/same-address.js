/**
 * Whether two addresses reach the same account; the server has the last word.
 * @param {string} one
 * @param {string} other
 */
export function isSameAddress(one, other) {
  return folded(one) === folded(other);
}

/** @param {string} address */
function folded(address) {
  return address.normalize("NFKC").toLowerCase();
}
