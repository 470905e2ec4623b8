/**
 * @typedef {{name: "home"} | {name: "account"} | {name: "new-organization"} | {name: "unknown"}
 *   | {name: "organization", slug: string, section: string}} Route
 */

/** The sections of an organization, and the rest of their path. */
const sections = /** @type {Record<string, string>} */ ({ overview: "", members: "/members" });

/**
 * Which view a path stands for. An unknown section of an organization is `unknown`.
 * @param {string} path
 * @returns {Route}
 */
export function routeAt(path) {
  const trimmed = path.length > 1 ? path.replace(/\/+$/, "") : path;
  if (trimmed === "/" || trimmed === "") return { name: "home" };
  if (trimmed === "/account") return { name: "account" };
  if (trimmed === "/organizations/new") return { name: "new-organization" };
  const match = /^\/o\/([^/]+)(\/.*)?$/.exec(trimmed);
  const slug = match && decoded(match[1]);
  const section = match && Object.keys(sections).find((name) => sections[name] === (match[2] ?? ""));
  return slug && section ? { name: "organization", slug, section } : { name: "unknown" };
}

/**
 * @param {string} slug
 * @param {string} [section]
 */
export function organizationPath(slug, section = "overview") {
  return `/o/${encodeURIComponent(slug)}${sections[section] ?? ""}`;
}

/**
 * Where switching to another organization leads: the same section, if one is in an organization.
 * @param {Route} from
 * @param {string} slug
 */
export function pathAfterSwitch(from, slug) {
  return organizationPath(slug, from.name === "organization" ? from.section : "overview");
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
