import { accentShades } from "../lib/accent.js";
import { initials } from "../lib/format.js";
import { html } from "../lib/html.js";

/** How an organization shows itself in little: its picture, or the letters of its name, in its own colour. */
export class OrganizationMark extends HTMLElement {
  connectedCallback() {
    const { name, color, logo } = this.dataset;
    this.ariaHidden = "true";
    this.classList.add("avatar");
    this.textContent = initials(name ?? "");
    if (color) this.#wear(color);
    if (logo) this.#show(logo);
  }

  /**
   * The letters stand there until the picture does, and stay where it doesn't come. One that this page has shown before is there at once.
   * @param {string} address
   */
  #show(address) {
    const image = new Image();
    const show = () => {
      this.classList.add("pictured");
      this.replaceChildren(image);
    };
    image.alt = "";
    image.src = address;
    if (image.complete && image.naturalWidth > 0) show();
    else image.addEventListener("load", show);
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
 * @param {{name: string, accentColor?: string | null, logo?: string | null}} organization
 * @param {"" | "large"} [size]
 */
export function organizationMark({ name, accentColor, logo }, size = "") {
  return html`<organization-mark class="${size}" data-name="${name}" data-color="${accentColor ?? ""}" data-logo="${logo ?? ""}"></organization-mark>`;
}

customElements.define("organization-mark", OrganizationMark);
