import { find, focusOn } from "../lib/dom.js";
import { html } from "../lib/html.js";
import { moment } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { fill, fillHtml } from "../lib/texts.js";
import commonTexts from "../texts/en/common.js";
import fieldsTexts from "../texts/en/fields.js";
import membersTexts from "../texts/en/members.js";
import secretsTexts from "../texts/en/secrets.js";
import { PagedList } from "./paged-list.js";
import { addSecretDialog, confirmSecretDeletion, replaceSecretDialog } from "./secret-dialogs.js";

/**
 * The credentials of other services that an organization keeps: add, replace, delete. Their values are in no answer.
 * @extends {PagedList<Api.Secret>}
 */
export class SecretList extends PagedList {
  /** @override */
  frame() {
    return html`<div role="alert" class="alert"></div>
      <table role="table" class="table" aria-label="${secretsTexts.title}" hidden>
        <thead role="rowgroup">
          <tr role="row">
            ${[fieldsTexts.name, secretsTexts.provider, secretsTexts.value, secretsTexts.added].map(
              (name) => html`<th role="columnheader" scope="col">${name}</th>`,
            )}
            <th role="columnheader" scope="col"><span class="visually-hidden">${membersTexts.actions}</span></th>
          </tr>
        </thead>
        <tbody role="rowgroup"></tbody>
      </table>
      <div id="no-secrets" class="empty" hidden><strong>${secretsTexts.empty}</strong><span>${secretsTexts.emptyWhy}</span></div>`;
  }

  /** @override */
  get pagesLabel() {
    return secretsTexts.pages;
  }

  /** @override */
  get path() {
    return `/organizations/${this.organization.id}/secrets`;
  }

  /**
   * @override
   * @param {Api.Secret} secret
   */
  idOf({ id }) {
    return id;
  }

  /**
   * @override
   * @param {Api.Secret} secret
   */
  rowOf(secret) {
    return row(secret, this.shell.may("secrets.manage"));
  }

  /**
   * @override
   * @param {number} total
   */
  drawn(total) {
    find(this, "#no-secrets", HTMLElement).hidden = total > 0;
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Element} _row
   * @param {Api.Secret} secret
   */
  act(button, _row, secret) {
    if (button.dataset.act === "replace") void this.#replace(secret);
    else void this.#delete(secret);
  }

  async create() {
    let name = "";
    const isDone = await addSecretDialog(async (fields) => {
      /** @type {Api.Secret} */
      const made = await this.shell.client.post(this.path, fields);
      name = made.name;
    });
    if (!isDone) return;
    notify(fill(secretsTexts.isAdded, { name }));
    await this.restart();
  }

  /** @param {Api.Secret} secret */
  async #replace(secret) {
    /** @type {Api.Secret | null} */
    let replaced = null;
    await replaceSecretDialog(secret, async (value) => {
      replaced = await this.shell.client.put(`${this.path}/${secret.id}`, { value });
    });
    if (!replaced) return;
    this.replace(replaced);
    notify(fill(secretsTexts.isReplaced, { name: secret.name }));
  }

  /** @param {Api.Secret} secret */
  async #delete(secret) {
    if (!(await confirmSecretDeletion(secret, () => this.shell.client.delete(`${this.path}/${secret.id}`)))) return;
    notify(fill(secretsTexts.isDeleted, { name: secret.name }));
    await this.load();
    focusOn(find(document, "h1", HTMLElement));
  }
}

/**
 * @param {Api.Secret} secret
 * @param {boolean} mayManage
 */
function row({ id, name, provider, lastFour, createdBy, createdAt }, mayManage) {
  const object = html`<span class="visually-hidden"> ${name}</span>`;
  return html`<tr role="row" data-id="${id}">
    <th role="rowheader" scope="row" class="breaks"><span class="person"><strong>${name}</strong></span></th>
    <td role="cell" class="breaks" data-label="${secretsTexts.provider}">${provider}</td>
    <td role="cell" data-label="${secretsTexts.value}">${lastFour === null ? secretsTexts.notShown : ending(lastFour)}</td>
    <td role="cell" class="breaks" data-label="${secretsTexts.added}">${fillHtml(secretsTexts.addedBy, { time: moment(createdAt), name: createdBy.name ?? commonTexts.deletedAccount })}</td>
    <td role="cell" class="row-actions">
      ${mayManage &&
      html`<button type="button" class="button quiet" data-act="replace">${secretsTexts.replace}${object}</button>
        <button type="button" class="button quiet" data-act="delete">${secretsTexts.delete}${object}</button>`}
    </td>
  </tr>`;
}

/** @param {string} lastFour */
const ending = (lastFour) => html`<span aria-hidden="true">••••</span
  ><span class="visually-hidden">${secretsTexts.endsIn} </span><bdi>${lastFour}</bdi>`;

customElements.define("secret-list", SecretList);
