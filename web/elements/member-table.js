import { initials } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { day, moment } from "../lib/moments.js";
import { hasRoleMenu, mayRemove, roleOf } from "../lib/roles.js";
import { fill } from "../lib/texts.js";
import commonTexts from "../texts/en/common.js";
import membersTexts from "../texts/en/members.js";
import timeTexts from "../texts/en/time.js";

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
          <span><strong>${user.name}</strong> ${isSelf && html`<span class="badge">${commonTexts.you}</span>`}</span>
          <span class="muted">${user.email}</span>
        </span>
      </div>
    </th>
    <td role="cell" data-label="${membersTexts.role}">${hasMenu ? roleButton(user.name, roleOf(member)) : roleOf(member)}</td>
    <td role="cell" data-label="${membersTexts.joined}">${day(joinedAt)}</td>
    <td role="cell" data-label="${membersTexts.lastActive}">${lastActiveAt ? moment(lastActiveAt) : timeTexts.never}</td>
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
    <span class="visually-hidden">${fill(membersTexts.roleOf, { name })}: </span>${role}${icons.down}
  </button>`;
}

/** @param {string} name */
function removeButton(name) {
  return html`<button type="button" class="button quiet" data-act="remove">${membersTexts.remove}<span class="visually-hidden"> ${name}</span></button>`;
}

const leaveButton = html`<button type="button" class="button quiet" data-act="leave">${membersTexts.leave}</button>`;

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
      <label for="member-query" class="visually-hidden">${membersTexts.search}</label>
      <div class="search">${icons.search}
        <input id="member-query" name="query" type="search" autocomplete="off" placeholder="${membersTexts.placeholder}" />
      </div>
    </div>
    <div class="field">
      <label for="member-role" class="visually-hidden">${membersTexts.show}</label>
      <select id="member-role" name="role">
        <option value="">${membersTexts.allRoles}</option>
        ${roles.map(({ key, name }) => html`<option value="${key}">${name}</option>`)}
      </select>
    </div>
  </form>
  <p id="member-count" class="muted" role="status">${membersTexts.loading}</p>
  <div role="alert" class="alert"></div>
  <table role="table" class="table" aria-label="${membersTexts.title}" hidden>
    <thead role="rowgroup">
      <tr role="row">
        ${sortHeading(membersTexts.member, "name")}
        <th role="columnheader" scope="col">${membersTexts.role}</th>
        ${sortHeading(membersTexts.joined, "joinedAt")}
        <th role="columnheader" scope="col">${membersTexts.lastActive}</th>
        <th role="columnheader" scope="col"><span class="visually-hidden">${membersTexts.actions}</span></th>
      </tr>
    </thead>
    <tbody role="rowgroup"></tbody>
  </table>
  <div id="no-members" class="empty" hidden><strong>${membersTexts.none}</strong><span>${membersTexts.noneWhy}</span></div>`;
