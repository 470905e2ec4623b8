import { formDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import { required } from "../lib/validation.js";
import texts from "../texts/en/domains.js";

/** @typedef {import("../lib/roles.js").Role} Role */

/**
 * @param {Role[]} roles
 * @param {(fields: {domain: string, role: string}) => Promise<void>} perform
 * @returns {Promise<boolean>}
 */
export function addDomainDialog(roles, perform) {
  return formDialog({
    id: "add-domain-form",
    title: texts.addTitle,
    body: html`<div class="field">
        <label for="domain-name">${texts.domain}</label>
        <input id="domain-name" name="domain" autocomplete="off" autocapitalize="none" spellcheck="false" inputmode="url" aria-describedby="domain-hint" autofocus required />
        <p class="hint" id="domain-hint">${texts.domainHint}</p>
      </div>
      ${roleField(roles, "member")}`,
    action: texts.add,
    checks: { domain: required(texts.domainMissing) },
    perform: ({ domain, role }) => perform({ domain, role }),
  });
}

/**
 * @param {Api.JoiningDomain} joining
 * @param {Role[]} roles
 * @param {(fields: {role: string}) => Promise<void>} perform
 * @returns {Promise<boolean>}
 */
export function changeRoleDialog({ domain, role }, roles, perform) {
  return formDialog({
    id: "domain-role-form",
    title: fill(texts.roleTitle, { domain }),
    body: roleField(roles, role),
    action: texts.changeRole,
    perform: (values) => perform({ role: values.role }),
  });
}

/**
 * @param {Api.JoiningDomain} joining
 * @param {() => Promise<void>} perform
 * @returns {Promise<boolean>}
 */
export function confirmDomainRemoval({ domain }, perform) {
  return formDialog({
    id: "remove-domain",
    title: fill(texts.removeTitle, { domain }),
    body: html`<p>${fillHtml(texts.removeBody, { domain: strong(domain) })}</p>`,
    action: texts.removeAction,
    isDangerous: true,
    perform,
  });
}

/**
 * @param {Role[]} roles
 * @param {string} chosen
 */
const roleField = (roles, chosen) => html`<div class="field">
  <label for="domain-role">${texts.role}</label>
  <select id="domain-role" name="role">
    ${roles.map(({ key, name }) => html`<option value="${key}" ${key === chosen && html`selected`}>${name}</option>`)}
  </select>
</div>`;
