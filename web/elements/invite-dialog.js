import { formDialog } from "../lib/dialog.js";
import { find } from "../lib/dom.js";
import { html, render } from "../lib/html.js";
import { invitationRequest } from "../lib/invitations.js";
import { rolesToInvite } from "../lib/roles.js";
import { email, optionalCount } from "../lib/validation.js";

/**
 * Asks for an invitation and makes it.
 * @param {import("../lib/shell.js").Shell} shell
 * @returns {Promise<Api.Invitation | null>} null when cancelled
 */
export async function inviteDialog(shell) {
  const { client, organization } = shell;
  /** @type {Api.Invitation | null} */
  let made = null;
  const isLink = () => find(document, "#invite-kind-link", HTMLInputElement).checked;
  const performed = formDialog({
    id: "invite",
    title: `Invite people to ${organization.name}`,
    body,
    action: "Create invitation",
    checks: {
      email: (value) => (isLink() ? "" : email(value)),
      maxUses: (value) => (isLink() ? optionalCount(value) : ""),
    },
    perform: async (values) => {
      made = await client.post(`/organizations/${organization.id}/invitations`, invitationRequest(values));
    },
  });
  const form = find(document, "#invite", HTMLFormElement);
  const showKind = () => drawKind(form, isLink() ? "link" : "email", organization);
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.name === "kind") showKind();
  });
  showKind();
  await performed;
  return made;
}

/**
 * @param {HTMLFormElement} form
 * @param {"email" | "link"} kind
 * @param {Api.Organization} actor
 */
function drawKind(form, kind, actor) {
  for (const part of form.querySelectorAll("[data-kind]")) {
    if (part instanceof HTMLElement) part.hidden = part.dataset.kind !== kind;
  }
  const select = find(form, "#invite-role", HTMLSelectElement);
  const chosen = select.value || "member";
  render(select, html`${rolesToInvite(actor, kind).map(({ key, name }) => html`<option value="${key}">${name}</option>`)}`);
  select.value = chosen;
  if (select.selectedIndex === -1) select.selectedIndex = 0;
}

const body = html`<fieldset class="choices">
    <legend>How</legend>
    <label><input type="radio" name="kind" value="email" id="invite-kind-email" checked /> By e-mail</label>
    <label><input type="radio" name="kind" value="link" id="invite-kind-link" /> By link</label>
  </fieldset>
  <div class="field" data-kind="email">
    <label for="invite-email">E-mail</label>
    <input id="invite-email" name="email" type="email" autocomplete="off" aria-describedby="invite-email-hint" />
    <p class="hint" id="invite-email-hint">Only the account with this address can accept.</p>
  </div>
  <div class="field">
    <label for="invite-role">Role</label>
    <select id="invite-role" name="role"></select>
  </div>
  <div class="pair">
    <div class="field">
      <label for="invite-expiry">Expires after</label>
      <select id="invite-expiry" name="expiresInHours">
        <option value="1">1 hour</option>
        <option value="24">1 day</option>
        <option value="168" selected>7 days</option>
        <option value="720">30 days</option>
      </select>
    </div>
    <div class="field" data-kind="link">
      <label for="invite-uses">Maximum uses <span class="optional">optional</span></label>
      <input id="invite-uses" name="maxUses" inputmode="numeric" autocomplete="off" placeholder="No limit" />
    </div>
  </div>`;
