import { find } from "../lib/dom.js";
import { fragment, html, render } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { matching, ordered } from "../lib/organizations.js";
import { roleOf } from "../lib/roles.js";
import { fill } from "../lib/texts.js";
import shellTexts from "../texts/en/shell.js";
import switcherTexts from "../texts/en/switcher.js";
import { organizationMark } from "./organization-mark.js";

/** More than this is for the filter to find. */
const mostShown = 100;

/**
 * The button with the organization one is in, and the list it opens (also Ctrl or Cmd and K).
 * Fires `choose` with the organization's id in `detail`, and `create`.
 */
export class OrganizationSwitcher extends HTMLElement {
  /** @type {Api.OrganizationSummary[]} */
  #organizations = [];
  #currentId = "";
  #active = 0;
  /** @type {AbortController | null} */
  #listening = null;
  /**
   * The sidebar where it is a drawer: a modal dialog closes it.
   * @type {HTMLElement | null}
   */
  #drawer = null;

  connectedCallback() {
    render(
      this,
      html`<button type="button" class="switcher" aria-haspopup="dialog" aria-expanded="false"
        aria-keyshortcuts="${isApple() ? "Meta+K" : "Control+K"}" title="${fill(switcherTexts.hint, { keys: isApple() ? "⌘K" : "Ctrl K" })}">
        <span class="switcher-mark"></span>
        <span class="switcher-text"><span class="switcher-name"></span><span class="visually-hidden">${switcherTexts.suffix}</span>
          <span class="switcher-role" aria-hidden="true"></span></span>
        ${icons.upDown}
      </button>`,
    );
    document.body.append(fragment(popup));
    this.#listening = new AbortController();
    this.#listen(this.#listening.signal);
  }

  disconnectedCallback() {
    this.#listening?.abort();
    this.#dialog.remove();
  }

  /**
   * @param {Api.OrganizationSummary[]} organizations
   * @param {Api.OrganizationSummary} current
   */
  update(organizations, current) {
    this.#organizations = ordered(organizations);
    this.#currentId = current.id;
    find(this, ".switcher-name", HTMLElement).textContent = current.name;
    find(this, ".switcher-role", HTMLElement).textContent = belonging(current);
    render(find(this, ".switcher-mark", HTMLElement), organizationMark(current));
    if (this.#dialog.open) this.#renderOptions();
  }

  open() {
    if (document.querySelector("dialog[open]")) return;
    this.#filter.value = "";
    this.#active = Math.max(0, this.#organizations.findIndex(({ id }) => id === this.#currentId));
    this.#renderOptions();
    this.#drawer = this.closest(":popover-open");
    this.#dialog.showModal();
    this.#button.setAttribute("aria-expanded", "true");
    this.#filter.focus();
    this.#markActive();
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    this.#button.addEventListener("click", () => this.open(), { signal });
    this.#filter.addEventListener("input", () => {
      this.#active = 0;
      this.#renderOptions();
    });
    this.#filter.addEventListener("keydown", (event) => this.#onKey(event));
    this.#dialog.addEventListener("close", () => this.#onClose());
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) return this.#dialog.close();
      const option = event.target instanceof Element && event.target.closest("[role=option]");
      if (option) this.#choose(option);
    });
    document.addEventListener("keydown", (event) => this.#onShortcut(event), { signal });
  }

  /** @param {KeyboardEvent} event */
  #onShortcut(event) {
    const isShortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!isShortcut) return;
    event.preventDefault();
    if (this.#dialog.open) this.#dialog.close();
    else this.open();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing) return;
    const last = this.#options.length - 1;
    const targets = /** @type {Record<string, number>} */ ({
      ArrowDown: this.#active === last ? 0 : this.#active + 1,
      ArrowUp: this.#active === 0 ? last : this.#active - 1,
    });
    if (event.key in targets) {
      event.preventDefault();
      this.#active = targets[event.key];
      this.#markActive();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#choose(this.#options[this.#active]);
    }
  }

  /** Without a choice one is back where one was, in the drawer too. */
  #onClose() {
    this.#button.setAttribute("aria-expanded", "false");
    if (!this.#drawer) return;
    this.#drawer.showPopover();
    this.#button.focus();
  }

  /** @param {Element} option */
  #choose(option) {
    const id = option instanceof HTMLElement ? option.dataset.id : undefined;
    if (id !== this.#currentId) this.#drawer = null;
    this.#dialog.close();
    if (!id) this.dispatchEvent(new CustomEvent("create"));
    else if (id !== this.#currentId) this.dispatchEvent(new CustomEvent("choose", { detail: id }));
  }

  #renderOptions() {
    const found = matching(this.#organizations, this.#filter.value);
    render(this.#list, html`${found.slice(0, mostShown).map((one, index) => this.#option(one, index))}${createOption}`);
    const status = found.length === 0 ? switcherTexts.none : "";
    const more = found.length > mostShown ? fill(switcherTexts.more, { shown: mostShown, total: found.length }) : "";
    find(this.#dialog, "[role=status]", HTMLElement).textContent = status || more;
    this.#markActive();
  }

  /**
   * @param {Api.OrganizationSummary} organization
   * @param {number} index
   */
  #option(organization, index) {
    const { id, name } = organization;
    return html`<li role="option" id="organization-option-${index}" data-id="${id}" aria-selected="false">
      ${organizationMark(organization)}
      <span class="option-name">${name}</span>
      <span class="muted">${belonging(organization)}</span>
      ${id === this.#currentId && html`<span class="badge">${switcherTexts.current}</span>`}
    </li>`;
  }

  #markActive() {
    this.#options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.#active)));
    const active = this.#options[this.#active];
    this.#filter.setAttribute("aria-activedescendant", active?.id ?? "");
    active?.scrollIntoView({ block: "nearest" });
  }

  get #button() {
    return find(this, "button", HTMLButtonElement);
  }

  get #dialog() {
    return find(document, "#organization-popup", HTMLDialogElement);
  }

  get #filter() {
    return find(this.#dialog, "input", HTMLInputElement);
  }

  get #list() {
    return find(this.#dialog, "[role=listbox]", HTMLElement);
  }

  get #options() {
    return [...this.#list.children];
  }
}

/**
 * How one belongs to it: `Personal`, or one's role and the kind: `Admin · Team`.
 * @param {Api.OrganizationSummary} organization
 */
function belonging(organization) {
  return organization.kind === "personal" ? shellTexts.personal : `${roleOf(organization)} · ${shellTexts.team}`;
}

/** In the body, not in the element: the element's sidebar may be hidden. */
const popup = html`<dialog id="organization-popup" class="palette" aria-label="${switcherTexts.title}">
  <div class="search">${icons.search}<input type="text" role="combobox" aria-label="${switcherTexts.find}" placeholder="${switcherTexts.find}"
    aria-expanded="true" aria-controls="organization-options" aria-autocomplete="list" autocomplete="off" spellcheck="false" /></div>
  <p role="status" class="hint"></p>
  <ul id="organization-options" role="listbox" aria-label="${switcherTexts.list}"></ul>
  <p class="palette-keys hint" aria-hidden="true">
    <span><kbd>↑</kbd> <kbd>↓</kbd> ${switcherTexts.keyMove}</span>
    <span><kbd>↵</kbd> ${switcherTexts.keyChoose}</span>
    <span><kbd>Esc</kbd> ${switcherTexts.keyClose}</span>
  </p>
</dialog>`;

const createOption = html`<li role="option" id="organization-option-new" class="option-new" aria-selected="false">
  <span class="avatar plain" aria-hidden="true">${icons.add}</span>
  <span class="option-name">${switcherTexts.create}</span>
</li>`;

function isApple() {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

customElements.define("organization-switcher", OrganizationSwitcher);
