import texts from "../texts/en/shell.js";
import { actingBanner, comeBack } from "./acting.js";
import { ApiError, createClient, Interrupted, queryString } from "./api.js";
import { closeDialogs, closeDialogsOfView, holdsUncopied } from "./dialog.js";
import { find, focusOn, leaveFor } from "./dom.js";
import { announce, notify } from "./notices.js";
import { explain } from "./problems.js";
import { proveIdentity } from "./proof.js";
import { organizationPath, pathAfterSwitch, routeAt, sectionsFor } from "./routing.js";
import { Banner } from "./standing.js";
import { allows } from "./subscription.js";
import { fill } from "./texts.js";
import { forgetTyped, keepTyped, restoreTyped } from "./typed.js";
import { Whereabouts } from "./whereabouts.js";

/**
 * Draws into `shell.main` and answers the view's title. Stops with Interrupted when `signal` aborts.
 * @typedef {(shell: Shell, signal: AbortSignal) => string | Promise<string>} View
 */

/**
 * @typedef {object} Views
 * @property {Record<string, View>} sections of an organization
 * @property {View} account
 * @property {View} newOrganization
 * @property {View} [operators] of those who run the instance, where the page has it
 * @property {View} missing
 * @property {View} notAllowed what stands at an address that one's role may not use
 * @property {View} [factorDue] what stands in an organization that wants a second factor which one has yet to add
 * @property {(shell: Shell, message: string) => string} failed
 */

/**
 * What the views share: who is signed in, the organization in the address, and moving about. The
 * organization is this tab's own: another tab may stand in another one.
 */
export class Shell {
  #views;
  #onChange;
  #whereabouts;
  #hasShown = false;
  #path = "";
  #leaving = new AbortController();
  #banner = new Banner();

  /**
   * @param {Api.Me} me
   * @param {Views} views
   * @param {(shell: Shell) => void} onChange draws what surrounds the view
   */
  constructor(me, views, onChange) {
    this.#views = views;
    this.#onChange = onChange;
    this.main = find(document, "main", HTMLElement);
    this.client = createClient({
      account: me.user.id,
      proveIdentity,
      onSignedOut: () => void this.#logInAgain(),
      onOrganizationMissing: (id) => this.#leaveIfEnded(id),
      onReadOnly: () => void this.refresh(),
      onFactorDue: (id) => this.#wantFactor(id),
    });
    this.#whereabouts = new Whereabouts(me, this.client, () => onChange(this));
  }

  get route() {
    return routeAt(location.pathname);
  }

  get me() {
    return this.#whereabouts.me;
  }

  /** The one in the address. */
  get organization() {
    return this.#whereabouts.organization;
  }

  get personal() {
    return this.#whereabouts.personal;
  }

  /**
   * After an answer that chose the organization for this tab, too.
   * @param {Api.Me} me
   */
  adopt(me) {
    this.#whereabouts.adopt(me);
  }

  /**
   * After an answer about the account only: its `organization` may be another tab's.
   * @param {Api.Me} me
   */
  changeMe(me) {
    this.#whereabouts.changeMe(me);
  }

  /** @param {Api.Organization} changed */
  changeOrganization(changed) {
    this.#whereabouts.changeOrganization(changed);
  }

  /**
   * Whether one may now: what a role has is of no use where the organization's status keeps it from being used.
   * @param {string} permission
   */
  may(permission) {
    return allows(this.organization, permission);
  }

  /**
   * Shows another address of the shell.
   * @param {string} path
   * @param {{replace?: boolean}} options
   */
  async go(path, { replace = false } = {}) {
    if (replace) history.replaceState(null, "", path);
    else if (path !== address()) history.pushState(null, "", path);
    await this.show();
  }

  /** The browser's back and forward; a change of the fragment alone is none of them. What is shown once only stays until it is put away. */
  async moved() {
    if (address() === this.#path) return;
    if (holdsUncopied()) return history.pushState(null, "", this.#path);
    await this.show();
  }

  /**
   * Says in the address which part of the view is shown: a reload and the browser's back find it again.
   * @param {Record<string, unknown>} query
   */
  note(query) {
    this.#path = location.pathname + queryString(query);
    history.pushState(null, "", this.#path);
  }

  /**
   * Draws the view of the present address. The one on screen stays until the new one is there.
   * @param {{focus?: boolean, greeting?: string}} options whether the new heading takes the focus; what screen readers are told
   */
  async show({ focus = true, greeting = "" } = {}) {
    const leaving = this.#leave();
    if (this.#hasShown && this.#path !== address()) forgetTyped();
    this.#path = address();
    try {
      const title = await this.#draw(leaving.signal);
      if (leaving.signal.aborted) return;
      document.title = `${title} · Tenantry`;
    } catch (error) {
      if (leaving.signal.aborted || error instanceof Interrupted) return;
      document.title = `${this.#views.failed(this, explain(error))} · Tenantry`;
    }
    this.#path = address();
    if (!this.#hasShown) restoreTyped(this.main, this.me.user.id);
    this.#hasShown = true;
    this.main.setAttribute("aria-busy", "false");
    this.main.inert = false;
    this.#onChange(this);
    if (focus || (greeting && document.activeElement === document.body)) focusOn(find(this.main, "h1", HTMLElement));
    const news = [greeting, this.#banner.news(this.main)].filter(Boolean).join(". ");
    if (news) announce(news);
  }

  /**
   * Puts a view in place of the one on screen, unless another is on its way already.
   * @param {DocumentFragment} view
   * @param {AbortSignal} signal
   */
  place(view, signal) {
    if (signal.aborted) throw new Interrupted("another view");
    closeDialogsOfView();
    this.main.replaceChildren(...actingBanner(this.me), ...this.#banner.elements, view);
  }

  /** Gives up what was under way and open. The next view's controller. */
  #leave() {
    this.#leaving.abort();
    if (this.#hasShown) closeDialogs(); // before, one can have opened nothing but the switcher
    this.#leaving = new AbortController();
    this.main.setAttribute("aria-busy", "true");
    this.main.inert = true; // what is still on screen belongs to where one was
    return this.#leaving;
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<string>}
   */
  async #draw(signal) {
    if (this.route.name === "home") history.replaceState(null, "", organizationPath(this.organization.slug));
    const route = this.route;
    this.#banner.clear();
    if (route.name === "account") return this.#views.account(this, signal);
    if (route.name === "new-organization") return this.#views.newOrganization(this, signal);
    if (route.name === "console" && this.#views.operators) return this.#views.operators(this, signal);
    if (route.name !== "organization") return this.#views.missing(this, signal);
    if (!(await this.#whereabouts.enter(route.slug, signal))) return this.#views.missing(this, signal);
    if (signal.aborted) throw new Interrupted("another view");
    if (this.organization.factorDue && this.#views.factorDue) return this.#views.factorDue(this, signal);
    await this.#banner.load(this, signal);
    const isAllowed = sectionsFor(this.organization.permissions).includes(route.section);
    const title = await (isAllowed ? this.#views.sections[route.section] : this.#views.notAllowed)(this, signal);
    return `${title} · ${this.organization.name}`;
  }

  /** One comes back to this tab: account, role and memberships may have changed elsewhere. What is on screen is left alone. */
  async refresh() {
    const { id, role, status, permissions } = this.organization;
    const { user } = this.me;
    try {
      /** @type {Api.Me} */
      const me = await this.client.get("/me");
      if (me.user.id !== this.me.user.id) return location.reload();
      this.changeMe(me);
      /** @type {Api.Organization} */
      const organization = await this.client.get(`/organizations/${id}`).catch((error) => {
        if (error instanceof ApiError && error.code === "factor_required") return this.organization; // as is known
        throw error;
      });
      if (this.organization.id !== id) return;
      this.changeOrganization(organization);
      this.#banner.forget();
      const isLess = String(organization.permissions) !== String(permissions);
      const hasChanged = organization.role !== role || organization.status !== status || isLess;
      const isOther = hasChanged || (this.route.name === "account" && hasOtherAddress(me.user, user));
      if (isOther && !document.querySelector("dialog[open]")) await this.show({ focus: false });
    } catch {
      // The end of a membership is dealt with; anything else comes up again with the next click.
    }
  }

  /**
   * Switches in place, keeping the section.
   * @param {string} organizationId
   */
  async switchTo(organizationId) {
    const { signal } = this.#leave();
    try {
      const me = await this.client.put("/session/organization", { organizationId });
      if (signal.aborted) return;
      this.adopt(me);
    } catch (error) {
      if (error instanceof Interrupted || signal.aborted) return;
      notify(explain(error), { stays: true });
      return this.show({ focus: false });
    }
    const path = pathAfterSwitch(this.route, this.organization);
    if (path !== location.pathname) history.pushState(null, "", path);
    await this.show({ focus: false, greeting: fill(texts.switched, { name: this.organization.name }) });
  }

  /** The session has ended. Whoever logs in again comes back here, and to what was typed. */
  async #logInAgain() {
    if (this.me.session.impersonation && (await comeBack())) return;
    keepTyped(this.me.user.id);
    void leaveFor(`/login?next=${encodeURIComponent(address())}`);
  }

  /**
   * The organization has come to want a second factor, or the last one was removed.
   * @param {string} id
   */
  async #wantFactor(id) {
    const isNews = this.#whereabouts.wantsFactor(id);
    if (isNews) await this.show();
    return isNews;
  }

  /** @param {string} id */
  async #leaveIfEnded(id) {
    if (id !== this.organization.id) return false;
    const name = this.organization.name;
    /** @type {Api.Me} */
    const me = await this.client.get("/me");
    if (me.organizations.some((organization) => organization.id === id)) return false;
    this.changeMe(me);
    await this.goPersonal(fill(texts.ended, { name }), { stays: true });
    return true;
  }

  /**
   * Where one always belongs.
   * @param {string} reason
   * @param {{stays?: boolean}} options for what one did not do oneself
   */
  async goPersonal(reason, options = {}) {
    await this.go(organizationPath(this.personal.slug), { replace: true });
    notify(reason, options);
  }
}

/** Where the browser is, within this site. */
const address = () => location.pathname + location.search;

/**
 * Or one that has been confirmed meanwhile, by the link in a message: that is followed in another tab.
 * @param {Api.User} now
 * @param {Api.User} before
 */
function hasOtherAddress(now, before) {
  return now.email !== before.email || now.emailVerified !== before.emailVerified;
}
