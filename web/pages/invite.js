import "../elements/language-switch.js";
import "../elements/password-field.js";
import { accountLine, signedIn } from "../lib/already.js";
import { ApiError, createClient, Interrupted } from "../lib/api.js";
import { showCheckMail } from "../lib/check-mail.js";
import { find, leaveFor } from "../lib/dom.js";
import { initials, relativeTime } from "../lib/format.js";
import { bindForm, showAlert } from "../lib/forms.js";
import { linkToken, takeToken } from "../lib/fragment-token.js";
import { Html, fragment, html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { invitationFits } from "../lib/invitations.js";
import { carryAddress, forgetKept, keptInvitation, keptSignUp } from "../lib/kept.js";
import { followAccount } from "../lib/language.js";
import { longDay } from "../lib/moments.js";
import { withNext } from "../lib/next-path.js";
import { explain } from "../lib/problems.js";
import { show } from "../lib/public-page.js";
import { roleDescription, roleOf } from "../lib/roles.js";
import { organizationPath } from "../lib/routing.js";
import { fill, fillHtml, strong, t } from "../lib/texts.js";
import { restoreTyped } from "../lib/typed.js";
import { email, newPassword, passwordHint, required } from "../lib/validation.js";

const client = createClient();
const texts = t.invite;
let token = linkToken(keptInvitation) ?? "";

// Out of the browser's memory it would show whoever was signed in then.
addEventListener("pageshow", (event) => event.persisted && location.reload());

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
  if (token === "") return showEnd(t.entry.linkIncomplete, texts.incompleteLead);
  try {
    const [invitation, user] = await Promise.all([lookUp(), signedIn(client)]);
    const { membership, status } = invitation;
    if (membership) showMember(invitation, organizationPath(membership.slug));
    else if (status !== "pending") showOver(invitation, user);
    else if (user === null) showBothWays(invitation);
    else if (invitationFits(invitation, user)) showAccept(invitation, user);
    else showOtherAddress(invitation, user);
  } catch (error) {
    showFailure(error, start);
  }
}

/** @returns {Promise<Api.InvitationPreview>} */
function lookUp() {
  return client.post("/invitations/lookup", { token });
}

/**
 * @param {unknown} error
 * @param {() => Promise<void>} again what was tried in vain
 */
function showFailure(error, again) {
  if (error instanceof Interrupted) return;
  if (error instanceof ApiError && error.code === "token_invalid") return showEnd(texts.invalid, texts.invalidLead);
  const place = show({
    emblem: icons.warning,
    tone: "plain",
    title: texts.title,
    body: html`<div class="stack">
      <div role="alert" class="alert">${explain(error)}</div>
      <button type="button" class="button primary wide" id="again">${t.common.tryAgain}</button>
    </div>`,
  });
  find(place, "#again", HTMLButtonElement).addEventListener("click", () => void again());
}

/**
 * With this link nothing can be done any more.
 * @param {string} title
 * @param {unknown} lead
 * @param {string} [way] what the way on is called
 * @param {string} [path]
 */
function showEnd(title, lead, way = t.entry.notFound.home, path = "/") {
  keptInvitation.write(null);
  show({ emblem: icons.warning, tone: "plain", title, lead, body: html`<a class="button wide" href="${path}">${way}</a>` });
}

/**
 * @param {Api.InvitationPreview} invitation
 * @param {string} path
 */
function showMember({ organization }, path) {
  keptInvitation.write(null);
  show({
    emblem: initials(organization.name),
    title: texts.member,
    lead: fillHtml(texts.memberLead, { organization: strong(organization.name) }),
    body: html`<a class="button primary wide" href="${path}">${fill(texts.goTo, { organization: organization.name })}</a>`,
  });
}

/**
 * @param {Api.InvitationPreview} invitation
 * @param {Api.User | null} user
 */
function showOver({ status, organization, expiresAt, invitedBy }, user) {
  const over = /** @type {Exclude<Api.InvitationStatus, "pending">} */ (status);
  const why = fillHtml(texts.overLead[over], { organization: strong(organization.name), time: relativeTime(expiresAt) });
  const ask = invitedBy ? fillHtml(texts.askInviter, { inviter: strong(invitedBy.name) }) : texts.askSomeone;
  const lead = html`${why} ${over !== "accepted" && ask}`;
  if (user) showEnd(texts.over[over], lead, texts.goHome);
  else showEnd(texts.over[over], lead, texts.logIn, "/login");
}

/**
 * Who invites to what, as what, and until when; below it `body`.
 * @param {Api.InvitationPreview} invitation
 * @param {Html} body
 */
function showInvitation(invitation, body) {
  const { organization, invitedBy, role, email, expiresAt } = invitation;
  const values = { organization: strong(organization.name), role: strong(roleOf(invitation)), inviter: strong(invitedBy?.name ?? "") };
  return show({
    emblem: initials(organization.name),
    title: fill(texts.join, { organization: organization.name }),
    lead: fillHtml(invitedBy ? texts.lead : texts.leadOfNobody, values),
    body: html`<dl class="facts">
        <div><dt>${texts.role}</dt><dd>${roleOf(invitation)} <span class="hint">${roleDescription(role)}</span></dd></div>
        ${email && html`<div><dt>${texts.for}</dt><dd>${email}</dd></div>`}
        <div><dt>${texts.until}</dt><dd>${longDay(expiresAt)} <span class="hint">${relativeTime(expiresAt)}</span></dd></div>
      </dl>
      ${body}`,
  });
}

/**
 * Both ways are always there: the page does not know, and must not tell, whether an address has an account.
 * @param {Api.InvitationPreview} invitation
 */
function showBothWays(invitation) {
  const place = showInvitation(
    invitation,
    html`<a class="button wide" id="login-link" href="${withNext("/login", "/invite")}">${texts.logIn}</a>
      <p class="divider">${texts.orSignUp}</p>
      ${signUpForm(invitation)}`,
  );
  restoreTyped(place);
  find(place, "#login-link", HTMLAnchorElement).addEventListener("click", () => carryAddress(invitation.email ?? ""));
  bindSignUp(find(place, "form", HTMLFormElement), invitation);
}

/** @param {Api.InvitationPreview} invitation */
function signUpForm({ email }) {
  return html`<form id="signup" method="post" class="stack">
    <div role="alert" class="alert"></div>
    <div class="field">
      <label for="name">${t.fields.name}</label>
      <input id="name" name="name" autocomplete="name" required />
    </div>
    <div class="field">
      <label for="email">${t.fields.email}</label>
      <input id="email" name="email" type="email" autocomplete="username" value="${email}" required
        ${email && html`readonly aria-describedby="email-hint"`} />
      ${email && html`<p class="hint" id="email-hint">${texts.emailHint}</p>`}
    </div>
    <div class="field">
      <label for="password">${t.fields.password}</label>
      <password-field strength>
        <input id="password" name="password" type="password" autocomplete="new-password" aria-describedby="password-hint" required />
      </password-field>
      <p class="hint" id="password-hint">${passwordHint()}</p>
    </div>
    <button class="button primary wide">${texts.signUp}</button>
  </form>`;
}

/**
 * @param {HTMLFormElement} form
 * @param {Api.InvitationPreview} invitation
 */
function bindSignUp(form, invitation) {
  bindForm(form, {
    checks: { name: required(t.fields.enterName), email, password: newPassword },
    submit: async ({ name, email, password }) => {
      try {
        /** @type {Api.Me | null} */
        const me = await client.post("/signup", { name, email, password, invitation: token });
        if (me?.user) return enter(me);
        waitForMail(email, invitation);
      } catch (error) {
        if (isOver(error)) return start();
        if (isClosed(error)) return showAlert(form, whyClosed(error, invitation));
        if (!wantsProof(error)) throw error;
        showAlert(form, texts.unverifiedNew);
        offerInstead(form, html`<a class="button wide" href="${withNext("/signup", "/invite")}">${texts.signUpFirst}</a>`);
      }
    },
  });
}

/**
 * The link in the mail takes the invitation up; until then one may come back to it.
 * @param {string} address
 * @param {Api.InvitationPreview} invitation
 */
function waitForMail(address, { organization, email }) {
  keptSignUp.write(token);
  const more = fillHtml(texts.joinByMail, { organization: strong(organization.name) });
  showCheckMail(address, { next: "/invite", more, isGiven: email !== null });
}

/**
 * @param {Api.InvitationPreview} invitation
 * @param {Api.User} user
 */
function showAccept(invitation, user) {
  const place = showInvitation(
    invitation,
    html`<form id="accept" method="post" class="stack">
        <div role="alert" class="alert"></div>
        ${accountLine(user)}
        <button class="button primary wide">${texts.accept}</button>
      </form>
      ${otherAccountButton("bare")}`,
  );
  const form = find(place, "form", HTMLFormElement);
  bindForm(form, {
    submit: async () => {
      try {
        await enter(await createClient({ account: user.id }).post("/invitations/accept", { token }));
      } catch (error) {
        if (isOver(error)) return start();
        if (isClosed(error)) return showAlert(form, whyClosed(error, invitation));
        if (!wantsProof(error)) throw error;
        showAlert(form, fill(texts.unverified, { email: user.email }));
        offerInstead(form, html`<button type="button" class="button wide" id="send-link">${texts.sendLink}</button>`);
        bindSendLink(form, user);
      }
    },
  });
  bindOtherAccount(place);
}

/**
 * What the page shows is no longer so: the session ended, the invitation is over, or its membership is there already.
 * @param {unknown} error
 */
function isOver(error) {
  return error instanceof ApiError && (error.status === 401 || error.status === 410 || error.code === "already_member");
}

/** @param {unknown} error */
function wantsProof(error) {
  return error instanceof ApiError && error.code === "email_unverified";
}

/**
 * Nobody can join at the moment; the invitation stands, and can be tried again.
 * @param {unknown} error
 * @returns {error is ApiError & {code: keyof typeof texts.closed}}
 */
function isClosed(error) {
  return error instanceof ApiError && Object.hasOwn(texts.closed, error.code);
}

/**
 * @param {{code: keyof typeof texts.closed}} error
 * @param {Api.InvitationPreview} invitation
 */
function whyClosed({ code }, { organization, invitedBy }) {
  return fill(texts.closed[code], { organization: organization.name, whom: invitedBy?.name ?? texts.whoInvited });
}

/**
 * Once, above the button that was pressed in vain: that can be tried again.
 * @param {HTMLFormElement} form
 * @param {Html} way
 */
function offerInstead(form, way) {
  if (form.querySelector(".instead")) return;
  find(form, "button.primary", HTMLButtonElement).before(fragment(html`<div class="instead">${way}</div>`));
}

/**
 * @param {HTMLFormElement} form
 * @param {Api.User} user
 */
function bindSendLink(form, user) {
  const button = find(form, "#send-link", HTMLButtonElement);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await createClient({ account: user.id }).post("/email/resend");
      showAlert(form, "");
      find(form, ".instead", HTMLElement).replaceChildren(
        fragment(html`<p class="note" role="status">${icons.mail}<span>${fill(texts.linkSent, { email: user.email })}</span></p>`),
      );
    } catch (error) {
      button.setAttribute("aria-busy", "false");
      if (isOver(error)) return start();
      if (!(error instanceof Interrupted)) showAlert(form, explain(error));
    }
  });
}

/**
 * Accepting would be refused, so it is not offered.
 * @param {Api.InvitationPreview} invitation
 * @param {Api.User} user
 */
function showOtherAddress(invitation, user) {
  const place = showInvitation(
    invitation,
    html`<div class="note">
        ${icons.warning}<p>${fillHtml(texts.forAnother, { email: strong(invitation.email ?? "") })}</p>
      </div>
      ${accountLine(user)} ${otherAccountButton("primary")}`,
  );
  bindOtherAccount(place);
}

/** @param {string} kind */
function otherAccountButton(kind) {
  return html`<button type="button" class="button ${kind} wide" id="other-account">${texts.anotherAccount}</button>`;
}

/** @param {HTMLElement} place */
function bindOtherAccount(place) {
  find(place, "#other-account", HTMLButtonElement).addEventListener("click", () => void useAnother());
}

/** Logging out empties the tab's storage, so the token is put back. */
async function useAnother() {
  try {
    await client.post("/logout");
    forgetKept();
    keptInvitation.write(token);
    await start();
  } catch (error) {
    showFailure(error, useAnother);
  }
}

/** @param {Api.Me} me */
function enter(me) {
  keptInvitation.write(null);
  followAccount(me.user);
  return leaveFor(organizationPath(me.organization.slug));
}
