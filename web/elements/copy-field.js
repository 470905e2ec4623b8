import { find } from "../lib/dom.js";
import { fragment, html, render } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import texts from "../texts/en/common.js";

/** Adds a button that copies the value of the read-only `<input>` inside, and says that it did. */
export class CopyField extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("button")) return;
    const input = find(this, "input", HTMLInputElement);
    input.addEventListener("focus", () => input.select());
    input.addEventListener("copy", () => this.classList.add("is-copied"));
    this.append(fragment(html`<button type="button" class="button">${icons.copy}${texts.copy}</button><span role="status" class="visually-hidden"></span>`));
    listen(this, () => input.value, () => input.focus());
  }
}

/** A button of its text that copies `data-text`. */
export class CopyButton extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("button")) return;
    const name = this.textContent ?? "";
    render(this, html`<button type="button" class="button">${icons.copy}${name}</button><span role="status" class="visually-hidden"></span>`);
    listen(this, () => this.dataset.text ?? "", () => {});
  }
}

/**
 * The button shows for a moment that it has worked. Where the clipboard is refused (plain http, no permission) the text
 * is left for copying by hand.
 * @param {HTMLElement} element
 * @param {() => string} text
 * @param {() => void} onRefused
 */
function listen(element, text, onRefused) {
  const [button, status] = [find(element, "button", HTMLButtonElement), find(element, "[role=status]", HTMLElement)];
  const original = [...button.childNodes];
  button.addEventListener("click", async () => {
    const isCopied = await copied(text());
    element.classList.toggle("is-copied", isCopied);
    status.textContent = isCopied ? texts.copied : texts.copyByHand;
    status.classList.toggle("visually-hidden", isCopied);
    if (!isCopied) return onRefused();
    button.style.setProperty("min-width", `${button.offsetWidth}px`);
    render(button, html`${icons.check}${texts.copied}`);
    setTimeout(() => {
      button.replaceChildren(...original);
      status.textContent = "";
    }, 2000);
  });
}

/** @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

customElements.define("copy-field", CopyField);
customElements.define("copy-button", CopyButton);
