import { html } from "../../lib/html.js";
import { longDay } from "../../lib/moments.js";
import { isReadOnly, seatsInWords, whomToAsk } from "../../lib/subscription.js";
import { plural, t } from "../../lib/texts.js";

/**
 * What the organization has been granted, and until when. It is not changed here.
 * @param {Api.Subscription} subscription
 * @param {Api.Organization} organization
 */
export function planSection(subscription, organization) {
  const { status, trialEndsAt, used } = subscription;
  const tone = isReadOnly(subscription) || status === "past_due" ? "bad" : "good";
  return html`<section class="card stack" id="plan">
    <h2>${t.plan.title}</h2>
    <dl class="facts wide">
      <div><dt>${t.plan.status}</dt><dd><span class="badge ${tone}">${t.plan.statuses[status]}</span></dd></div>
      ${status === "trial" && fact(t.plan.ends, trialEndsAt === null ? t.plan.noEnd : longDay(trialEndsAt))}
      ${status === "suspended" && trialEndsAt !== null && fact(t.plan.ended, longDay(trialEndsAt))}
      ${fact(t.plan.seats, seatsInWords(subscription) ?? (used === null ? t.inviting.noLimit : plural(t.plan.unlimited, used)))}
    </dl>
    <p class="hint">${whomToAsk(organization)}</p>
  </section>`;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
