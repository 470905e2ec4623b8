import auditTexts from "../texts/en/audit.js";
import consoleTexts from "../texts/en/console.js";
import { AuditLog } from "./audit-log.js";

/** What happened to accounts and to the whole. */
export class ConsoleLog extends AuditLog {
  /** @override */
  get path() {
    return "/admin/audit";
  }

  /** @override */
  get kinds() {
    return /** @type {Record<string, string>} */ (consoleTexts.nouns);
  }

  /** @override */
  get texts() {
    return { ...auditTexts, sentences: { ...auditTexts.sentences, ...consoleTexts.events } };
  }
}

customElements.define("console-log", ConsoleLog);
