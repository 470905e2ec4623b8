import { ApiError, Interrupted } from "../lib/api.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { explain, fieldMessages, isSeatsFull } from "../lib/problems.js";
import { noSeat } from "../lib/subscription.js";
import { fill } from "../lib/texts.js";
import commonTexts from "../texts/en/common.js";
import invitingTexts from "../texts/en/inviting.js";
import "./copy-field.js";

/**
 * What came of one address: an invitation, or the reason why not; neither when it was not tried any more.
 * @typedef {{address: string, invitation: Api.Invitation | null, error: unknown}} Result
 */

/**
 * Invites one after the other. When the server can't be reached, or has enough, the rest isn't tried.
 * @param {string[]} addresses
 * @param {(address: string) => Promise<Api.Invitation>} invite
 * @param {(done: number) => void} onProgress
 * @returns {Promise<Result[]>}
 */
export async function inviteEach(addresses, invite, onProgress) {
  /** @type {Result[]} */
  const results = [];
  let isOver = false;
  for (const address of addresses) {
    onProgress(results.length);
    if (isOver) {
      results.push({ address, invitation: null, error: null });
      continue;
    }
    try {
      results.push({ address, invitation: await invite(address), error: null });
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      results.push({ address, invitation: null, error });
      isOver = !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;
    }
  }
  return results;
}

/**
 * @param {Result[]} results
 * @param {Api.Organization} organization
 */
export function resultParts(results, organization) {
  const made = results.flatMap(({ invitation }) => invitation ?? []);
  const isAll = made.length === results.length;
  const links = made.filter(({ link }) => link);
  const title = isAll ? invitingTexts.resultTitle : fill(invitingTexts.resultPart, { done: made.length, total: results.length });
  const explanation = links.length > 0 ? invitingTexts.resultLinks : invitingTexts.resultMail;
  const body = html`${made.length > 0 && html`<p>${explanation}</p>`}
    <ul class="rows results">${results.map((result, index) => resultRow(result, index, organization))}</ul>
    <div class="actions">
      ${links.length > 1 && html`<copy-button data-text="${links.map(({ email, link }) => `${email}\t${link}`).join("\n")}">${invitingTexts.copyAll}</copy-button>`}
      ${!isAll && html`<button type="button" class="button" id="edit-rest">${invitingTexts.editRest}</button>`}
      <button type="button" class="button primary" data-close>${commonTexts.done}</button>
    </div>`;
  return { title, body };
}

/**
 * @param {Result} result
 * @param {number} index
 * @param {Api.Organization} organization
 */
function resultRow({ address, invitation, error }, index, organization) {
  const badge = invitation ? "good" : error ? "bad" : "";
  const word = invitation ? invitingTexts.invited : error ? invitingTexts.refused : invitingTexts.notTried;
  const id = `result-${index}`;
  return html`<li>
    <div class="result-head"><strong id="${id}">${address}</strong><span class="badge ${badge}">${invitation && icons.check}${word}</span></div>
    ${error && html`<p class="field-error">${reason(error, organization)}</p>`}
    ${invitation?.link && html`<copy-field><input readonly aria-labelledby="${id}" value="${invitation.link}" /></copy-field>`}
  </li>`;
}

/**
 * @param {unknown} error
 * @param {Api.Organization} organization
 */
function reason(error, organization) {
  if (isSeatsFull(error)) return noSeat(organization);
  if (error instanceof ApiError && error.code === "already_member") return invitingTexts.isMember;
  const messages = Object.values(fieldMessages(error));
  return messages.length > 0 ? messages.join(" ") : explain(error);
}
