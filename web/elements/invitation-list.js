import { Interrupted } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { find, focusOn } from "../lib/dom.js";
import { html } from "../lib/html.js";
import { invitationName } from "../lib/invitations.js";
import { notify } from "../lib/notices.js";
import { explain, isSeatsFull } from "../lib/problems.js";
import { builtInRoles } from "../lib/roles.js";
import { noSeat } from "../lib/subscription.js";
import { fill } from "../lib/texts.js";
import invitingTexts from "../texts/en/inviting.js";
import { showLink } from "./invitation-link.js";
import { invitationRow, invitationsFrame } from "./invitation-table.js";
import { inviteDialog } from "./invite-dialog.js";
import { PagedList } from "./paged-list.js";

/**
 * The invitations of an organization by their status: make, see, send again, revoke. Tells with an event, `seats`, when seats may have
 * been taken or become free.
 * @extends {PagedList<Api.Invitation>}
 */
export class InvitationList extends PagedList {
  #roles = builtInRoles;
  /** @type {import("./seat-line.js").SeatLine | null} */
  #seats = null;

  /**
   * @override
   * @param {import("../lib/shell.js").Shell} shell
   * @param {import("../lib/roles.js").Role[]} [roles] of the organization
   * @param {import("./seat-line.js").SeatLine | null} [seats]
   */
  async start(shell, roles = builtInRoles, seats = null) {
    this.#roles = roles;
    this.#seats = seats;
    return super.start(shell);
  }

  /** @override */
  frame() {
    return invitationsFrame(this.#mayManage);
  }

  /** @override */
  get pagesLabel() {
    return invitingTexts.pages;
  }

  /** @override */
  get path() {
    return `/organizations/${this.organization.id}/invitations`;
  }

  /** @override */
  get query() {
    return { status: this.#status };
  }

  /** @override */
  listen() {
    find(this, ".tabs", HTMLElement).addEventListener("change", () => void this.restart());
  }

  /**
   * @override
   * @param {Api.Invitation} invitation
   */
  idOf({ id }) {
    return id;
  }

  /**
   * @override
   * @param {Api.Invitation} invitation
   */
  rowOf(invitation) {
    return invitationRow(invitation, this.#mayManage);
  }

  /**
   * @override
   * @param {number} total
   */
  drawn(total) {
    const empty = find(this, "#no-invitations", HTMLElement);
    empty.hidden = total > 0;
    const texts = /** @type {Record<string, string>} */ (invitingTexts.empty);
    find(empty, "strong", HTMLElement).textContent = texts[this.#status || "all"];
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Element} _row
   * @param {Api.Invitation} invitation
   */
  act(button, _row, invitation) {
    if (button.dataset.act === "revoke") void this.#revoke(invitation);
    else if (invitation.kind === "link") void this.#renewLink(invitation);
    else void this.#resend(button, invitation);
  }

  async invite() {
    if (!(await inviteDialog(this.shell, this.#roles, this.#seats))) return;
    find(this, "[name=invitation-status][value=pending]", HTMLInputElement).checked = true;
    await this.restart();
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {Api.Invitation} invitation
   */
  async #resend(button, invitation) {
    button.setAttribute("aria-busy", "true");
    try {
      const sent = await this.#renewed(invitation);
      this.replace(sent);
      if (sent.link) showLink(sent, { isAgain: true });
      else notify(fill(invitingTexts.sentAgain, { name: invitationName(sent) }));
    } catch (error) {
      if (!(error instanceof Interrupted)) notify(isSeatsFull(error) ? noSeat(this.organization) : explain(error), { stays: true });
    }
    button.setAttribute("aria-busy", "false");
  }

  /**
   * The link that is out there stops working, so this is asked about first.
   * @param {Api.Invitation} invitation
   */
  async #renewLink(invitation) {
    /** @type {Api.Invitation | null} */
    let renewed = null;
    await formDialog({
      id: "confirm-new-link",
      title: invitingTexts.againTitle,
      body: html`<p>${invitingTexts.againBody}</p>`,
      action: invitingTexts.againAction,
      perform: async () => void (renewed = await this.#renewed(invitation)),
    });
    if (!renewed) return;
    this.replace(renewed);
    showLink(renewed, { isAgain: true });
  }

  /**
   * @param {Api.Invitation} invitation
   * @returns {Promise<Api.Invitation>}
   */
  async #renewed(invitation) {
    try {
      return { ...invitation, ...(await this.shell.client.post(`${this.path}/${invitation.id}/resend`)) };
    } finally {
      this.dispatchEvent(new Event("seats"));
    }
  }

  /** @param {Api.Invitation} invitation */
  async #revoke(invitation) {
    const isLink = invitation.kind === "link";
    const isRevoked = await formDialog({
      id: "confirm-revoke",
      title: isLink ? invitingTexts.revokeLinkTitle : fill(invitingTexts.revokeTitle, { name: invitationName(invitation) }),
      body: html`<p>${isLink ? invitingTexts.revokeLinkBody : invitingTexts.revokeBody}</p>`,
      action: invitingTexts.revokeAction,
      isDangerous: true,
      perform: () => this.shell.client.delete(`${this.path}/${invitation.id}`),
    });
    if (!isRevoked) return;
    notify(invitingTexts.revoked);
    this.dispatchEvent(new Event("seats"));
    await this.load();
    focusOn(find(this, "h2", HTMLElement));
  }

  get #status() {
    return find(this, "[name=invitation-status]:checked", HTMLInputElement).value;
  }

  get #mayManage() {
    return this.shell.may("invitations.manage");
  }
}

customElements.define("invitation-list", InvitationList);
