/**
 * The personal organization first, then by name.
 * @template {Api.OrganizationSummary} T
 * @param {T[]} organizations
 * @returns {T[]}
 */
export function ordered(organizations) {
  return [...organizations].sort(
    (one, other) =>
      Number(other.kind === "personal") - Number(one.kind === "personal") ||
      one.name.localeCompare(other.name, undefined, { sensitivity: "base", numeric: true }) ||
      one.slug.localeCompare(other.slug),
  );
}

/**
 * Those whose name or slug has every word of `query`, whatever the case and accents.
 * @template {Api.OrganizationSummary} T
 * @param {T[]} organizations
 * @param {string} query
 * @returns {T[]}
 */
export function matching(organizations, query) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  return organizations.filter(({ name, slug }) => {
    const text = folded(`${name} ${slug}`);
    return words.every((word) => text.includes(word));
  });
}

/** @param {string} text */
function folded(text) {
  return text.normalize("NFKD").replace(/\p{Mark}/gu, "").toLowerCase();
}
