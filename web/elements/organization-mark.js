import { accentShades } from "../lib/accent.js";
import { initials } from "../lib/format.js";
import { html } from "../lib/html.js";

/** How an organization shows itself in little: the letters of its name, in its own colour. */
export class OrganizationMark extends HTMLElement {
  connectedCallback() {
    const { name, color } = this.dataset;
    this.ariaHidden = "true";
    this.classList.add("avatar");
    this.textContent = initials(name ?? "");
    if (color) this.#wear(color);
  }

  /**
   * Properties are set one by one: the pages' policy takes no style that comes as text.
   * @param {string} color
   */
  #wear(color) {
    const { light, dark } = accentShades(color);
    this.classList.add("branded");
    this.style.setProperty("--mark-light", light.mark);
    this.style.setProperty("--ink-light", light.ink);
    this.style.setProperty("--mark-dark", dark.mark);
    this.style.setProperty("--ink-dark", dark.ink);
  }
}

/**
 * @param {{name: string, accentColor?: string | null}} organization
 * @param {"" | "large"} [size]
 */
export function organizationMark({ name, accentColor }, size = "") {
  return html`<organization-mark class="${size}" data-name="${name}" data-color="${accentColor ?? ""}"></organization-mark>`;
}

customElements.define("organization-mark", OrganizationMark);
