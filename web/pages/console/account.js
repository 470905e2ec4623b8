import { badges } from "../../elements/console-accounts.js";
import { formDialog } from "../../lib/dialog.js";
import { fact } from "../../lib/facts.js";
import { html, prepared } from "../../lib/html.js";
import { longDay, minute, moment } from "../../lib/moments.js";
import { notify } from "../../lib/notices.js";
import { roleOf } from "../../lib/roles.js";
import { fill, fillHtml } from "../../lib/texts.js";
import auditTexts from "../../texts/en/audit.js";
import consoleTexts from "../../texts/en/console.js";
import { actAs } from "./act-as.js";

const texts = consoleTexts.accounts;
const statuses = /** @type {Record<string, string>} */ (auditTexts.statuses);

/** @typedef {import("../../lib/shell.js").Shell} Shell */

/**
 * One account, and what an operator can do about it.
 * @param {Shell} shell
 * @param {string} id
 * @param {AbortSignal} signal
 */
export async function accountView(shell, id, signal) {
  /** @type {Api.AccountRecord} */
  const account = await shell.client.get(`/admin/accounts/${id}`, { signal });
  const view = prepared(
    html`<p><a href="/admin/accounts">${texts.back}</a></p>
      <div class="section-head"><h1 class="breaks">${account.name}</h1> <span class="badges">${badges(account)}</span></div>
      <section class="card stack" aria-labelledby="facts-title">
        <h2 id="facts-title">${texts.facts}</h2>
        <dl class="facts stacked">
          ${fact(texts.email, html`${account.email}`)} ${fact(consoleTexts.created, longDay(account.createdAt))}
          ${fact(texts.lastActive, account.lastActiveAt ? moment(account.lastActiveAt) : html`${consoleTexts.never}`)}
          ${fact(texts.sessions, html`${account.sessions}`)} ${account.factors > 0 && fact(texts.factors, factors(account))}
          ${account.disabledAt && fact(texts.disabledSince, moment(account.disabledAt))}
        </dl>
        ${!account.operator && html`<div class="actions">${actsFor(account).map(button)}</div>`}
      </section>
      <section class="card stack" aria-labelledby="memberships-title">
        <h2 id="memberships-title">${texts.memberships}</h2>
        ${account.organizations === 0 ? html`<p class="muted">${texts.noMemberships}</p>` : html`<ul class="rows">${account.memberships.map(membership)}</ul>`}
      </section>`,
  );
  for (const name of actsFor(account)) {
    view.querySelector(`[data-act=${name}]`)?.addEventListener("click", () => void perform(shell, name, account));
  }
  shell.place(view, signal);
  return account.name;
}

/** @typedef {"act" | "disable" | "enable" | "signOut" | "reset" | "announce" | "keep" | "removeFactors"} Act */

/**
 * @param {Api.AccountRecord} account
 * @returns {Act[]}
 */
function actsFor(account) {
  return account.disabledAt ? ["enable"] : ["act", "signOut", "reset", ...actsForFactors(account), "disable"];
}

/**
 * They are removed some days after that was announced.
 * @param {Api.AccountRecord} account
 * @returns {Act[]}
 */
function actsForFactors({ factors, factorsRemovableAt }) {
  if (factors === 0) return [];
  if (!factorsRemovableAt) return ["announce"];
  return new Date(factorsRemovableAt) <= new Date() ? ["keep", "removeFactors"] : ["keep"];
}

/** @param {Api.AccountRecord} account */
function factors({ factors: count, factorsRemovableAt }) {
  return factorsRemovableAt ? html`${fillHtml(texts.removable, { count, time: minute(factorsRemovableAt) })}` : html`${count}`;
}

/** @param {Act} name */
function button(name) {
  return html`<button type="button" class="button ${isDangerous(name) && html`danger`}" data-act="${name}">${texts[name]}</button>`;
}

/** @param {Act} name */
const isDangerous = (name) => name === "disable" || name === "removeFactors";

const requests = /** @type {const} */ ({
  disable: ["post", "disable"], enable: ["post", "enable"], signOut: ["post", "revoke-sessions"], reset: ["post", "send-reset"],
  announce: ["post", "factor-removal"], keep: ["delete", "factor-removal"], removeFactors: ["delete", "factors"],
});
const told = {
  disable: texts.isDisabled, enable: texts.isEnabled, signOut: texts.isSignedOut, reset: texts.isSent,
  announce: texts.isAnnounced, keep: texts.isKept, removeFactors: texts.isRemoved,
};

/**
 * @param {Shell} shell
 * @param {Act} name
 * @param {Api.AccountRecord} account
 */
async function perform(shell, name, account) {
  if (name === "act") return actAs(shell, account);
  const orphans = name === "disable" ? account.memberships.filter(({ onlyOwner }) => onlyOwner) : [];
  const isDone = await formDialog({
    id: "console-act",
    title: fill(texts[`${name}Title`], { name: account.name }),
    body: html`<p>${fill(texts[`${name}Body`], { email: account.email })}</p>
      ${orphans.map(successorField)}`,
    action: texts[name],
    isDangerous: isDangerous(name),
    perform: (values) => {
      const successors = orphans.flatMap(({ organization }) => {
        const accountId = values[organization.id];
        return accountId ? [{ organizationId: organization.id, accountId }] : [];
      });
      const [method, path] = requests[name];
      return shell.client[method](`/admin/accounts/${account.id}/${path}`, name === "disable" ? { successors } : undefined);
    },
  });
  if (!isDone) return;
  await shell.show();
  notify(fill(told[name], { name: account.name }));
}

/** @param {Api.AccountMembership} membership */
function successorField({ organization, candidates }) {
  return html`<div class="field">
    <label for="heir-${organization.id}">${fill(texts.successor, { organization: organization.name })}</label>
    <select id="heir-${organization.id}" name="${organization.id}">
      <option value="">${texts.suspendIt}</option>
      ${candidates.map((one) => html`<option value="${one.user.id}">${one.user.name} · ${one.user.email} · ${roleOf(one)}</option>`)}
    </select>
  </div>`;
}

/** @param {Api.AccountMembership} one */
function membership(one) {
  const { organization, onlyOwner } = one;
  if (organization.kind === "personal") return html``;
  return html`<li>
    <span class="person breaks"><a href="/admin/organizations/${organization.id}">${organization.name}</a> <span class="muted">${roleOf(one)}</span></span>
    <span class="badges"><span class="badge">${statuses[organization.status]}</span> ${onlyOwner && html`<span class="badge info">${texts.onlyOwner}</span>`}</span>
  </li>`;
}
