import { organizationMark } from "../../elements/organization-mark.js";
import { relativeTime } from "../../lib/format.js";
import { Html, html } from "../../lib/html.js";
import { longDay } from "../../lib/moments.js";
import { show } from "../../lib/public-page.js";
import { roleDescription, roleOf } from "../../lib/roles.js";
import { fill, fillHtml, strong } from "../../lib/texts.js";
import texts from "../../texts/en/invite.js";

/**
 * What the page is about.
 * @typedef {object} Offer
 * @property {string} token that was shown with it
 * @property {Api.InvitationPreview} invitation
 * @property {() => Promise<void>} lookAgain what is shown may be so no longer
 */

/**
 * Who invites to what, as what, and until when; below it `body`.
 * @param {Api.InvitationPreview} invitation
 * @param {Html} body
 */
export function showInvitation(invitation, body) {
  const { organization, invitedBy, role, email, expiresAt } = invitation;
  const values = { organization: strong(organization.name), role: strong(roleOf(invitation)), inviter: strong(invitedBy?.name ?? "") };
  return show({
    mark: organizationMark(organization, "large"),
    title: fill(texts.join, { organization: organization.name }),
    lead: fillHtml(invitedBy ? texts.lead : texts.leadOfNobody, values),
    body: html`<dl class="facts">
        <div><dt>${texts.role}</dt><dd>${roleOf(invitation)} <span class="hint">${roleDescription(role)}</span></dd></div>
        ${email && html`<div><dt>${texts.for}</dt><dd>${email}</dd></div>`}
        <div><dt>${texts.until}</dt><dd>${longDay(expiresAt)} <span class="hint">${relativeTime(expiresAt)}</span></dd></div>
      </dl>
      ${body}`,
  });
}
