import { find, focusOn } from "../lib/dom.js";
import { html } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { fill } from "../lib/texts.js";
import texts from "../texts/en/domains.js";
import { ActingList } from "./acting-list.js";
import { confirmDomainRemoval } from "./domain-dialogs.js";

/**
 * The domains of an organization by whose addresses people may join. The list stands below a heading `#domains-title`.
 * @abstract
 * @extends {ActingList<Api.JoiningDomain>}
 */
export class Domains extends ActingList {
  /**
   * Where they are in the API: to be said.
   * @type {string}
   */
  path = "";

  /** @override */
  frame() {
    return html`<div role="alert" class="alert"></div>
      <p class="muted" hidden>${texts.empty}</p>
      <ul class="rows" aria-labelledby="domains-title"></ul>`;
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  async fetch(signal) {
    const { items } = await this.shell.client.get(this.path, { signal });
    return items;
  }

  /**
   * @override
   * @param {number} count
   */
  drawn(count) {
    find(this, "p.muted", HTMLElement).hidden = count > 0 || this.alert.textContent !== "";
  }

  /** @param {Api.JoiningDomain} joining */
  async removeDomain(joining) {
    const isDone = await confirmDomainRemoval(joining, () => this.shell.client.delete(`${this.path}/${joining.id}`));
    if (isDone) await this.changed(fill(texts.isRemoved, { domain: joining.domain }));
  }

  /** @param {string} text what was done */
  async changed(text) {
    notify(text);
    await this.load();
    focusOn(find(document, "#domains-title", HTMLElement));
  }
}

/** @param {Api.JoiningDomain} joining */
export function standingBadge({ proof, missingSince }) {
  const [state, tone] = proof === null ? [texts.waiting, ""] : missingSince === null ? [texts.proven, "good"] : [texts.missing, "bad"];
  return html`<span class="badge ${tone}">${state}</span>`;
}
