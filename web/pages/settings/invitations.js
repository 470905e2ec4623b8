import { expiryOptions } from "../../lib/expiry.js";
import { html } from "../../lib/html.js";
import { rolesToGive } from "../../lib/roles.js";
import invitingTexts from "../../texts/en/inviting.js";
import settingsTexts from "../../texts/en/settings.js";
import { bindSettings } from "./saving.js";

/**
 * What invitations get that say nothing else.
 * @param {Api.Organization} organization
 * @param {import("../../lib/roles.js").Role[]} roles
 */
export function invitationsSection(organization, roles) {
  const { defaultRole, invitationHours } = organization;
  const given = rolesToGive(organization, roles);
  const offered = roles.filter((role) => role.key === defaultRole || (given.includes(role) && role.key !== "owner"));
  return html`<section class="card stack">
    <h2>${settingsTexts.invitationsTitle}</h2>
    <p class="hint">${settingsTexts.invitationsWhy}</p>
    <form id="invitation-defaults" method="post" class="stack narrow">
      <div class="pair">
        <div class="field">
          <label for="default-role">${settingsTexts.defaultRole}</label>
          <select id="default-role" name="defaultRole">
            ${offered.map(({ key, name }) => html`<option value="${key}" ${key === defaultRole && html`selected`}>${name}</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="default-expiry">${invitingTexts.expiry}</label>
          <select id="default-expiry" name="invitationHours">${expiryOptions(invitationHours)}</select>
        </div>
      </div>
      <div class="actions"><button class="button primary">${settingsTexts.invitationsSave}</button></div>
    </form>
  </section>`;
}

/** @param {import("./saving.js").Place} place */
export function bindInvitations(place) {
  bindSettings(place, "#invitation-defaults", {
    read: ({ defaultRole, invitationHours }) => ({ defaultRole, invitationHours: Number(invitationHours) }),
  });
}
