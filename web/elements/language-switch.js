import { chooseLanguage, languages } from "../lib/language.js";
import { html, render } from "../lib/html.js";
import { pageLanguage } from "../lib/texts.js";
import { keepTyped, restoreTyped } from "../lib/typed.js";
import texts from "../texts/en/common.js";

/** The page in another language: it is loaded again, with what was typed. */
export class LanguageSwitch extends HTMLElement {
  connectedCallback() {
    restoreTyped(document);
    render(
      this,
      html`<nav aria-label="${texts.language}">
        ${languages.map(
          ({ key, name }) =>
            html`<button type="button" lang="${key}" value="${key}" ${key === pageLanguage() && html`aria-current="true"`}>${name}</button>`,
        )}
      </nav>`,
    );
    this.addEventListener("click", ({ target }) => {
      if (!(target instanceof HTMLButtonElement) || target.value === pageLanguage()) return;
      chooseLanguage(target.value);
      keepTyped();
      location.reload();
    });
  }
}

customElements.define("language-switch", LanguageSwitch);
