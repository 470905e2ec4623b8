import { Interrupted } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { find, focusOn } from "../lib/dom.js";
import { fragment, html, render } from "../lib/html.js";
import { invitationName } from "../lib/invitations.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { showLink } from "./invitation-link.js";
import { invitationRow, invitationsFrame } from "./invitation-table.js";
import { inviteDialog } from "./invite-dialog.js";

/** The invitations of an organization: make, see, send again, revoke. */
export class InvitationList extends HTMLElement {
  /** @type {import("../lib/shell.js").Shell | null} */
  #shell = null;
  #organizationId = "";
  /** @type {Map<string, Api.Invitation>} */
  #invitations = new Map();
  /** @type {string | null} */
  #cursor = null;
  #loading = new AbortController();

  /** @param {import("../lib/shell.js").Shell} shell */
  start(shell) {
    this.#shell = shell;
    this.#organizationId = shell.organization.id;
    render(this, invitationsFrame(shell.may("invitations.manage")));
    this.querySelector("#invite-people")?.addEventListener("click", () => void this.#invite());
    this.#body.addEventListener("click", (event) => void this.#onAction(event));
    this.#more.addEventListener("click", () => void this.#load());
    return this.#load();
  }

  disconnectedCallback() {
    this.#loading.abort();
  }

  /** The next page. */
  async #load() {
    if (this.#more.getAttribute("aria-busy") === "true") return;
    this.#more.setAttribute("aria-busy", "true");
    this.#alert.textContent = "";
    try {
      const query = { limit: 50, cursor: this.#cursor };
      /** @type {Api.InvitationPage} */
      const page = await this.#open.client.get(this.#path(), { query, signal: this.#loading.signal });
      // One that was made while the page was on its way stands on top already.
      const others = page.items.filter((invitation) => !this.#invitations.has(invitation.id));
      for (const invitation of others) this.#invitations.set(invitation.id, invitation);
      this.#body.append(fragment(html`${others.map((invitation) => this.#row(invitation))}`));
      this.#cursor = page.nextCursor;
      if (document.activeElement === this.#more && this.#cursor === null) focusOn(this.#heading);
      this.#more.hidden = this.#cursor === null;
      this.#showCount();
    } catch (error) {
      if (!(error instanceof Interrupted)) this.#alert.textContent = explain(error);
    }
    this.#more.setAttribute("aria-busy", "false");
  }

  #showCount() {
    const isEmpty = this.#invitations.size === 0;
    find(this, "table", HTMLTableElement).hidden = isEmpty;
    find(this, "#no-invitations", HTMLElement).hidden = !isEmpty;
  }

  /** @param {Api.Invitation} invitation */
  #row(invitation) {
    return invitationRow(invitation, this.#open.may("invitations.manage"));
  }

  async #invite() {
    const made = await inviteDialog(this.#open);
    if (!made) return;
    this.#invitations.set(made.id, made);
    this.#body.prepend(fragment(this.#row(made)));
    this.#showCount();
    if (made.link) showLink(made);
    else notify(`Invitation sent to ${invitationName(made)}.`);
  }

  /** @param {Event} event */
  async #onAction(event) {
    const row = event.target instanceof Element ? event.target.closest("tr") : null;
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const invitation = this.#invitations.get(row?.dataset.id ?? "");
    if (!invitation || !row || !button || button.getAttribute("aria-busy") === "true") return;
    if (button.dataset.act === "revoke") return this.#revoke(row, invitation);
    button.setAttribute("aria-busy", "true");
    await this.#resend(row, invitation);
    button.setAttribute("aria-busy", "false");
  }

  /**
   * @param {Element} row
   * @param {Api.Invitation} invitation
   */
  async #resend(row, invitation) {
    try {
      const answer = await this.#open.client.post(`${this.#path()}/${invitation.id}/resend`);
      const sent = /** @type {Api.Invitation} */ ({ ...invitation, ...answer });
      this.#replace(row, sent);
      if (sent.link) showLink(sent, { isAgain: true });
      else notify(`Invitation sent to ${invitationName(sent)} again. The earlier link no longer works.`);
    } catch (error) {
      if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
    }
  }

  /**
   * @param {Element} row
   * @param {Api.Invitation} invitation
   */
  async #revoke(row, invitation) {
    const isLink = invitation.kind === "link";
    const isRevoked = await formDialog({
      id: "confirm-revoke",
      title: isLink ? "Revoke this link?" : `Revoke the invitation to ${invitationName(invitation)}?`,
      body: html`<p>${isLink ? "Nobody can join with it any more." : "The link in the mail stops working."} Who has joined already stays a member.</p>`,
      action: "Revoke invitation",
      isDangerous: true,
      perform: () => this.#open.client.delete(`${this.#path()}/${invitation.id}`),
    });
    if (!isRevoked) return;
    this.#replace(row, { ...invitation, status: "revoked" });
    notify("The invitation was revoked.");
    focusOn(this.#heading);
  }

  /**
   * @param {Element} row
   * @param {Api.Invitation} invitation
   */
  #replace(row, invitation) {
    const act = row.contains(document.activeElement) && document.activeElement?.getAttribute("data-act");
    this.#invitations.set(invitation.id, invitation);
    const content = fragment(this.#row(invitation));
    const next = act && content.querySelector(`[data-act="${act}"]`);
    row.replaceWith(content);
    if (next instanceof HTMLElement) next.focus();
  }

  #path() {
    return `/organizations/${this.#organizationId}/invitations`;
  }

  get #open() {
    if (!this.#shell) throw new Error("start() comes first");
    return this.#shell;
  }

  get #body() {
    return find(this, "tbody", HTMLElement);
  }

  get #more() {
    return find(this, "#more-invitations", HTMLButtonElement);
  }

  get #alert() {
    return find(this, "[role=alert]", HTMLElement);
  }

  get #heading() {
    return find(this, "h2", HTMLElement);
  }
}

customElements.define("invitation-list", InvitationList);
