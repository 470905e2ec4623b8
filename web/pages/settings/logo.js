import { organizationMark } from "../../elements/organization-mark.js";
import { ApiError } from "../../lib/api.js";
import { find } from "../../lib/dom.js";
import { html, render } from "../../lib/html.js";
import { notify } from "../../lib/notices.js";
import { explain, fieldMessages } from "../../lib/problems.js";
import commonTexts from "../../texts/en/common.js";
import settingsTexts from "../../texts/en/settings.js";

const types = ["image/png", "image/jpeg", "image/webp"];
/** In bytes; the server's own limit. */
const largest = 256 * 1024;

/**
 * The organization's picture: shown, chosen or dropped, taken away.
 * @param {Api.Organization} organization
 */
export function logoSection(organization) {
  return html`<section class="card stack" id="logo">
    <h2>${settingsTexts.logoTitle}</h2>
    <div role="alert" class="alert"></div>
    <div class="drop">
      <span id="logo-preview"></span>
      <div class="field">
        <label for="logo-file">${settingsTexts.logoFile}</label>
        <input type="file" id="logo-file" accept="${types.join(",")}" aria-describedby="logo-hint" />
        <p class="hint" id="logo-hint">${settingsTexts.logoHint}</p>
      </div>
      <button type="button" class="button" id="logo-remove" ${organization.logo === null && html`hidden`}>${settingsTexts.logoRemove}</button>
    </div>
  </section>`;
}

/** @param {import("./saving.js").Place} place */
export function bindLogo({ shell, organization, signal }) {
  const section = find(shell.main, "#logo", HTMLElement);
  const alert = find(section, "[role=alert]", HTMLElement);
  const input = find(section, "#logo-file", HTMLInputElement);
  const remove = find(section, "#logo-remove", HTMLButtonElement);
  const drop = find(section, ".drop", HTMLElement);
  const path = `/organizations/${organization.id}/logo`;
  let shown = organization;
  draw();

  input.addEventListener("change", () => input.files?.[0] && void send(input.files[0]));
  remove.addEventListener("click", () => void takeAway());
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const file = event.dataTransfer?.files[0];
    if (file) void send(file);
  });

  /** @param {File} file */
  async function send(file) {
    const problem = problemOf(file);
    if (problem) return say(problem);
    await act(async () => {
      change(await shell.client.put(path, file));
      if (!signal.aborted) notify(commonTexts.saved);
    });
    input.value = "";
  }

  async function takeAway() {
    await act(async () => {
      await shell.client.delete(path);
      change(await shell.client.get(`/organizations/${organization.id}`));
      if (signal.aborted) return;
      notify(settingsTexts.logoRemoved);
      input.focus();
    });
  }

  /** @param {() => Promise<void>} work one at a time */
  async function act(work) {
    if (section.getAttribute("aria-busy") === "true") return;
    section.setAttribute("aria-busy", "true");
    say("");
    try {
      await work();
    } catch (error) {
      if (error instanceof ApiError) say(fieldMessages(error).logo ?? explain(error));
    } finally {
      section.setAttribute("aria-busy", "false");
    }
  }

  /** @param {Api.Organization} changed */
  function change(changed) {
    shown = changed;
    shell.changeOrganization(changed);
    remove.hidden = changed.logo === null;
    draw();
  }

  function draw() {
    render(find(section, "#logo-preview", HTMLElement), organizationMark(shown, "large"));
  }

  /** @param {string} message */
  function say(message) {
    alert.textContent = message;
  }
}

/** @param {File} file */
function problemOf({ size, type }) {
  if (!types.includes(type)) return settingsTexts.logoWrongType;
  return size > largest ? settingsTexts.logoTooLarge : "";
}
