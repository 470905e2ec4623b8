import { changes } from "../lib/audit-changes.js";
import { partyName } from "../lib/audit-names.js";
import { actorName, sentence } from "../lib/audit-sentences.js";
import { initials } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { moment, second } from "../lib/moments.js";
import { fill } from "../lib/texts.js";
import { deviceName } from "../lib/user-agent.js";
import auditTexts from "../texts/en/audit.js";
import commonTexts from "../texts/en/common.js";
import "./copy-field.js";

/** @typedef {import("../lib/audit-names.js").AuditNames} AuditNames */
/** @typedef {import("../lib/html.js").Html} Html */

/**
 * One event in a line, and the row below it that its details go into.
 * @param {Api.AuditEvent} event
 * @param {AuditNames} names
 * @param {typeof auditTexts} [texts] with the sentences
 */
export function eventRow(event, names, texts = auditTexts) {
  const { number, at } = event;
  return html`<tr role="row" data-id="${number}">
      <th role="rowheader" scope="row">
        <div class="identity">
          <span class="avatar round ${!hasInitials(event, names) && html`plain`}" aria-hidden="true">${picture(event, names)}</span>
          <p class="event">${sentence(event, names, { texts, actor: (name) => actorButton(event, name) })}</p>
        </div>
      </th>
      <td role="cell" class="event-time">${moment(at)}</td>
      <td role="cell" class="row-actions">
        <button type="button" class="button bare" data-act="details" aria-expanded="false" aria-controls="event-${number}" title="${auditTexts.details}">
          ${icons.down}<span class="visually-hidden">${fill(auditTexts.detailsOf, { number })}</span>
        </button>
      </td>
    </tr>
    <tr role="row" class="event-details" id="event-${number}" hidden>
      <td role="cell" colspan="3"></td>
    </tr>`;
}

/**
 * @param {Api.AuditEvent} event
 * @param {Html} name
 */
function actorButton({ actor }, name) {
  return actor ? html`<button type="button" class="name" data-act="actor" title="${auditTexts.onlyTheirs}">${name}</button>` : name;
}

/**
 * @param {Api.AuditEvent} event
 * @param {AuditNames} names
 */
function hasInitials({ actor }, names) {
  return actor !== null && names.person(actor) !== null;
}

/**
 * @param {Api.AuditEvent} event
 * @param {AuditNames} names
 */
function picture({ actor }, names) {
  if (!actor) return icons.screen;
  const name = names.person(actor);
  return name === null ? icons.account : initials(name);
}

/**
 * All that is known of an event: what was before and after, who did it, when and from where.
 * @param {Api.AuditEvent} event
 * @param {AuditNames} names
 */
export function eventDetails(event, names) {
  const { number, at, action, actor, onBehalfOf, target, ip, userAgent, requestId } = event;
  const changed = changes(event, names);
  return html`${changed.length > 0 && html`<dl class="changes">${changed.map(change)}</dl>`}
    <dl class="facts">
      ${fact(auditTexts.when, second(at))}
      ${fact(auditTexts.by, actor ? person(actor, names) : actorName(event, names))}
      ${onBehalfOf && fact(auditTexts.inTheNameOf, person(onBehalfOf, names))}
      ${target?.id.startsWith("acc_") && target.id !== actor?.id && fact(auditTexts.whom, person(target, names))}
      ${ip && fact(auditTexts.address, html`${ip}`)}
      ${userAgent && fact(auditTexts.browser, html`<span title="${userAgent}">${deviceName(userAgent)}</span>`)}
      ${requestId && fact(auditTexts.request, html`<code>${requestId}</code> <copy-button data-text="${requestId}">${commonTexts.copy}</copy-button>`)}
      ${fact(auditTexts.event, html`${number} · <code>${action}</code>`)}
    </dl>
    ${ip === null && html`<p class="hint">${auditTexts.erased}</p>`}`;
}

/**
 * @param {string} name
 * @param {Html} value
 */
function fact(name, value) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** @param {import("../lib/audit-changes.js").Change} change */
function change({ name, before, after, isList }) {
  if (isList) return fact(name, html`${before && html`<del>− ${before}</del> `}${after && html`<ins>+ ${after}</ins>`}`);
  if (before === null || after === null) return fact(name, html`${before ?? after}`);
  const becomes = html`<span aria-hidden="true">→</span> <span class="visually-hidden">${auditTexts.becomes}</span>`;
  return fact(name, html`<del>${before}</del> ${becomes} <ins>${after}</ins>`);
}

/**
 * @param {Api.AuditParty} party
 * @param {AuditNames} names
 */
function person(party, names) {
  if (party.email) return html`${partyName(party, names)} <span class="muted">${party.email}</span>`;
  return html`${partyName(party, names)} <code>${party.id}</code>`;
}

/**
 * What stays while rows come and go.
 * @param {import("../lib/audit-filter.js").AuditFilter} filter
 * @param {Record<string, string>} kinds what events can be about, and what that is called
 */
export function auditFrame({ action, from, to }, kinds) {
  return html`<form id="audit-filter" role="search" class="filters">
      <div class="field grow">
        <label for="audit-action">${auditTexts.show}</label>
        <select id="audit-action" name="action">
          <option value="">${auditTexts.all}</option>
          ${Object.entries(kinds).map(([noun, name]) => html`<option value="${noun}" ${noun === action && html`selected`}>${name}</option>`)}
        </select>
      </div>
      ${dayField("from", auditTexts.from, from)} ${dayField("to", auditTexts.to, to)}
    </form>
    <div class="audit-line">
      <p id="audit-count" class="muted" role="status">${auditTexts.loading}</p>
      <button type="button" id="audit-actor" class="chip" hidden></button>
    </div>
    <div role="alert" class="alert"></div>
    <table role="table" class="table events" aria-label="${auditTexts.title}" hidden>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">${auditTexts.what}</th>
          <th role="columnheader" scope="col" class="event-time">${auditTexts.when}</th>
          <th role="columnheader" scope="col" class="event-act"><span class="visually-hidden">${auditTexts.details}</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup"></tbody>
    </table>
    <div id="no-events" class="empty" hidden>
      <strong></strong>
      <button type="button" class="button" id="clear-filter">${auditTexts.clear}</button>
    </div>`;
}

/**
 * @param {"from" | "to"} name
 * @param {string} label
 * @param {string} value
 */
function dayField(name, label, value) {
  return html`<div class="field">
    <label for="audit-${name}">${label}</label>
    <input id="audit-${name}" name="${name}" type="date" value="${value}" />
  </div>`;
}

/**
 * What the chip says that takes back a choice of one person.
 * @param {string} name
 */
export function actorChip(name) {
  return html`<span>${fill(auditTexts.only, { name })}</span>${icons.close}<span class="visually-hidden">${auditTexts.remove}</span>`;
}
