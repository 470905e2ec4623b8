import texts from "../texts/en/audit.js";
import { html } from "./html.js";
import { strong } from "./texts.js";

/** What people and roles are called that events name by id or key: as they were called then, else as anything read since calls them. */
export class AuditNames {
  /** @type {Map<string, string>} */
  #people = new Map();
  /** @type {Map<string, string>} */
  #roles;

  /** @param {{key: string, name: string}[]} roles of the organization, as they are now */
  constructor(roles) {
    this.#roles = new Map(roles.map(({ key, name }) => [key, name]));
  }

  /**
   * The events of a page, the newest first: a newer name wins.
   * @param {Api.AuditEvent[]} events
   */
  learn(events) {
    for (const { actor, onBehalfOf, target, before, after } of events) {
      for (const party of [actor, onBehalfOf, target]) if (party?.name) add(this.#people, party.id, party.name);
      for (const { role, name } of [after, before]) if (typeof role === "string" && typeof name === "string") add(this.#roles, role, name);
    }
  }

  /**
   * Null for those whose name has been erased.
   * @param {Api.AuditParty} party
   */
  person({ id, name }) {
    return name ?? this.#people.get(id) ?? null;
  }

  /** @param {unknown} key */
  role(key) {
    return this.#roles.get(String(key)) ?? String(key);
  }
}

/**
 * Whoever it is, as markup; of somebody who has been erased the id is left.
 * @param {Api.AuditParty} party
 * @param {AuditNames} names
 * @param {string} former what erased people are called
 */
export function partyName(party, names, former = texts.former) {
  const name = names.person(party);
  return name === null ? html`<span class="former" title="${party.id}">${former}</span>` : strong(name);
}

/**
 * The first to come stays.
 * @param {Map<string, string>} map
 * @param {string} key
 * @param {string} value
 */
function add(map, key, value) {
  if (!map.has(key)) map.set(key, value);
}
