import { Interrupted } from "../lib/api.js";
import { formDialog, openDialog } from "../lib/dialog.js";
import { find, focusOn } from "../lib/dom.js";
import { dateAndTime, relativeTime } from "../lib/format.js";
import { fragment, html, render } from "../lib/html.js";
import { invitationName, invitationStatus, invitationUses, mayResend, mayRevoke } from "../lib/invitations.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { roleName } from "../lib/roles.js";
import "./copy-field.js";
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
    render(this, frame(shell.may("invitations.manage")));
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
    const { id, role, kind, status, expiresAt, invitedBy } = invitation;
    const { name, tone } = invitationStatus(status);
    const title = invitationName(invitation);
    const may = this.#open.may("invitations.manage");
    return html`<tr role="row" data-id="${id}">
      <th role="rowheader" scope="row"><span class="person"><strong>${title}</strong>
        <span class="muted">${invitedBy && html`by ${invitedBy.name}`}</span></span></th>
      <td role="cell" data-label="Role">${roleName(role)}</td>
      <td role="cell" data-label="Status"><span class="badge ${tone}">${name}</span></td>
      <td role="cell" data-label="Uses">${kind === "link" ? invitationUses(invitation) : "once"}</td>
      <td role="cell" data-label="Expires"><time datetime="${expiresAt}" title="${dateAndTime(expiresAt)}">${relativeTime(expiresAt)}</time></td>
      <td role="cell" class="row-actions">
        ${may && mayResend(invitation) && action("resend", "Resend", `invitation to ${title}`)}
        ${may && mayRevoke(invitation) && action("revoke", "Revoke", kind === "link" ? "invitation link" : `invitation to ${title}`)}
      </td>
    </tr>`;
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
      if (sent.link) showLink(sent);
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
    this.#invitations.set(invitation.id, invitation);
    row.replaceWith(fragment(this.#row(invitation)));
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

/** @param {Api.Invitation} invitation */
function showLink(invitation) {
  const isLink = invitation.kind === "link";
  openDialog(
    "Invitation link",
    html`<p>
        ${isLink
          ? "Anyone with this link can join until it expires or is used up."
          : html`No mail is set up here, so hand this link to <strong>${invitation.email}</strong> yourself.`}
        It is shown this once only.
      </p>
      <div class="field">
        <label for="invitation-link">Link</label>
        <copy-field><input id="invitation-link" readonly value="${invitation.link}" /></copy-field>
      </div>
      <div class="actions"><button type="button" class="button primary" data-close>Done</button></div>`,
  );
}

/**
 * @param {string} act
 * @param {string} text
 * @param {string} object
 */
function action(act, text, object) {
  return html`<button type="button" class="button quiet" data-act="${act}">${text}<span class="visually-hidden"> ${object}</span></button>`;
}

/** @param {boolean} mayManage */
const frame = (mayManage) => html`<div class="section-head">
    <h2 id="invitations-title">Invitations</h2>
    ${mayManage && html`<button type="button" class="button primary" id="invite-people">Invite people</button>`}
  </div>
  <div role="alert" class="alert"></div>
  <p id="no-invitations" class="empty" hidden>No invitations yet.</p>
  <table role="table" class="table" aria-labelledby="invitations-title" hidden>
    <thead role="rowgroup">
      <tr role="row">
        ${["For", "Role", "Status", "Uses", "Expires"].map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
        <th role="columnheader" scope="col"><span class="visually-hidden">Actions</span></th>
      </tr>
    </thead>
    <tbody role="rowgroup"></tbody>
  </table>
  <p class="more"><button type="button" class="button" id="more-invitations" hidden>Load more</button></p>`;

customElements.define("invitation-list", InvitationList);
