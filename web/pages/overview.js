import "../elements/first-steps.js";
import { FirstSteps } from "../elements/first-steps.js";
import { organizationMark } from "../elements/organization-mark.js";
import { find } from "../lib/dom.js";
import { date, initials } from "../lib/format.js";
import { html, prepared } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { moment } from "../lib/moments.js";
import { roleDescription, roleOf } from "../lib/roles.js";
import { organizationPath } from "../lib/routing.js";
import { fill, fillHtml, locale } from "../lib/texts.js";
import newOrganizationTexts from "../texts/en/newOrganization.js";
import overviewTexts from "../texts/en/overview.js";
import shellTexts from "../texts/en/shell.js";

/** @typedef {import("../lib/shell.js").Shell} Shell */

/** What is shown of an organization; null where the reader may not know.
 * @typedef {object} Figures
 * @property {Api.MemberPage | null} newest
 * @property {number | null} pending invitations
 */

/** @type {import("../lib/shell.js").View} */
export async function overview(shell, signal) {
  const { organization } = shell;
  const isPersonal = organization.kind === "personal";
  const figures = isPersonal ? { newest: null, pending: null } : await figuresOf(shell, signal);
  const view = prepared(
    html`<header class="view-head">
        ${organizationMark(organization, "large")}
        <div>
          <h1>${organization.name}</h1>
          <p class="muted">${fill(isPersonal ? overviewTexts.personal : overviewTexts.team, { date: date(organization.createdAt) })}</p>
        </div>
      </header>
      ${tiles(organization, figures)}
      ${isPersonal ? personalNote : html`<first-steps></first-steps>`}
      ${figures.newest && newestMembers(organization, figures.newest)}`,
  );
  if (!isPersonal) await find(view, "first-steps", FirstSteps).start(shell, figures, signal);
  shell.place(view, signal);
  return shellTexts.overview;
}

/**
 * @param {Shell} shell
 * @param {AbortSignal} signal
 * @returns {Promise<Figures>}
 */
async function figuresOf(shell, signal) {
  const path = `/organizations/${shell.organization.id}`;
  const [newest, pending] = await Promise.all([
    shell.may("members.read") && shell.client.get(`${path}/members`, { query: { sort: "-joinedAt", limit: 5 }, signal }),
    shell.may("invitations.read") && shell.client.get(`${path}/invitations`, { query: { status: "pending", limit: 1 }, signal }),
  ]);
  return { newest: newest || null, pending: pending ? pending.total : null };
}

/**
 * @param {Api.Organization} organization
 * @param {Figures} figures
 */
function tiles(organization, { newest, pending }) {
  const path = organizationPath(organization.slug, "members");
  return html`<dl class="tiles">
    <div class="card tile role-tile">
      <dt>${overviewTexts.yourRole}</dt>
      <dd><strong>${roleOf(organization)}</strong><span class="hint">${roleDescription(organization.role)}</span></dd>
    </div>
    ${newest && tile(overviewTexts.people, newest.total, path)}
    ${pending !== null && tile(overviewTexts.pending, pending, `${path}`)}
  </dl>`;
}

/**
 * @param {string} name
 * @param {number} number
 * @param {string} path
 */
function tile(name, number, path) {
  return html`<div class="card tile">
    <dt>${name}</dt>
    <dd><a href="${path}"><strong>${number.toLocaleString(locale())}</strong></a></dd>
  </div>`;
}

/**
 * @param {Api.Organization} organization
 * @param {Api.MemberPage} page
 */
function newestMembers({ slug }, { items }) {
  return html`<section class="card stack" aria-labelledby="newest-title">
    <div class="section-head">
      <h2 id="newest-title">${overviewTexts.newest}</h2>
      <a class="button quiet" href="${organizationPath(slug, "members")}">${overviewTexts.allMembers}</a>
    </div>
    <ul class="rows">${items.map(
      ({ user, joinedAt, ...held }) => html`<li>
        <div class="identity">
          <span class="avatar round" aria-hidden="true">${initials(user.name)}</span>
          <span class="person"><strong>${user.name}</strong><span class="muted">${roleOf(held)} · ${fillHtml(overviewTexts.joined, { time: moment(joinedAt) })}</span></span>
        </div>
      </li>`,
    )}</ul>
  </section>`;
}

const personalNote = html`<section class="card stack">
  <h2>${overviewTexts.yoursAlone}</h2>
  <p>${overviewTexts.yoursAloneWhy}</p>
  <p><a class="button" href="/organizations/new">${icons.add}${newOrganizationTexts.title}</a></p>
</section>`;
