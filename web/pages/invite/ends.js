import { organizationMark } from "../../elements/organization-mark.js";
import { relativeTime } from "../../lib/format.js";
import { html } from "../../lib/html.js";
import { icons } from "../../lib/icons.js";
import { keptInvitation } from "../../lib/kept.js";
import { show } from "../../lib/public-page.js";
import { fill, fillHtml, strong } from "../../lib/texts.js";
import entryTexts from "../../texts/en/entry.js";
import texts from "../../texts/en/invite.js";

/** What the page says when there is nothing left to do with its link. */

/**
 * With this link nothing can be done any more.
 * @param {string} title
 * @param {unknown} lead
 * @param {string} [way] what the way on is called
 * @param {string} [path]
 */
export function showEnd(title, lead, way = entryTexts.notFound.home, path = "/") {
  keptInvitation.write(null);
  show({ emblem: icons.warning, tone: "plain", title, lead, body: html`<a class="button wide" href="${path}">${way}</a>` });
}

/**
 * @param {Api.InvitationPreview} invitation
 * @param {string} path
 */
export function showMember({ organization }, path) {
  keptInvitation.write(null);
  show({
    mark: organizationMark(organization, "large"),
    title: texts.member,
    lead: fillHtml(texts.memberLead, { organization: strong(organization.name) }),
    body: html`<a class="button primary wide" href="${path}">${fill(texts.goTo, { organization: organization.name })}</a>`,
  });
}

/**
 * @param {Api.InvitationPreview} invitation
 * @param {Api.User | null} user
 */
export function showOver({ status, organization, expiresAt, invitedBy }, user) {
  const over = /** @type {Exclude<Api.InvitationStatus, "pending">} */ (status);
  const why = fillHtml(texts.overLead[over], { organization: strong(organization.name), time: relativeTime(expiresAt) });
  const ask = invitedBy ? fillHtml(texts.askInviter, { inviter: strong(invitedBy.name) }) : texts.askSomeone;
  const lead = html`${why} ${over !== "accepted" && ask}`;
  if (user) showEnd(texts.over[over], lead, texts.goHome);
  else showEnd(texts.over[over], lead, texts.logIn, "/login");
}
