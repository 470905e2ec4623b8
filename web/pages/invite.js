import "../elements/language-switch.js";
import { signedIn } from "../lib/already.js";
import { ApiError, createClient, Interrupted } from "../lib/api.js";
import { find } from "../lib/dom.js";
import { linkToken, takeToken } from "../lib/fragment-token.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { invitationFits } from "../lib/invitations.js";
import { forgetKept, keptInvitation } from "../lib/kept.js";
import { explain } from "../lib/problems.js";
import { show } from "../lib/public-page.js";
import { organizationPath } from "../lib/routing.js";
import commonTexts from "../texts/en/common.js";
import entryTexts from "../texts/en/entry.js";
import texts from "../texts/en/invite.js";
import { showAccept, showOtherAddress } from "./invite/accept.js";
import { showEnd, showMember, showOver } from "./invite/ends.js";
import { showBothWays } from "./invite/sign-up.js";

const client = createClient();
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

/** What is answered once another link stands here is about the earlier one, and shown no more. */
async function start() {
  const asked = token;
  if (asked === "") return showEnd(entryTexts.linkIncomplete, texts.incompleteLead);
  try {
    const [invitation, user] = await Promise.all([lookUp(asked), signedIn(client)]);
    if (asked !== token) return;
    const { membership, status } = invitation;
    const offer = { token: asked, invitation, lookAgain: start };
    if (membership) showMember(invitation, organizationPath(membership.slug));
    else if (status !== "pending") showOver(invitation, user);
    else if (user === null) showBothWays(offer);
    else if (invitationFits(invitation, user)) showAccept(offer, user, useAnother);
    else showOtherAddress(offer, user, useAnother);
  } catch (error) {
    if (asked === token) showFailure(error, start);
  }
}

/**
 * @param {string} token
 * @returns {Promise<Api.InvitationPreview>}
 */
function lookUp(token) {
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
      <button type="button" class="button primary wide" id="again">${commonTexts.tryAgain}</button>
    </div>`,
  });
  find(place, "#again", HTMLButtonElement).addEventListener("click", () => void again());
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
