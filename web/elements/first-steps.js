import { find } from "../lib/dom.js";
import { firstSteps } from "../lib/first-steps.js";
import { html, render } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { organizationPath } from "../lib/routing.js";
import { fill } from "../lib/texts.js";
import overviewTexts from "../texts/en/overview.js";
import { ownersOf } from "./member-dialogs.js";

/** What a new team's owner does first. Each step ticks itself off; when all are done, or it is hidden, nothing is shown. */
export class FirstSteps extends HTMLElement {
  /**
   * @param {import("../lib/shell.js").Shell} shell
   * @param {{newest: Api.MemberPage | null}} figures
   * @param {AbortSignal} signal
   */
  async start(shell, { newest }, signal) {
    const { organization } = shell;
    if (!newest || !shell.may("invitations.manage") || isHidden(organization.id)) return;
    const path = `/organizations/${organization.id}/invitations`;
    const [owners, invitations] = await Promise.all([ownersOf(shell, signal), shell.client.get(path, { query: { limit: 1 }, signal })]);
    const steps = firstSteps({ ...organization, members: newest.total, owners, invitationsEver: invitations.total });
    if (steps.every(({ isDone }) => isDone)) return;
    this.#draw(organization, steps);
  }

  /**
   * @param {Api.Organization} organization
   * @param {import("../lib/first-steps.js").Step[]} steps
   */
  #draw({ id, name, slug }, steps) {
    const done = steps.filter(({ isDone }) => isDone).length;
    render(
      this,
      html`<section class="card stack" aria-labelledby="steps-title">
        <div class="section-head">
          <div>
            <h2 id="steps-title">${overviewTexts.steps.title}</h2>
            <p class="muted">${fill(overviewTexts.steps.progress, { done, total: steps.length })}</p>
          </div>
          <button type="button" class="button bare">${icons.close}<span class="visually-hidden">${overviewTexts.steps.dismiss}</span></button>
        </div>
        <ol class="steps">${steps.map((step) => item(step, name, organizationPath(slug, "members")))}</ol>
      </section>`,
    );
    find(this, "button", HTMLButtonElement).addEventListener("click", () => {
      hide(id);
      this.replaceChildren();
    });
  }
}

const texts = /** @type {Record<string, string>} */ (/** @type {unknown} */ (overviewTexts.steps));

/**
 * @param {import("../lib/first-steps.js").Step} step
 * @param {string} name of the organization
 * @param {string} path where it is done
 */
function item({ key, isDone }, name, path) {
  return html`<li class="${isDone && html`is-done`}">
    <span class="tick">${isDone && icons.check}</span>
    <span class="person">
      <span>${isDone ? html`<s>${texts[key]}</s>` : html`<a href="${path}">${texts[key]}</a>`}</span>
      <span class="muted">${fill(texts[`${key}How`], { name })}</span>
    </span>
  </li>`;
}

/** @param {string} organizationId */
const key = (organizationId) => `first-steps-hidden:${organizationId}`;

/** @param {string} organizationId */
function isHidden(organizationId) {
  try {
    return localStorage.getItem(key(organizationId)) !== null;
  } catch {
    return false;
  }
}

/** @param {string} organizationId */
function hide(organizationId) {
  try {
    localStorage.setItem(key(organizationId), "");
  } catch {
    // Storage is switched off: then they are back with the next load.
  }
}

customElements.define("first-steps", FirstSteps);
