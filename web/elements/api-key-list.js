import { find, focusOn } from "../lib/dom.js";
import { html } from "../lib/html.js";
import { day, moment } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { fill, fillHtml, plural } from "../lib/texts.js";
import apiKeysTexts from "../texts/en/apiKeys.js";
import commonTexts from "../texts/en/common.js";
import fieldsTexts from "../texts/en/fields.js";
import membersTexts from "../texts/en/members.js";
import rolesPageTexts from "../texts/en/rolesPage.js";
import { confirmKeyRevocation, makeKeyDialog, showKey } from "./api-key-dialogs.js";
import { PagedList } from "./paged-list.js";
import { permissionName } from "./role-dialogs.js";

/**
 * Keys for programs: an organization's or, with the attribute `personal`, one's own. They are made and revoked; their secrets are in no
 * answer but the first.
 * @extends {PagedList<Api.ApiKey>}
 */
export class ApiKeyList extends PagedList {
  /** @override */
  frame() {
    const names = [fieldsTexts.name, apiKeysTexts.permissions, apiKeysTexts.made, apiKeysTexts.expires, apiKeysTexts.lastUsed];
    return html`<div role="alert" class="alert"></div>
      <table role="table" class="table" aria-label="${apiKeysTexts.title}" hidden>
        <thead role="rowgroup">
          <tr role="row">
            ${names.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
            <th role="columnheader" scope="col"><span class="visually-hidden">${membersTexts.actions}</span></th>
          </tr>
        </thead>
        <tbody role="rowgroup"></tbody>
      </table>
      <div class="empty" hidden><strong>${apiKeysTexts.empty}</strong><span>${this.#isPersonal ? apiKeysTexts.emptyOwn : apiKeysTexts.emptyWhy}</span></div>`;
  }

  /** @override */
  get pagesLabel() {
    return apiKeysTexts.pages;
  }

  /** @override */
  get path() {
    return this.#isPersonal ? "/me/api-keys" : `/organizations/${this.organization.id}/api-keys`;
  }

  /**
   * @override
   * @param {Api.ApiKey} key
   */
  idOf({ id }) {
    return id;
  }

  /**
   * @override
   * @param {Api.ApiKey} key
   */
  rowOf(key) {
    return row(key, this.#isPersonal);
  }

  /**
   * @override
   * @param {number} total
   */
  drawn(total) {
    find(this, ".empty", HTMLElement).hidden = total > 0;
  }

  /**
   * @override
   * @param {HTMLButtonElement} _button
   * @param {Element} _row
   * @param {Api.ApiKey} key
   */
  act(_button, _row, key) {
    void this.#revoke(key);
  }

  async create() {
    /** @type {Required<Api.ApiKey> | null} */
    let made = null;
    const held = this.#isPersonal ? null : this.organization.permissions;
    const isDone = await makeKeyDialog(held, async (fields) => {
      made = await this.shell.client.post(this.path, fields);
    });
    if (!isDone || !made) return;
    await showKey(made);
    if (this.isConnected) await this.restart();
  }

  /** @param {Api.ApiKey} key */
  async #revoke(key) {
    if (!(await confirmKeyRevocation(key, () => this.shell.client.delete(`${this.path}/${key.id}`)))) return;
    notify(fill(apiKeysTexts.isRevoked, { name: key.name }));
    await this.load();
    const heading = this.closest("section")?.querySelector("h2") ?? document.querySelector("h1");
    if (heading instanceof HTMLElement) focusOn(heading);
  }

  get #isPersonal() {
    return this.hasAttribute("personal");
  }
}

/**
 * @param {Api.ApiKey} key
 * @param {boolean} isPersonal whose maker needs no mention
 */
function row({ id, name, prefix, permissions, status, createdBy, createdAt, expiresAt, lastUsedAt, revokedAt }, isPersonal) {
  const object = html`<span class="visually-hidden"> ${name}</span>`;
  const made = isPersonal ? moment(createdAt) : fillHtml(apiKeysTexts.madeBy, { time: moment(createdAt), name: createdBy.name ?? commonTexts.deletedAccount });
  return html`<tr role="row" data-id="${id}">
    <th role="rowheader" scope="row" class="breaks">
      <span class="person"><span><strong>${name}</strong> <span class="badge ${status === "active" && "good"}">${apiKeysTexts.statuses[status]}</span></span> <code class="muted">${prefix}…</code></span>
    </th>
    <td role="cell" data-label="${apiKeysTexts.permissions}">
      <details class="held">
        <summary>${plural(rolesPageTexts.permissions, permissions.length)}<span class="visually-hidden"> ${name}</span></summary>
        <ul class="badges">${permissions.map((one) => html`<li class="badge">${permissionName(one)}</li>`)}</ul>
      </details>
    </td>
    <td role="cell" class="breaks" data-label="${apiKeysTexts.made}">${made}</td>
    <td role="cell" data-label="${apiKeysTexts.expires}">${end({ status, expiresAt, revokedAt })}</td>
    <td role="cell" data-label="${apiKeysTexts.lastUsed}">${lastUsedAt ? day(lastUsedAt) : apiKeysTexts.notUsed}</td>
    <td role="cell" class="row-actions">
      ${status === "active" && html`<button type="button" class="button quiet" data-act="revoke">${apiKeysTexts.revoke}${object}</button>`}
    </td>
  </tr>`;
}

/** @param {Pick<Api.ApiKey, "status" | "expiresAt" | "revokedAt">} key */
function end({ status, expiresAt, revokedAt }) {
  if (status === "revoked" && revokedAt) return fillHtml(apiKeysTexts.revokedOn, { time: day(revokedAt) });
  return expiresAt ? day(expiresAt) : apiKeysTexts.never;
}

customElements.define("api-key-list", ApiKeyList);
