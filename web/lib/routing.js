/**
 * @typedef {{name: "home"} | {name: "account"} | {name: "new-organization"} | {name: "unknown"}
 *   | {name: "organization", slug: string, section: string} | {name: "console", section: string, id: string}} Route
 */

/**
 * The sections of an organization: the rest of their path, and the permission without which one is not linked to.
 * @type {Record<string, {path: string, needs: string}>}
 */
const sections = {
  overview: { path: "", needs: "organization.read" },
  members: { path: "/members", needs: "members.read" },
  roles: { path: "/roles", needs: "roles.manage" },
  secrets: { path: "/secrets", needs: "secrets.manage" },
  apiKeys: { path: "/api-keys", needs: "apiKeys.manage" },
  audit: { path: "/audit", needs: "audit.read" },
  settings: { path: "/settings", needs: "organization.update" },
};

/** Of those who run the instance: a page of its own, with the rest of their path. */
export const consoleSections = /** @type {const} */ (["organizations", "accounts", "providers", "outbox", "audit", "system"]);

/**
 * What has a page of its own there: how its ids begin.
 * @type {Record<string, string>}
 */
const listed = { organizations: "org_", accounts: "acc_" };

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
  if (trimmed === "/admin") return { name: "console", section: "organizations", id: "" };
  const [, place, id = ""] = /^\/admin\/([a-z]+)(?:\/([a-z]{3}_[0-9a-z]{26}))?$/.exec(trimmed) ?? [];
  if (consoleSections.some((section) => section === place) && (!id || id.startsWith(listed[place] ?? "-"))) return { name: "console", section: place, id };
  const match = /^\/o\/([^/]+)(\/.*)?$/.exec(trimmed);
  const slug = match && decoded(match[1]);
  const section = match && Object.keys(sections).find((name) => sections[name].path === (match[2] ?? ""));
  return slug && section ? { name: "organization", slug, section } : { name: "unknown" };
}

/**
 * @param {string} slug
 * @param {string} [section]
 */
export function organizationPath(slug, section = "overview") {
  return `/o/${encodeURIComponent(slug)}${sections[section]?.path ?? ""}`;
}

/**
 * The sections that a member with these permissions can use, in their order.
 * @param {string[]} permissions
 */
export function sectionsFor(permissions) {
  return Object.keys(sections).filter((name) => permissions.includes(sections[name].needs));
}

/**
 * Where switching to another organization leads: the same section, if one is in an organization and may use it there.
 * @param {Route} from
 * @param {{slug: string, permissions: string[]}} to
 */
export function pathAfterSwitch(from, { slug, permissions }) {
  const keeps = from.name === "organization" && sectionsFor(permissions).includes(from.section);
  return organizationPath(slug, keeps ? from.section : "overview");
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
