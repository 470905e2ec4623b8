import "../elements/password-field.js";
import { ApiError, createClient, Interrupted } from "../lib/api.js";
import { find, focusOn, leaveFor } from "../lib/dom.js";
import { date } from "../lib/format.js";
import { bindForm } from "../lib/forms.js";
import { takeToken } from "../lib/fragment-token.js";
import { Html, html, render } from "../lib/html.js";
import { invitationFits } from "../lib/invitations.js";
import { carryAddress, keptInvitation } from "../lib/kept.js";
import { withNext } from "../lib/next-path.js";
import { explain } from "../lib/problems.js";
import { roleName } from "../lib/roles.js";
import { organizationPath } from "../lib/routing.js";
import { email, newPassword, passwordHint, required } from "../lib/validation.js";

const client = createClient();
const place = find(document, "#invitation", HTMLElement);
const heading = find(document, "h1", HTMLElement);
let token = takeToken() ?? keptInvitation.read() ?? "";
keptInvitation.write(token || null);

// Another link pasted into the same tab changes the fragment only.
addEventListener("hashchange", () => {
  const other = takeToken();
  if (other === null) return;
  token = other;
  keptInvitation.write(token);
  void start();
});

await start();

async function start() {
  if (token === "") {
    return tell("This link is incomplete", html`<p>Open the link you were given again, all of it.</p>`);
  }
  try {
    /** @type {Api.InvitationPreview} */
    const invitation = await client.post("/invitations/lookup", { token });
    if (invitation.status !== "pending") return showOver(invitation);
    const me = await signedIn();
    showInvitation(invitation, me);
  } catch (error) {
    showFailure(error);
  }
}

/** @returns {Promise<Api.Me | null>} */
async function signedIn() {
  try {
    return await client.get("/me");
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** @param {unknown} error */
function showFailure(error) {
  if (error instanceof Interrupted) return;
  if (error instanceof ApiError && error.code === "token_invalid") {
    keptInvitation.write(null);
    return tell("This link is not valid", html`<p>Check that it is complete, or ask whoever invited you for a new one.</p>`);
  }
  tell("Invitation", html`<div role="alert" class="alert">${explain(error)}</div>
    <p><button type="button" class="button primary" id="again">Try again</button></p>`);
  find(place, "#again", HTMLButtonElement).addEventListener("click", () => void start());
}

/** @param {Api.InvitationPreview} invitation */
function showOver({ status, organization }) {
  keptInvitation.write(null);
  const reasons = /** @type {Record<string, string>} */ ({
    revoked: "It has been withdrawn, or replaced by a newer one.",
    expired: "It has expired.",
    exhausted: "It has been used up.",
    accepted: "It has been accepted already.",
  });
  tell(
    "This invitation is over",
    html`<p>The invitation to <strong>${organization.name}</strong> no longer works. ${reasons[status]}</p>
      <p>Ask whoever invited you for a new one, or <a href="/">go to your organizations</a>.</p>`,
  );
}

/**
 * @param {Api.InvitationPreview} invitation
 * @param {Api.Me | null} me
 */
function showInvitation(invitation, me) {
  const { organization, invitedBy, role, expiresAt } = invitation;
  const offer = me && (invitationFits(invitation, me.user) ? acceptForm(me.user) : otherAddress(invitation, me.user));
  setHeading(`Join ${organization.name}`);
  render(
    place,
    html`<div class="card stack">
        <p class="lead">
          ${invitedBy ? html`<strong>${invitedBy.name}</strong> invites you` : "You are invited"} to join
          <strong>${organization.name}</strong> as <strong>${roleName(role)}</strong>.
        </p>
        <p class="muted">The invitation stands until ${date(expiresAt)}.</p>
      </div>
      ${offer ?? bothWays(invitation)}`,
  );
  if (!me) return bindSignUp(invitation);
  if (invitationFits(invitation, me.user)) bindAccept();
  find(place, "#other-account", HTMLButtonElement).addEventListener("click", () => void useAnother());
}

/**
 * Both ways are always there: the page does not know, and must not tell, whether an address has an account.
 * @param {Api.InvitationPreview} invitation
 */
function bothWays({ kind, email }) {
  const isFixed = kind === "email" && email !== null;
  return html`<section class="card stack" aria-labelledby="login-title">
      <h2 id="login-title">With an account you have</h2>
      <p><a class="button wide" id="login-link" href="${withNext("/login", "/invite")}">Log in</a></p>
    </section>
    <section class="card stack" aria-labelledby="signup-title">
      <h2 id="signup-title">With a new account</h2>
      <form id="signup" method="post" class="stack">
        <div class="field">
          <label for="name">Name</label>
          <input id="name" name="name" autocomplete="name" required />
        </div>
        <div class="field">
          <label for="email">E-mail</label>
          <input id="email" name="email" type="email" autocomplete="username" value="${isFixed && email}" required
            ${isFixed && html`readonly aria-describedby="email-hint"`} />
          ${isFixed && html`<p class="hint" id="email-hint">The invitation is for this address.</p>`}
        </div>
        <div class="field">
          <label for="password">Password</label>
          <password-field>
            <input id="password" name="password" type="password" autocomplete="new-password" aria-describedby="password-hint" required />
          </password-field>
          <p class="hint" id="password-hint">${passwordHint()}</p>
        </div>
        <button class="button wide">Sign up and join</button>
      </form>
    </section>`;
}

/** @param {Api.InvitationPreview} invitation */
function bindSignUp({ organization, email: invited }) {
  find(place, "#login-link", HTMLAnchorElement).addEventListener("click", () => carryAddress(invited ?? ""));
  bindForm(find(place, "#signup", HTMLFormElement), {
    checks: { name: required("Enter your name."), email, password: newPassword },
    submit: async ({ name, email, password }) => {
      /** @type {Api.Me | null} */
      const me = await client.post("/signup", { name, email, password, invitation: token });
      if (me?.user) return enter(me);
      tell("Check your mail", html`<p>We have sent a message to <strong>${email}</strong>. Follow the link in it to join ${organization.name}.</p>`);
    },
  });
}

/** @param {Api.User} user */
function acceptForm({ name, email }) {
  return html`<form id="accept" method="post" class="card stack">
    <div role="alert" class="alert"></div>
    <p>You are signed in as <strong>${name}</strong> (${email}).</p>
    <button class="button primary wide">Accept</button>
    <button type="button" class="button wide" id="other-account">Use another account</button>
  </form>`;
}

/**
 * Accepting would be refused, so it is not offered.
 * @param {Api.InvitationPreview} invitation
 * @param {Api.User} user
 */
function otherAddress(invitation, { name, email }) {
  return html`<section class="card stack">
    <p>The invitation is for <strong>${invitation.email}</strong>. You are signed in as <strong>${name}</strong> (${email}).</p>
    <button type="button" class="button primary wide" id="other-account">Use another account</button>
  </section>`;
}

function bindAccept() {
  const form = find(place, "#accept", HTMLFormElement);
  bindForm(form, {
    submit: async () => {
      try {
        await enter(await client.post("/invitations/accept", { token }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return start();
        if (error instanceof ApiError && error.code === "already_member") offerStart(form);
        throw error;
      }
    },
  });
}

/** @param {HTMLFormElement} form */
function offerStart(form) {
  const button = find(form, "button.primary", HTMLButtonElement);
  const link = document.createElement("a");
  link.className = "button primary wide";
  link.href = "/";
  link.textContent = "Go to your organizations";
  button.replaceWith(link);
}

/** Logging out empties the tab's storage, so the token is put back. */
async function useAnother() {
  try {
    await client.post("/logout");
    keptInvitation.write(token);
    await start();
    focusOn(heading);
  } catch (error) {
    showFailure(error);
  }
}

/** @param {Api.Me} me */
function enter(me) {
  keptInvitation.write(null);
  return leaveFor(organizationPath(me.organization.slug));
}

/**
 * @param {string} title
 * @param {Html} body
 */
function tell(title, body) {
  setHeading(title);
  render(place, html`<div class="card stack">${body}</div>`);
  focusOn(heading);
}

/** @param {string} title */
function setHeading(title) {
  heading.textContent = title;
  document.title = `${title} · Tenantry`;
}
