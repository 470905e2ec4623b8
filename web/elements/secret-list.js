import { find, focusOn } from "../lib/dom.js";
import { html } from "../lib/html.js";
import { moment } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { fill, fillHtml, t } from "../lib/texts.js";
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
      <table role="table" class="table" aria-label="${t.secrets.title}" hidden>
        <thead role="rowgroup">
          <tr role="row">
            ${[t.fields.name, t.secrets.provider, t.secrets.value, t.secrets.added].map(
              (name) => html`<th role="columnheader" scope="col">${name}</th>`,
            )}
            <th role="columnheader" scope="col"><span class="visually-hidden">${t.members.actions}</span></th>
          </tr>
        </thead>
        <tbody role="rowgroup"></tbody>
      </table>
      <div id="no-secrets" class="empty" hidden><strong>${t.secrets.empty}</strong><span>${t.secrets.emptyWhy}</span></div>`;
  }

  /** @override */
  get pagesLabel() {
    return t.secrets.pages;
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
    notify(fill(t.secrets.isAdded, { name }));
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
    notify(fill(t.secrets.isReplaced, { name: secret.name }));
  }

  /** @param {Api.Secret} secret */
  async #delete(secret) {
    if (!(await confirmSecretDeletion(secret, () => this.shell.client.delete(`${this.path}/${secret.id}`)))) return;
    notify(fill(t.secrets.isDeleted, { name: secret.name }));
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
    <td role="cell" class="breaks" data-label="${t.secrets.provider}">${provider}</td>
    <td role="cell" data-label="${t.secrets.value}">${lastFour === null ? t.secrets.notShown : ending(lastFour)}</td>
    <td role="cell" class="breaks" data-label="${t.secrets.added}">${fillHtml(t.secrets.addedBy, { time: moment(createdAt), name: createdBy.name ?? t.common.deletedAccount })}</td>
    <td role="cell" class="row-actions">
      ${mayManage &&
      html`<button type="button" class="button quiet" data-act="replace">${t.secrets.replace}${object}</button>
        <button type="button" class="button quiet" data-act="delete">${t.secrets.delete}${object}</button>`}
    </td>
  </tr>`;
}

/** @param {string} lastFour */
const ending = (lastFour) => html`<span aria-hidden="true">••••</span
  ><span class="visually-hidden">${t.secrets.endsIn} </span><bdi>${lastFour}</bdi>`;

customElements.define("secret-list", SecretList);
