import { Interrupted } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { find, focusOn } from "../lib/dom.js";
import { relativeTime } from "../lib/format.js";
import { html, render } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { moment } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { fill, fillHtml } from "../lib/texts.js";
import { deviceName } from "../lib/user-agent.js";
import texts from "../texts/en/sessions.js";

/** Where the account is signed in, and signing out there. */
export class SessionList extends HTMLElement {
  /** @type {import("../lib/api.js").Client | null} */
  #client = null;
  #loading = new AbortController();

  /** @param {import("../lib/api.js").Client} client */
  start(client) {
    this.#client = client;
    render(this, frame);
    find(this, "ul", HTMLElement).addEventListener("click", (event) => void this.#signOut(event));
    find(this, "#revoke-others", HTMLButtonElement).addEventListener("click", () => void this.#signOutOthers());
    return this.load();
  }

  disconnectedCallback() {
    this.#loading.abort();
  }

  async load() {
    this.#loading.abort();
    this.#loading = new AbortController();
    const alert = find(this, "[role=alert]", HTMLElement);
    try {
      const { items } = await this.#open.get("/sessions", { signal: this.#loading.signal });
      this.#draw(items);
      alert.textContent = "";
    } catch (error) {
      if (!(error instanceof Interrupted)) alert.textContent = explain(error);
    }
  }

  /** @param {Api.SignedInSession[]} sessions */
  #draw(sessions) {
    const sorted = [...sessions].sort((one, other) => Number(other.current) - Number(one.current));
    render(find(this, "ul", HTMLElement), html`${sorted.map(item)}`);
    find(this, "#revoke-others", HTMLButtonElement).hidden = sessions.length < 2;
  }

  /** @param {Event} event */
  async #signOut(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await this.#open.delete(`/sessions/${button.dataset.id}`);
      notify(texts.signedOut);
      await this.load();
      this.#focusHeading();
    } catch (error) {
      if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
    }
    button.setAttribute("aria-busy", "false");
  }

  async #signOutOthers() {
    const isDone = await formDialog({
      id: "confirm-revoke-others",
      title: texts.othersTitle,
      body: html`<p>${texts.othersBody}</p>`,
      action: texts.signOutOthers,
      isDangerous: true,
      perform: () => this.#open.post("/sessions/revoke-others"),
    });
    if (!isDone) return;
    notify(texts.othersDone);
    await this.load();
    this.#focusHeading();
  }

  #focusHeading() {
    focusOn(find(this, "h2", HTMLElement));
  }

  get #open() {
    if (!this.#client) throw new Error("start() comes first");
    return this.#client;
  }
}

/** @param {Api.SignedInSession} session */
function item({ id, current, impersonation, userAgent, ip, createdAt, lastSeenAt }) {
  const device = impersonation ? texts.operator : deviceName(userAgent);
  const active = current ? texts.activeNow : fillHtml(texts.lastActive, { time: moment(lastSeenAt) });
  return html`<li>
    <div class="identity">
      <span class="avatar round plain" aria-hidden="true">${icons.screen}</span>
      <div class="person">
        <span><strong title="${userAgent}">${device}</strong> ${current && html`<span class="badge good">${texts.this}</span>`}</span>
        <span class="muted">${ip && `${ip} · `}${active} · ${fillHtml(texts.signedIn, { time: moment(createdAt) })}</span>
      </div>
    </div>
    ${!current &&
    html`<button type="button" class="button quiet" data-id="${id}">${texts.signOut}<span class="visually-hidden"> ${device}, ${fill(texts.signedIn, { time: relativeTime(createdAt) })}</span></button>`}
  </li>`;
}

const frame = html`<div class="section-head">
    <div><h2 id="sessions-title">${texts.title}</h2><p class="muted">${texts.why}</p></div>
    <button type="button" class="button" id="revoke-others" hidden>${texts.signOutOthers}</button>
  </div>
  <div role="alert" class="alert"></div>
  <ul class="rows" aria-labelledby="sessions-title"></ul>`;

customElements.define("session-list", SessionList);
