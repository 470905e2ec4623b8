import { factorsSection, startFactors } from "../elements/factor-list.js";
import { leaveOrganization } from "../elements/member-dialogs.js";
import { organizationMark } from "../elements/organization-mark.js";
import { find } from "../lib/dom.js";
import { html, prepared } from "../lib/html.js";
import { fill } from "../lib/texts.js";
import texts from "../texts/en/factorDue.js";
import memberActsTexts from "../texts/en/memberActs.js";

/**
 * In an organization that wants a second factor of somebody who has none yet: it is added here, and then one is in.
 * @type {import("../lib/shell.js").View}
 */
export async function factorDue(shell, signal) {
  const { organization } = shell;
  const { name } = organization;
  const view = prepared(
    html`<header class="view-head">
        ${organizationMark(organization, "large")}
        <div>
          <h1>${fill(texts.title, { name })}</h1>
          <p class="muted">${texts.why}</p>
        </div>
      </header>
      ${factorsSection}
      <section class="card stack">
        <h2>${texts.otherwise}</h2>
        <p>${texts.otherwiseWhy}</p>
        <p><button type="button" class="button danger" id="leave">${memberActsTexts.leaveAction}</button></p>
      </section>`,
  );
  await startFactors(view, shell, () => shell.show());
  shell.place(view, signal);
  find(shell.main, "#leave", HTMLButtonElement).addEventListener("click", () => void leaveOrganization(shell, organization, false));
  return fill(texts.title, { name });
}
