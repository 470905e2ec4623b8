import { addressesIn } from "../lib/addresses.js";
import { ApiError } from "../lib/api.js";
import { openDialog } from "../lib/dialog.js";
import { find, focusOn } from "../lib/dom.js";
import { expiryOptions } from "../lib/expiry.js";
import { bindForm } from "../lib/forms.js";
import { html, render } from "../lib/html.js";
import { domainsIn, invitationRequest } from "../lib/invitations.js";
import { isSeatsFull } from "../lib/problems.js";
import { proposedRole, rolesToInvite } from "../lib/roles.js";
import { noSeat } from "../lib/subscription.js";
import { fill, plural } from "../lib/texts.js";
import { takeTyped } from "../lib/typed.js";
import { optionalCount } from "../lib/validation.js";
import commonTexts from "../texts/en/common.js";
import invitingTexts from "../texts/en/inviting.js";
import { linkParts } from "./invitation-link.js";
import { inviteEach, resultParts } from "./invite-results.js";

/** @typedef {(kind: "email" | "link") => import("../lib/roles.js").Role[]} Offer the roles that an invitation may carry */

/** More at once are pasted by mistake. */
const mostAddresses = 50;

/**
 * Asks for invitations and makes them, by e-mail or as a link; what came of it is shown in the same dialog.
 * @param {import("../lib/shell.js").Shell} shell
 * @param {import("../lib/roles.js").Role[]} roles of the organization
 * @param {import("./seat-line.js").SeatLine | null} seats
 * @returns {Promise<boolean>} whether any was made
 */
export function inviteDialog(shell, roles, seats) {
  /** @type {Offer} */
  const offer = (kind) => rolesToInvite(shell.organization, kind, roles);
  const dialog = openDialog(fill(invitingTexts.dialogTitle, { name: shell.organization.name }), html`<div id="invite-place"></div>`);
  let isMade = false;
  /** @type {HTMLFormElement | null} the one on screen, which its successor takes the place of */
  let shown = null;
  const path = `/organizations/${shell.organization.id}/invitations`;
  const { defaultRole, invitationHours } = shell.organization;
  const settled = { role: defaultRole, expiresInHours: String(invitationHours) };
  askFor("", settled);

  /**
   * @param {string} addresses
   * @param {Record<string, string>} earlier what was chosen before, or what the organization has settled
   */
  function askFor(addresses, earlier) {
    const form = showForm(dialog, shell.organization.name, offer, addresses, earlier);
    shown = form;
    tellSeats(form, seats?.left ?? null);
    bindForm(form, { checks: checksFor(form), submit: (values) => (isLink(form) ? makeLink(values) : inviteAll(form, values)) });
  }

  /** @param {Record<string, string>} values */
  async function makeLink(values) {
    const made = await shell.client.post(path, invitationRequest(values));
    isMade = true;
    showOutcome(dialog, invitingTexts.linkTitle, html`${linkParts(made)}${done}`);
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Record<string, string>} values
   */
  async function inviteAll(form, values) {
    const addresses = addressesIn(values.email).map(({ address }) => address);
    const progress = find(form, "#invite-progress", HTMLElement);
    const results = await inviteEach(addresses, (email) => shell.client.post(path, invitationRequest({ ...values, email })), (count) => {
      progress.textContent = addresses.length > 1 ? fill(invitingTexts.sending, { done: count, total: addresses.length }) : "";
    });
    isMade ||= results.some(({ invitation }) => invitation !== null);
    void seats?.load().then(() => shown && tellSeats(shown, seats.left));
    const [only] = results;
    if (results.length === 1 && only.error) throw asFieldProblem(only.error, shell.organization);
    const { title, body } = resultParts(results, shell.organization);
    showOutcome(dialog, title, body);
    const rest = results.filter(({ invitation }) => invitation === null).map(({ address }) => address);
    dialog.querySelector("#edit-rest")?.addEventListener("click", () => askFor(rest.join("\n"), values));
  }

  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(isMade)));
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} title
 * @param {import("../lib/html.js").Html} body
 */
function showOutcome(dialog, title, body) {
  const heading = find(dialog, "h2", HTMLElement);
  heading.textContent = title;
  render(find(dialog, "#invite-place", HTMLElement), html`<div class="stack">${body}</div>`);
  focusOn(heading);
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} organization its name
 * @param {Offer} offer
 * @param {string} addresses
 * @param {Record<string, string>} earlier
 */
function showForm(dialog, organization, offer, addresses, earlier) {
  find(dialog, "h2", HTMLElement).textContent = fill(invitingTexts.dialogTitle, { name: organization });
  render(find(dialog, "#invite-place", HTMLElement), form);
  const shown = find(dialog, "form", HTMLFormElement);
  const field = find(shown, "#invite-email", HTMLTextAreaElement);
  field.value = addresses;
  drawKind(shown, offer, earlier.role);
  render(find(shown, "#invite-expiry", HTMLSelectElement), html`${expiryOptions(Number(earlier.expiresInHours))}`);
  takeTyped(shown);
  nameButton(shown);
  shown.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === "kind") drawKind(shown, offer);
  });
  field.addEventListener("input", () => nameButton(shown));
  field.focus();
  return shown;
}

/**
 * Who is a member already can't be invited, nor anybody without a seat: that belongs to the address.
 * @param {unknown} error
 * @param {Api.Organization} organization
 */
function asFieldProblem(error, organization) {
  const message = isSeatsFull(error) ? noSeat(organization) : error instanceof ApiError && error.code === "already_member" && invitingTexts.isMember;
  return message ? new ApiError(422, { code: "invalid_input", errors: [{ field: "email", message }] }) : error;
}

/**
 * How many can be invited, before anything is typed.
 * @param {HTMLFormElement} form
 * @param {number | null} left null for any number
 */
function tellSeats(form, left) {
  if (left === null) return;
  const words = left === 0 ? invitingTexts.noSeatLeft : plural(invitingTexts.seatsLeft, left);
  for (const place of form.querySelectorAll(".seats")) place.textContent = words;
  find(form, "#invite-seats", HTMLElement).hidden = false;
}

/** @param {HTMLFormElement} form */
function isLink(form) {
  return find(form, "#invite-kind-link", HTMLInputElement).checked;
}

/**
 * @param {HTMLFormElement} form
 * @param {Offer} offer
 * @param {string} [role]
 */
function drawKind(form, offer, role) {
  const kind = isLink(form) ? "link" : "email";
  for (const part of form.querySelectorAll("[data-kind]")) {
    if (part instanceof HTMLElement) part.hidden = part.dataset.kind !== kind;
  }
  const select = find(form, "#invite-role", HTMLSelectElement);
  const roles = offer(kind);
  const chosen = proposedRole(roles, role ?? select.value);
  render(select, html`${roles.map(({ key, name }) => html`<option value="${key}" ${key === chosen && html`selected`}>${name}</option>`)}`);
  nameButton(form);
}

/** @param {HTMLFormElement} form */
function nameButton(form) {
  const count = addressesIn(find(form, "#invite-email", HTMLTextAreaElement).value).length;
  const text = isLink(form) ? invitingTexts.createLink : plural(invitingTexts.send, Math.max(1, count));
  find(form, "button:not([type])", HTMLButtonElement).textContent = text;
}

/**
 * @param {HTMLFormElement} form
 * @returns {Record<string, import("../lib/validation.js").Check>}
 */
function checksFor(form) {
  return {
    email: (value) => (isLink(form) ? "" : addressesProblem(value)),
    maxUses: (value) => (isLink(form) ? optionalCount(value) : ""),
    domains: (value) => (isLink(form) ? domainsProblem(value) : ""),
  };
}

/** @param {string} text */
function addressesProblem(text) {
  const found = addressesIn(text);
  if (found.length === 0) return invitingTexts.noAddress;
  if (found.length > mostAddresses) return fill(invitingTexts.tooMany, { most: mostAddresses, count: found.length });
  const wrong = found.filter(({ isPlausible }) => !isPlausible).map(({ address }) => address);
  return wrong.length === 0 ? "" : fill(invitingTexts.notAddresses, { list: wrong.join(", ") });
}

/** @param {string} text */
function domainsProblem(text) {
  const wrong = domainsIn(text).filter((domain) => !/^[^@]+\.[^@]+$/.test(domain));
  return wrong.length === 0 ? "" : fill(invitingTexts.notDomains, { list: wrong.join(", ") });
}

const done = html`<div class="actions"><button type="button" class="button primary" data-close>${commonTexts.done}</button></div>`;

const form = html`<form id="invite" method="post" class="stack">
  <fieldset class="tabs">
    <legend class="visually-hidden">${invitingTexts.how}</legend>
    <label><input type="radio" name="kind" value="email" id="invite-kind-email" checked /> ${invitingTexts.byEmail}</label>
    <label><input type="radio" name="kind" value="link" id="invite-kind-link" /> ${invitingTexts.byLink}</label>
  </fieldset>
  <div id="invite-seats" class="hint" hidden>
    <p data-kind="email"><span class="seats"></span></p>
    <p data-kind="link" hidden><span class="seats"></span> ${invitingTexts.linkSeats}</p>
  </div>
  <div class="field" data-kind="email">
    <label for="invite-email">${invitingTexts.addresses}</label>
    <textarea id="invite-email" name="email" rows="3" autocomplete="off" autocapitalize="none" spellcheck="false"
      aria-describedby="invite-email-hint" placeholder="ada@example.com, grace@example.com"></textarea>
    <p class="hint" id="invite-email-hint">${invitingTexts.addressesHint}</p>
  </div>
  <div class="pair">
    <div class="field">
      <label for="invite-role">${invitingTexts.role}</label>
      <select id="invite-role" name="role"></select>
    </div>
    <div class="field">
      <label for="invite-expiry">${invitingTexts.expiry}</label>
      <select id="invite-expiry" name="expiresInHours"></select>
    </div>
  </div>
  <div class="field" data-kind="link" hidden>
    <label for="invite-uses">${invitingTexts.mostUses} <span class="optional">${commonTexts.optional}</span></label>
    <input id="invite-uses" name="maxUses" inputmode="numeric" autocomplete="off" placeholder="${invitingTexts.noLimit}" />
  </div>
  <div class="field" data-kind="link" hidden>
    <label for="invite-domains">${invitingTexts.domains} <span class="optional">${commonTexts.optional}</span></label>
    <input id="invite-domains" name="domains" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="invite-domains-hint" />
    <p class="hint" id="invite-domains-hint">${invitingTexts.domainsHint}</p>
  </div>
  <p id="invite-progress" class="hint" role="status"></p>
  <div class="actions">
    <button type="button" class="button" data-close>${commonTexts.cancel}</button>
    <button class="button primary"></button>
  </div>
</form>`;
