import { ConsoleDomains } from "../../elements/console-domains.js";
import { formDialog } from "../../lib/dialog.js";
import { lastDayBefore, midnight } from "../../lib/days.js";
import { find } from "../../lib/dom.js";
import { fact } from "../../lib/facts.js";
import { html, prepared } from "../../lib/html.js";
import { icons } from "../../lib/icons.js";
import { longDay, minute } from "../../lib/moments.js";
import { notify } from "../../lib/notices.js";
import { acts, actsFor, askAndPerform, statusBadge } from "../../lib/organization-acts.js";
import { fill } from "../../lib/texts.js";
import { optionalCount } from "../../lib/validation.js";
import auditTexts from "../../texts/en/audit.js";
import commonTexts from "../../texts/en/common.js";
import consoleTexts from "../../texts/en/console.js";
import domainsTexts from "../../texts/en/domains.js";
import planTexts from "../../texts/en/plan.js";

const texts = consoleTexts.organizations;
const names = auditTexts.fields;

/** @typedef {import("../../lib/shell.js").Shell} Shell */

/**
 * One organization, and what an operator can do about it: nothing that is in it.
 * @param {Shell} shell
 * @param {string} id
 * @param {AbortSignal} signal
 */
export async function organizationView(shell, id, signal) {
  /** @type {Api.OrganizationRecord} */
  const organization = await shell.client.get(`/admin/organizations/${id}`, { signal });
  const isTeam = organization.kind === "team";
  const hasDomains = isTeam && !organization.deletedAt;
  const view = prepared(
    html`<p><a href="/admin/organizations">${texts.back}</a></p>
      <div class="section-head"><h1 class="breaks">${organization.name}</h1> <span class="badges">${statusBadge(organization)}</span></div>
      ${facts(organization)} ${owners(organization)} ${hasDomains && domains(organization)}`,
  );
  for (const name of isTeam ? actsFor(organization) : []) {
    const perform = async () => tell(shell, await askAndPerform(shell.client, name, organization));
    view.querySelector(`[data-act=${name}]`)?.addEventListener("click", () => void perform());
  }
  view.querySelector("[data-act=plan]")?.addEventListener("click", () => void changePlan(shell, organization));
  if (hasDomains) {
    const list = find(view, "console-domains", ConsoleDomains);
    find(view, "#confirm-domain-button", HTMLElement).addEventListener("click", () => void list.confirm());
    await list.start(shell);
  }
  shell.place(view, signal);
  return organization.name;
}

/**
 * @param {Shell} shell
 * @param {string} text "" if nothing was done
 */
async function tell(shell, text) {
  if (!text) return;
  await shell.show();
  notify(text);
}

/** @param {Api.OrganizationRecord} organization */
function facts(organization) {
  const { slug, kind, seats, used, members, pending, trialEndsAt, customer, createdAt, deletedAt } = organization;
  return html`<section class="card stack" aria-labelledby="facts-title">
    <h2 id="facts-title">${auditTexts.nouns.organization}</h2>
    <dl class="facts stacked">
      ${fact(names.slug, html`${slug}`)} ${fact(names.kind, html`${auditTexts.kinds[kind]}`)} ${fact(consoleTexts.created, longDay(createdAt))}
      ${fact(texts.members, html`${members}`)}
      ${fact(names.seats, html`${seats === null ? texts.anyNumber : fill(texts.seats, { used: used + pending, seats })}`)}
      ${trialEndsAt && fact(names.trialEndsAt, minute(trialEndsAt))} ${customer && fact(names.customer, html`${customer}`)}
      ${deletedAt && fact(texts.deletedSince, minute(deletedAt))}
    </dl>
    ${kind === "team" &&
    html`<div class="actions">
      ${!deletedAt && html`<button type="button" class="button" data-act="plan">${texts.plan}</button>`}
      ${actsFor(organization).map((act) => html`<button type="button" class="button ${act === "delete" && html`danger`}" data-act="${act}">${acts[act].action}</button>`)}
    </div>`}
  </section>`;
}

/** @param {Api.OrganizationRecord} organization */
const owners = ({ owners }) => html`<section class="card stack" aria-labelledby="owners-title">
  <h2 id="owners-title">${texts.owners}</h2>
  ${owners.length === 0 && html`<p class="muted">${texts.noOwners}</p>`}
  <ul class="rows">
    ${owners.map(
      ({ id, name, email, disabled }) => html`<li>
        <span class="person breaks"><a href="/admin/accounts/${id}">${name}</a> <span class="muted">${email}</span></span>
        ${disabled && html`<span class="badge bad">${consoleTexts.accounts.disabled}</span>`}
      </li>`,
    )}
  </ul>
</section>`;

/** @param {Api.OrganizationRecord} organization */
const domains = ({ id }) => html`<section class="card stack" aria-labelledby="domains-title">
  <div class="section-head">
    <h2 id="domains-title">${domainsTexts.title}</h2>
    <button type="button" class="button" id="confirm-domain-button">${icons.add}${texts.confirmTitle}</button>
  </div>
  <console-domains data-organization="${id}"></console-domains>
</section>`;

/**
 * @param {Shell} shell
 * @param {Api.OrganizationRecord} organization
 */
async function changePlan(shell, organization) {
  const { id, name, seats, trialEndsAt, customer } = organization;
  // A trial that has ended reads suspended.
  const status = trialEndsAt ? "trial" : organization.status;
  const lastDay = trialEndsAt ? lastDayBefore(trialEndsAt) : "";
  const isDone = formDialog({
    id: "console-plan",
    title: fill(texts.planTitle, { name }),
    body: html`<div class="field">
        <label for="plan-status">${consoleTexts.status}</label>
        <select id="plan-status" name="status">
          ${Object.entries(planTexts.statuses).map(([key, text]) => html`<option value="${key}" ${key === status && html`selected`}>${text}</option>`)}
        </select>
      </div>
      <div class="field" id="plan-trial">
        <label for="plan-trial-end">${texts.lastDay} <span class="optional">${commonTexts.optional}</span></label>
        <input id="plan-trial-end" name="trialEndsAt" type="date" value="${lastDay}" />
      </div>
      <div class="field">
        <label for="plan-seats">${names.seats} <span class="optional">${commonTexts.optional}</span></label>
        <input id="plan-seats" name="seats" inputmode="numeric" autocomplete="off" value="${seats ?? ""}" placeholder="${texts.anyNumber}" />
      </div>
      <div class="field">
        <label for="plan-customer">${names.customer} <span class="optional">${commonTexts.optional}</span></label>
        <input id="plan-customer" name="customer" autocomplete="off" autocapitalize="none" spellcheck="false" value="${customer ?? ""}" aria-describedby="plan-customer-hint" />
        <p class="hint" id="plan-customer-hint">${texts.customerHint}</p>
      </div>`,
    action: texts.plan,
    checks: { seats: optionalCount },
    perform: (values) => {
      const end = () => (values.trialEndsAt === lastDay ? trialEndsAt : midnight(values.trialEndsAt, 1));
      return shell.client.put(`/admin/organizations/${id}/subscription`, {
        status: values.status,
        seats: values.seats ? Number(values.seats) : null,
        customer: values.customer || null,
        ...(values.status === "trial" && values.trialEndsAt && { trialEndsAt: end() }),
      });
    },
  });
  const form = find(document, "#console-plan", HTMLFormElement);
  const showTrial = () => (find(form, "#plan-trial", HTMLElement).hidden = find(form, "#plan-status", HTMLSelectElement).value !== "trial");
  form.addEventListener("change", showTrial);
  showTrial();
  if (await isDone) await tell(shell, fill(texts.isPlanned, { name }));
}
