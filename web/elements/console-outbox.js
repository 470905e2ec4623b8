import { Interrupted } from "../lib/api.js";
import { find, focusOn } from "../lib/dom.js";
import { formDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { moment } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { fill, t } from "../lib/texts.js";
import { PagedList } from "./paged-list.js";

const texts = t.console.outbox;

/**
 * Messages on their way and what became of others: never what they say.
 * @extends {PagedList<Api.ListedMessage>}
 */
export class ConsoleOutbox extends PagedList {
  /** @override */
  frame() {
    return html`<form role="search" class="filters">
        <div class="field">
          <label for="console-status">${t.console.status}</label>
          <select id="console-status" name="status">
            <option value="">${t.console.all}</option>
            ${Object.entries(texts.statuses).map(([key, name]) => html`<option value="${key}">${name}</option>`)}
          </select>
        </div>
      </form>
      <div role="alert" class="alert"></div>
      <table role="table" class="table" aria-label="${t.console.sections.outbox}" hidden>
        <thead role="rowgroup">
          <tr role="row">
            ${[texts.message, t.console.status, texts.attempts, t.console.created].map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
            <th role="columnheader" scope="col"><span class="visually-hidden">${t.console.actions}</span></th>
          </tr>
        </thead>
        <tbody role="rowgroup"></tbody>
      </table>
      <p class="empty" id="console-none" hidden>${t.console.none}</p>`;
  }

  /** @override */
  get pagesLabel() {
    return t.console.pages;
  }

  /** @override */
  get path() {
    return "/admin/outbox";
  }

  /**
   * @override
   * @returns {Record<string, unknown>}
   */
  get query() {
    return Object.fromEntries(new FormData(find(this, "form", HTMLFormElement)));
  }

  /** @override */
  listen() {
    const form = find(this, "form", HTMLFormElement);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => void this.restart());
  }

  /**
   * @override
   * @param {Api.ListedMessage} message
   */
  idOf({ id }) {
    return id;
  }

  /**
   * @override
   * @param {Api.ListedMessage} message
   */
  rowOf({ id, kind, recipient, status, attempts, lastAnswer, createdAt }) {
    const object = html`<span class="visually-hidden"> ${recipient}</span>`;
    return html`<tr role="row" data-id="${id}">
      <th role="rowheader" scope="row" class="breaks"><span class="person"><strong>${recipient}</strong> <span class="muted">${kind}</span></span></th>
      <td role="cell" data-label="${t.console.status}"><span class="badge ${status === "failed" && html`bad`}">${texts.statuses[status]}</span></td>
      <td role="cell" class="breaks" data-label="${texts.attempts}">${String(attempts)} ${lastAnswer && html`<span class="muted">${lastAnswer}</span>`}</td>
      <td role="cell" data-label="${t.console.created}">${moment(createdAt)}</td>
      <td role="cell" class="row-actions">
        ${status !== "sent" && html`<button type="button" class="button quiet" data-act="retry">${texts.retry}${object}</button>`}
        ${status === "waiting" && html`<button type="button" class="button quiet" data-act="drop">${texts.drop}${object}</button>`}
      </td>
    </tr>`;
  }

  /**
   * @override
   * @param {number} total
   */
  drawn(total) {
    find(this, "#console-none", HTMLElement).hidden = total > 0;
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Element} _row
   * @param {Api.ListedMessage} message
   */
  act(button, _row, message) {
    void (button.dataset.act === "retry" ? this.#retry(button, message) : this.#drop(message));
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {Api.ListedMessage} message
   */
  async #retry(button, { id }) {
    button.setAttribute("aria-busy", "true");
    try {
      await this.shell.client.post(`${this.path}/${id}/retry`);
      notify(texts.isRetried);
      await this.load();
      focusOn(this.rowAt(id)?.querySelector("[data-act=retry]") ?? find(document, "h1", HTMLElement));
    } catch (error) {
      if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
    }
    button.removeAttribute("aria-busy");
  }

  /** @param {Api.ListedMessage} message */
  async #drop({ id, recipient }) {
    const isDone = await formDialog({
      id: "console-act",
      title: texts.dropTitle,
      body: html`<p>${fill(texts.dropBody, { recipient })}</p>`,
      action: texts.drop,
      isDangerous: true,
      perform: () => this.shell.client.delete(`${this.path}/${id}`),
    });
    if (!isDone) return;
    notify(texts.isDropped);
    await this.load();
    focusOn(find(document, "h1", HTMLElement));
  }
}

customElements.define("console-outbox", ConsoleOutbox);
