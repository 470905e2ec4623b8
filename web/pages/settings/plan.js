import { html } from "../../lib/html.js";
import { longDay } from "../../lib/moments.js";
import { isReadOnly, seatsInWords, whomToAsk } from "../../lib/subscription.js";
import { plural } from "../../lib/texts.js";
import invitingTexts from "../../texts/en/inviting.js";
import planTexts from "../../texts/en/plan.js";

/**
 * What the organization has been granted, and until when. It is not changed here.
 * @param {Api.Subscription} subscription
 * @param {Api.Organization} organization
 */
export function planSection(subscription, organization) {
  const { status, trialEndsAt, used } = subscription;
  const tone = isReadOnly(subscription) || status === "past_due" ? "bad" : "good";
  return html`<section class="card stack" id="plan">
    <h2>${planTexts.title}</h2>
    <dl class="facts wide">
      <div><dt>${planTexts.status}</dt><dd><span class="badge ${tone}">${planTexts.statuses[status]}</span></dd></div>
      ${status === "trial" && fact(planTexts.ends, trialEndsAt === null ? planTexts.noEnd : longDay(trialEndsAt))}
      ${status === "suspended" && trialEndsAt !== null && fact(planTexts.ended, longDay(trialEndsAt))}
      ${fact(planTexts.seats, seatsInWords(subscription) ?? (used === null ? invitingTexts.noLimit : plural(planTexts.unlimited, used)))}
    </dl>
    <p class="hint">${whomToAsk(organization)}</p>
  </section>`;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
