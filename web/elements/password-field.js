import { debounce, find } from "../lib/dom.js";
import { fragment, html, render } from "../lib/html.js";
import { passwordStrength } from "../lib/strength.js";
import { plural } from "../lib/texts.js";
import { passwordMinimum } from "../lib/validation.js";
import commonTexts from "../texts/en/common.js";
import fieldsTexts from "../texts/en/fields.js";

/** Long enough not to talk into someone's typing. */
const pauseBeforeSpeaking = 900;

/**
 * Adds a button that shows the password in the `<input>` inside, until the form is sent. With the attribute `strength`, for passwords
 * that are being chosen, it tells below how good the password is; `data-words` are then the person's own that the form does not ask for.
 * `data-show` and `data-hide` name the button where it is something else that is kept from view.
 */
export class PasswordField extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("button")) return;
    const input = find(this, "input", HTMLInputElement);
    this.append(
      fragment(html`<button type="button" class="reveal" aria-controls="${input.id}">
        <span aria-hidden="true"></span><span class="visually-hidden"></span>
      </button>`),
    );
    const button = find(this, "button", HTMLButtonElement);
    const [word, name] = button.querySelectorAll("span");
    /** @param {boolean} isShown */
    const show = (isShown) => {
      input.type = isShown ? "text" : "password";
      word.textContent = isShown ? commonTexts.hide : commonTexts.show;
      name.textContent = isShown ? (this.dataset.hide ?? commonTexts.hidePassword) : (this.dataset.show ?? commonTexts.showPassword);
    };
    show(false);
    button.addEventListener("click", () => show(input.type === "password"));
    input.form?.addEventListener("submit", () => show(false));
    if (this.hasAttribute("strength")) this.#tellStrength(input);
  }

  /** @param {HTMLInputElement} input */
  #tellStrength(input) {
    const place = strengthPlace(this);
    render(
      place,
      html`<meter min="0" max="4" low="2" high="3" optimum="4" value="0" aria-hidden="true"></meter>
        <span aria-hidden="true"></span><span class="visually-hidden" role="status"></span>`,
    );
    const [text, spoken] = place.querySelectorAll("span");
    const speak = debounce(pauseBeforeSpeaking, () => (spoken.textContent = text.textContent));
    const tell = () => {
      const { value, words } = describe(input.value, this.#ownWords(input));
      find(place, "meter", HTMLMeterElement).value = value;
      if (words === text.textContent) return;
      text.textContent = words;
      speak();
    };
    (input.form ?? this).addEventListener("input", tell);
    input.addEventListener("change", tell); // password managers
    tell();
  }

  /**
   * What a password must not be made of.
   * @param {HTMLInputElement} input
   */
  #ownWords(input) {
    const own = /** @type {NodeListOf<HTMLInputElement> | undefined} */ (
      input.form?.querySelectorAll("[name=name], [name=email], [name=organizationName]")
    );
    return [...(own ?? [])].map(({ value }) => value).concat(this.dataset.words ?? "");
  }
}

/**
 * Pages that come as HTML keep its room, so that nothing moves.
 * @param {PasswordField} field
 */
function strengthPlace(field) {
  const next = field.nextElementSibling;
  if (next?.matches(".strength")) return next;
  const made = document.createElement("div");
  made.className = "strength";
  field.after(made);
  return made;
}

/**
 * What is wrong with it comes first; until it is long enough, the bar shows how far it is.
 * @param {string} password
 * @param {string[]} words
 */
function describe(password, words) {
  const minimum = passwordMinimum();
  const length = [...password.normalize("NFC")].length;
  if (length === 0) return { value: 0, words: "" };
  const { score, problems } = passwordStrength(password, words, minimum);
  const { tooShort, ...texts } = fieldsTexts.strength;
  if (problems.includes("tooShort")) return { value: length / minimum, words: plural(tooShort, minimum - length) };
  const [problem = String(score)] = problems;
  return { value: score || 0.5, words: /** @type {Record<string, string>} */ (texts)[problem] };
}

customElements.define("password-field", PasswordField);
