import { dateAndTime, initial, relativeTime, shortDate } from "../lib/format.js";
import { html } from "../lib/html.js";
import { mayRemove, roleName, roles, rolesToSet } from "../lib/roles.js";

/**
 * One member, with what the reader may do about it.
 * @param {Api.Member} member
 * @param {Api.Organization} organization with the reader's role and permissions
 * @param {boolean} isSelf
 */
export function memberRow({ user, role, joinedAt, lastActiveAt }, organization, isSelf) {
  const choices = organization.kind === "personal" ? [] : rolesToSet(organization, { role, isSelf });
  return html`<tr role="row" data-id="${user.id}">
    <th role="rowheader" scope="row">
      <div class="identity">
        <span class="avatar round" aria-hidden="true">${initial(user.name)}</span>
        <span class="person">
          <span><strong>${user.name}</strong> ${isSelf && html`<span class="badge">you</span>`}</span>
          <span class="muted">${user.email}</span>
        </span>
      </div>
    </th>
    <td role="cell" data-label="Role">${choices.length === 0 ? roleName(role) : roleSelect(user.name, role, choices)}</td>
    <td role="cell" data-label="Joined"><time datetime="${joinedAt}">${shortDate(joinedAt)}</time></td>
    <td role="cell" data-label="Last active">${lastActiveAt ? activity(lastActiveAt) : "never"}</td>
    <td role="cell" class="row-actions">
      ${choices.length > 0 && unsaved(user.name)} ${mayRemove(organization, { role, isSelf }) && removeButton(user.name)}
    </td>
  </tr>`;
}

/** @param {string} time */
function activity(time) {
  return html`<time datetime="${time}" title="${dateAndTime(time)}">${relativeTime(time)}</time>`;
}

/**
 * @param {string} name
 * @param {string} role
 * @param {import("../lib/roles.js").Role[]} choices
 */
function roleSelect(name, role, choices) {
  const shown = roles.filter(({ key }) => key === role || choices.some((choice) => choice.key === key));
  const isCustom = !shown.some(({ key }) => key === role);
  return html`<select aria-label="Role of ${name}">
    ${isCustom && html`<option value="${role}" selected>${roleName(role)}</option>`}
    ${shown.map(({ key, name }) => html`<option value="${key}" ${key === role && html`selected`}>${name}</option>`)}
  </select>`;
}

/**
 * Takes the place of Remove while a chosen role is not saved.
 * @param {string} name
 */
function unsaved(name) {
  return html`<span class="unsaved" hidden>
    <button type="button" class="button primary" data-act="save">Save<span class="visually-hidden"> role of ${name}</span></button>
    <button type="button" class="button quiet" data-act="undo">Undo</button>
  </span>`;
}

/** @param {string} name */
function removeButton(name) {
  return html`<button type="button" class="button quiet" data-act="remove">Remove<span class="visually-hidden"> ${name}</span></button>`;
}

/** What stays while rows come and go. */
export const membersFrame = html`<form id="member-filter" role="search" class="filters">
    <div class="field grow">
      <label for="member-query">Search members</label>
      <input id="member-query" name="query" type="search" autocomplete="off" placeholder="Name or e-mail" />
    </div>
    <div class="field">
      <label for="member-role">Show</label>
      <select id="member-role" name="role">
        <option value="">All roles</option>
        ${roles.map(({ key, name }) => html`<option value="${key}">${name}</option>`)}
      </select>
    </div>
    <div class="field">
      <label for="member-sort">Sort by</label>
      <select id="member-sort" name="sort">
        <option value="name">Name, A to Z</option>
        <option value="-name">Name, Z to A</option>
        <option value="-joinedAt">Joined, newest first</option>
        <option value="joinedAt">Joined, oldest first</option>
      </select>
    </div>
  </form>
  <p id="member-count" class="muted" role="status">Loading members …</p>
  <div role="alert" class="alert"></div>
  <table role="table" class="table" aria-label="Members" hidden>
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Member</th>
        <th role="columnheader" scope="col">Role</th>
        <th role="columnheader" scope="col">Joined</th>
        <th role="columnheader" scope="col">Last active</th>
        <th role="columnheader" scope="col"><span class="visually-hidden">Actions</span></th>
      </tr>
    </thead>
    <tbody role="rowgroup"></tbody>
  </table>
  <p class="more"><button type="button" class="button" id="more-members" hidden>Load more</button></p>`;
