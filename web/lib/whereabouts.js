import { Interrupted, nullIfNotFound } from "./api.js";
import { clearNotices } from "./notices.js";
import { organizationPath, routeAt } from "./routing.js";

/** Who is signed in, and the organization that this tab stands in: another tab may stand in another one. */
export class Whereabouts {
  #client;
  #onChange;
  /** Whether `organization` came with the last answer, and needs not be asked for again. */
  #isFresh = true;

  /** @type {Api.Me} */
  me;
  /** @type {Api.Organization} */
  organization;

  /**
   * @param {Api.Me} me
   * @param {import("./api.js").Client} client
   * @param {() => void} onChange
   */
  constructor(me, client, onChange) {
    this.me = me;
    this.organization = me.organization;
    this.#client = client;
    this.#onChange = onChange;
  }

  get personal() {
    return this.me.organizations.find(({ kind }) => kind === "personal") ?? this.organization;
  }

  /**
   * After an answer that chose the organization for this tab, too.
   * @param {Api.Me} me
   */
  adopt(me) {
    if (me.organization.id !== this.organization.id) clearNotices();
    this.me = me;
    this.organization = me.organization;
    this.#isFresh = true;
    this.#onChange();
  }

  /**
   * After an answer about the account only: its `organization` may be another tab's.
   * @param {Api.Me} me
   */
  changeMe(me) {
    this.me = me;
    this.#onChange();
  }

  /** @param {Api.Organization} changed */
  changeOrganization(changed) {
    if (changed.id === this.organization.id) this.organization = { ...this.organization, ...changed };
    const organizations = this.me.organizations.map((one) => (one.id === changed.id ? { ...one, ...changed } : one));
    this.me = { ...this.me, organizations };
    this.#onChange();
  }

  /**
   * The organization wants a second factor that is not there. False where that is known, or it is another one.
   * @param {string} id
   */
  wantsFactor(id) {
    if (id !== this.organization.id || this.organization.factorDue) return false;
    this.changeOrganization({ ...this.organization, permissions: [], factorDue: true });
    this.#isFresh = true;
    return true;
  }

  /**
   * Makes the organization of the address this tab's own, with its permissions as they are now.
   * Nothing is drawn before: links of the organization that another tab stands in must not appear here.
   * @param {string} slug
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} false: no such organization among one's own
   */
  async enter(slug, signal) {
    const isFresh = this.#isFresh;
    this.#isFresh = false;
    if (slug === this.organization.slug && isFresh) return true;
    if (slug === this.organization.slug && !this.organization.factorDue) {
      /** @type {Api.Organization} */
      const organization = await this.#client.get(`/organizations/${this.organization.id}`, { signal });
      this.changeOrganization(organization);
      return organization.slug === slug || moveTo(organization.slug);
    }
    if (!this.#listed(slug)) this.me = await this.#client.get("/me", { signal });
    const target = this.#listed(slug);
    if (!target) return this.#follow(slug, signal);
    const me = await this.#client.put("/session/organization", { organizationId: target.id }).catch(nullIfNotFound);
    if (signal.aborted) throw new Interrupted("another view");
    if (me) this.adopt(me);
    this.#isFresh = false;
    return me !== null;
  }

  /**
   * To the organization that had this slug before.
   * @param {string} slug
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} false: none among one's own had
   */
  async #follow(slug, signal) {
    const { items } = await this.#client.get("/organizations", { query: { slug }, signal });
    if (items.length === 0 || items[0].slug === slug) return false;
    return moveTo(items[0].slug) && this.enter(items[0].slug, signal);
  }

  /** @param {string} slug */
  #listed(slug) {
    return this.me.organizations.find((organization) => organization.slug === slug);
  }
}

/**
 * The slug was changed elsewhere.
 * @param {string} slug
 */
function moveTo(slug) {
  const route = routeAt(location.pathname);
  history.replaceState(null, "", organizationPath(slug, route.name === "organization" ? route.section : "overview") + location.search);
  return true;
}
