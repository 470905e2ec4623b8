import { t } from "../lib/texts.js";
import { AuditLog } from "./audit-log.js";

/** What happened to accounts and to the whole. */
export class ConsoleLog extends AuditLog {
  /** @override */
  get path() {
    return "/admin/audit";
  }

  /** @override */
  get kinds() {
    return /** @type {Record<string, string>} */ (t.console.nouns);
  }

  /** @override */
  get texts() {
    return { ...t.audit, sentences: { ...t.audit.sentences, ...t.console.events } };
  }
}

customElements.define("console-log", ConsoleLog);
