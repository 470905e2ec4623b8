import { fragment, html } from "../lib/html.js";
import { find } from "../lib/dom.js";

/** Adds a button that shows the password in the `<input>` inside, until the form is sent. */
export class PasswordField extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("button")) return;
    const input = find(this, "input", HTMLInputElement);
    this.append(
      fragment(html`<button type="button" class="reveal" aria-controls="${input.id}">
        <span>Show</span><span class="visually-hidden"> password</span>
      </button>`),
    );
    const button = find(this, "button", HTMLButtonElement);
    /** @param {boolean} isShown */
    const show = (isShown) => {
      input.type = isShown ? "text" : "password";
      find(button, "span", HTMLElement).textContent = isShown ? "Hide" : "Show";
    };
    button.addEventListener("click", () => show(input.type === "password"));
    input.form?.addEventListener("submit", () => show(false));
  }
}

customElements.define("password-field", PasswordField);
