import { Interrupted } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { moment } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { fill } from "../lib/texts.js";
import consoleTexts from "../texts/en/console.js";
import { ConsoleList, statusField } from "./console-list.js";

const texts = consoleTexts.outbox;

/**
 * Messages on their way and what became of others: never what they say.
 * @extends {ConsoleList<Api.ListedMessage>}
 */
export class ConsoleOutbox extends ConsoleList {
  /** @override */
  get section() {
    return /** @type {const} */ ("outbox");
  }

  /** @override */
  get fields() {
    return statusField(texts.statuses);
  }

  /** @override */
  get columns() {
    return [texts.message, consoleTexts.status, texts.attempts, consoleTexts.created];
  }

  /**
   * @override
   * @param {Api.ListedMessage} message
   */
  rowOf({ id, kind, recipient, status, attempts, lastAnswer, createdAt }) {
    const object = html`<span class="visually-hidden"> ${recipient}</span>`;
    return html`<tr role="row" data-id="${id}">
      <th role="rowheader" scope="row" class="breaks"><span class="person"><strong>${recipient}</strong> <span class="muted">${kind}</span></span></th>
      <td role="cell" data-label="${consoleTexts.status}"><span class="badge ${status === "failed" && html`bad`}">${texts.statuses[status]}</span></td>
      <td role="cell" class="breaks" data-label="${texts.attempts}">${String(attempts)} ${lastAnswer && html`<span class="muted">${lastAnswer}</span>`}</td>
      <td role="cell" data-label="${consoleTexts.created}">${moment(createdAt)}</td>
      <td role="cell" class="row-actions">
        ${status !== "sent" && html`<button type="button" class="button quiet" data-act="retry">${texts.retry}${object}</button>`}
        ${status === "waiting" && html`<button type="button" class="button quiet" data-act="drop">${texts.drop}${object}</button>`}
      </td>
    </tr>`;
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
      await this.done(texts.isRetried, () => this.rowAt(id)?.querySelector("[data-act=retry]"));
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
    if (isDone) await this.done(texts.isDropped);
  }
}

customElements.define("console-outbox", ConsoleOutbox);
