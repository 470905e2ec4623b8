import texts from "../texts/en/plan.js";
import { dateAndTime } from "./format.js";
import { fragment, html } from "./html.js";
import { icons } from "./icons.js";
import { longDay } from "./moments.js";
import { isReadOnly, loadSubscription, whomToAsk } from "./subscription.js";
import { fillHtml, plural } from "./texts.js";

/** @typedef {import("./shell.js").Shell} Shell */

const day = 86_400_000;

/**
 * What people should know of an organization's status: what is so, what still works, whom to turn to. Null for an active one.
 * @param {{status: Api.OrganizationStatus, permissions: string[]}} organization
 * @param {string | null} trialEndsAt null where there is no such time, or it could not be had
 * @param {number} [now] milliseconds since 1970
 */
export function standing(organization, trialEndsAt, now = Date.now()) {
  const { status } = organization;
  if (status === "active") return null;
  return html`<strong>${whatIsSo(status, trialEndsAt, now)}</strong> ${whatWorks(organization)} ${whomToAsk(organization)}`;
}

/**
 * @param {Exclude<Api.OrganizationStatus, "active">} status
 * @param {string | null} trialEndsAt
 * @param {number} now
 */
function whatIsSo(status, trialEndsAt, now) {
  if (trialEndsAt === null) return texts.is[status];
  if (status === "suspended") return fillHtml(texts.trialEnded, { date: longDay(trialEndsAt) });
  const left = Date.parse(trialEndsAt) - now;
  const words = left < day ? texts.lastDay : plural(texts.daysLeft, Math.round(left / day));
  return fillHtml(texts.trial, { left: html`<time datetime="${trialEndsAt}" title="${dateAndTime(trialEndsAt)}">${words}</time>` });
}

/** @param {{status: string, permissions: string[]}} organization */
function whatWorks(organization) {
  if (organization.status === "trial") return texts.trialWhy;
  if (!isReadOnly(organization)) return texts.pastDueWhy;
  return organization.permissions.includes("organization.delete") ? texts.readOnlyToOwners : texts.readOnly;
}

/** Stands on every page of an organization that is not simply active. */
export class Banner {
  /** @type {import("./html.js").Html | null} */
  #words = null;
  #tone = "";
  #key = "";
  /** What was told to screen readers last: an organization and its status. */
  #told = "";
  /** @type {Map<string, string | null>} when a trial ends, by organization and status: asked once */
  #ends = new Map();

  /**
   * For the organization that the shell is in now.
   * @param {Shell} shell
   * @param {AbortSignal} signal
   */
  async load(shell, signal) {
    const { id, status } = shell.organization;
    const end = await this.#trialEnd(shell, signal);
    this.#words = standing(shell.organization, end);
    this.#tone = status === "trial" ? "" : "bad";
    this.#key = `${id} ${status}`;
  }

  /** On pages that are of no organization. */
  clear() {
    this.#words = null;
  }

  /** Days and status may have changed elsewhere. */
  forget() {
    this.#ends.clear();
  }

  get elements() {
    if (this.#words === null) return [];
    return [fragment(html`<section class="note ${this.#tone}" id="standing" aria-label="${texts.title}">${icons.warning}<p>${this.#words}</p></section>`)];
  }

  /**
   * The same for screen readers, once for each organization that one comes to, and when its status changes.
   * @param {HTMLElement} main where it stands
   */
  news(main) {
    const text = main.querySelector("#standing p")?.textContent ?? "";
    if (text === "" || this.#told === this.#key) return "";
    this.#told = this.#key;
    return text;
  }

  /**
   * @param {Shell} shell
   * @param {AbortSignal} signal
   * @returns {Promise<string | null>}
   */
  async #trialEnd(shell, signal) {
    const { id, status, permissions } = shell.organization;
    if ((status !== "trial" && status !== "suspended") || !permissions.includes("organization.read")) return null;
    const key = `${id} ${status}`;
    const known = this.#ends.get(key);
    if (known !== undefined) return known;
    try {
      const { trialEndsAt } = await loadSubscription(shell, signal);
      this.#ends.set(key, trialEndsAt);
      return trialEndsAt;
    } catch {
      return null; // then no date is told
    }
  }
}
