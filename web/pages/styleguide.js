import "../elements/copy-field.js";
import "../elements/organization-switcher.js";
import { OrganizationSwitcher } from "../elements/organization-switcher.js";
import "../elements/password-field.js";
import { formDialog } from "../lib/dialog.js";
import { find } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { html, render } from "../lib/html.js";
import { openMenu } from "../lib/menu.js";
import { notify } from "../lib/notices.js";
import { letterSection } from "./styleguide/letters.js";
import { colours, samples } from "./styleguide/samples.js";

/** For those who work on the pages; in English only, and served only to them. */

const letters = await fetch("/styleguide/letters").then((answer) => answer.json());

render(
  find(document, "#elements", HTMLElement),
  html`${samples.map(
    ({ name, body }) => html`<section class="card stack" aria-label="${name}">
      <h2>${name}</h2>
      <div class="samples">${body}</div>
    </section>`,
  )}${letterSection(letters.items)}`,
);

for (const place of document.querySelectorAll("[data-colour]")) {
  const name = place.getAttribute("data-colour") ?? "";
  if (place instanceof HTMLElement && colours.includes(name)) place.style.setProperty("background", `var(--${name})`);
}

bindForm(find(document, "#sample-form", HTMLFormElement), {
  checks: { sampleField: () => "This is how a field says what is wrong." },
  submit: async () => {},
});

const menuButton = find(document, "#sample-menu", HTMLButtonElement);
menuButton.addEventListener("click", () =>
  void openMenu(menuButton, "A menu", [
    { key: "one", name: "The present one", hint: "With what it means.", isChosen: true },
    { key: "two", name: "Another one", hint: "With what that means." },
    { key: "three", name: "Not on offer", reason: "With the reason why." },
  ]),
);

/** @param {boolean} isDangerous */
const sampleDialog = (isDangerous) =>
  formDialog({
    id: "sample-dialog",
    title: isDangerous ? "Remove Ada?" : "A dialog",
    body: html`<p>It says what will happen, and performs it while it stays open.</p>`,
    action: isDangerous ? "Remove member" : "Do it",
    isDangerous,
    perform: () => new Promise((resolve) => setTimeout(resolve, 1000)),
  });
find(document, "#sample-dialog-open", HTMLButtonElement).addEventListener("click", () => void sampleDialog(false));
find(document, "#sample-danger-open", HTMLButtonElement).addEventListener("click", () => void sampleDialog(true));

find(document, "#sample-toast", HTMLButtonElement).addEventListener("click", () =>
  notify("Grace is now Viewer.", { action: { name: "Undo", perform: () => notify("Undone.") } }),
);
find(document, "#sample-toast-stays", HTMLButtonElement).addEventListener("click", () =>
  notify("The server could not be reached.", { stays: true }),
);

const organizations = /** @type {Api.OrganizationSummary[]} */ (
  ["Ada", "Acme", "Globex"].map((name, index) => ({
    id: `org_${index}`,
    name,
    slug: name.toLowerCase(),
    kind: index === 0 ? "personal" : "team",
    status: "active",
    role: ["owner", "admin", "viewer"][index],
    createdAt: "2026-01-01T00:00:00.000Z",
  }))
);
find(document, "organization-switcher", OrganizationSwitcher).update(organizations, organizations[1]);
