import { initials } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { day, moment } from "../lib/moments.js";
import { hasRoleMenu, mayRemove, roleOf } from "../lib/roles.js";
import { fill, t } from "../lib/texts.js";

/**
 * One member, with what the reader may do about it.
 * @param {Api.Member} member
 * @param {Api.Organization} organization with the reader's role and permissions
 * @param {{isSelf: boolean, isLastOwner: boolean}} standing
 * @param {import("../lib/roles.js").Role[]} roles of the organization
 */
export function memberRow(member, organization, { isSelf, isLastOwner }, roles) {
  const { user, role, joinedAt, lastActiveAt } = member;
  const isTeam = organization.kind === "team";
  const hasMenu = isTeam && hasRoleMenu(organization, { role, isSelf, isLastOwner }, roles);
  return html`<tr role="row" data-id="${user.id}">
    <th role="rowheader" scope="row">
      <div class="identity">
        <span class="avatar round" aria-hidden="true">${initials(user.name)}</span>
        <span class="person">
          <span><strong>${user.name}</strong> ${isSelf && html`<span class="badge">${t.common.you}</span>`}</span>
          <span class="muted">${user.email}</span>
        </span>
      </div>
    </th>
    <td role="cell" data-label="${t.members.role}">${hasMenu ? roleButton(user.name, roleOf(member)) : roleOf(member)}</td>
    <td role="cell" data-label="${t.members.joined}">${day(joinedAt)}</td>
    <td role="cell" data-label="${t.members.lastActive}">${lastActiveAt ? moment(lastActiveAt) : t.time.never}</td>
    <td role="cell" class="row-actions">
      ${mayRemove(organization, { role, isSelf }, roles) && removeButton(user.name)} ${isSelf && isTeam && leaveButton}
    </td>
  </tr>`;
}

/**
 * @param {string} name
 * @param {string} role its name
 */
function roleButton(name, role) {
  return html`<button type="button" class="button quiet role" data-act="role" aria-haspopup="menu" aria-expanded="false">
    <span class="visually-hidden">${fill(t.members.roleOf, { name })}: </span>${role}${icons.down}
  </button>`;
}

/** @param {string} name */
function removeButton(name) {
  return html`<button type="button" class="button quiet" data-act="remove">${t.members.remove}<span class="visually-hidden"> ${name}</span></button>`;
}

const leaveButton = html`<button type="button" class="button quiet" data-act="leave">${t.members.leave}</button>`;

/**
 * A heading that sorts. The order is one of the API's: a name, with `-` before it for the other way round.
 * @param {string} name
 * @param {string} order
 */
function sortHeading(name, order) {
  return html`<th role="columnheader" scope="col" data-order="${order}">
    <button type="button" class="sort" data-order="${order}">${name}${icons.up}</button>
  </th>`;
}

/**
 * What stays while rows come and go.
 * @param {import("../lib/roles.js").Role[]} roles
 */
export const membersFrame = (roles) => html`<form id="member-filter" role="search" class="filters">
    <div class="field grow">
      <label for="member-query" class="visually-hidden">${t.members.search}</label>
      <div class="search">${icons.search}
        <input id="member-query" name="query" type="search" autocomplete="off" placeholder="${t.members.placeholder}" />
      </div>
    </div>
    <div class="field">
      <label for="member-role" class="visually-hidden">${t.members.show}</label>
      <select id="member-role" name="role">
        <option value="">${t.members.allRoles}</option>
        ${roles.map(({ key, name }) => html`<option value="${key}">${name}</option>`)}
      </select>
    </div>
  </form>
  <p id="member-count" class="muted" role="status">${t.members.loading}</p>
  <div role="alert" class="alert"></div>
  <table role="table" class="table" aria-label="${t.members.title}" hidden>
    <thead role="rowgroup">
      <tr role="row">
        ${sortHeading(t.members.member, "name")}
        <th role="columnheader" scope="col">${t.members.role}</th>
        ${sortHeading(t.members.joined, "joinedAt")}
        <th role="columnheader" scope="col">${t.members.lastActive}</th>
        <th role="columnheader" scope="col"><span class="visually-hidden">${t.members.actions}</span></th>
      </tr>
    </thead>
    <tbody role="rowgroup"></tbody>
  </table>
  <div id="no-members" class="empty" hidden><strong>${t.members.none}</strong><span>${t.members.noneWhy}</span></div>`;
