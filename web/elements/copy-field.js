import { fragment, html } from "../lib/html.js";
import { find } from "../lib/dom.js";

/** Adds a button that copies the value of the read-only `<input>` inside, and says that it did. */
export class CopyField extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("button")) return;
    const input = find(this, "input", HTMLInputElement);
    this.append(fragment(html`<button type="button" class="button">Copy</button><span role="status"></span>`));
    const status = find(this, "[role=status]", HTMLElement);
    input.addEventListener("focus", () => input.select());
    find(this, "button", HTMLButtonElement).addEventListener("click", async () => {
      status.textContent = (await copied(input)) ? "Copied" : "Press Ctrl+C to copy";
    });
  }
}

/**
 * Where the clipboard is refused (plain http, no permission) the text is left selected.
 * @param {HTMLInputElement} input
 */
async function copied(input) {
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    input.focus();
    input.select();
    return false;
  }
}

customElements.define("copy-field", CopyField);
