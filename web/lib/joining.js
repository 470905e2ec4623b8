import texts from "../texts/en/account.js";
import { ApiError, Interrupted } from "./api.js";
import { notify } from "./notices.js";
import { explain } from "./problems.js";
import { organizationPath } from "./routing.js";
import { fill } from "./texts.js";

/**
 * Joins an organization out of a list, and goes there. Where that is refused, the list is loaded anew: what it offered may be over.
 * @template {{id: string}} Item
 * @param {import("../elements/acting-list.js").ActingList<Item>} list
 * @param {HTMLButtonElement} button
 * @param {string} path of the API
 * @param {{name: string}} organization
 */
export async function join(list, button, path, { name }) {
  const { shell } = list;
  button.setAttribute("aria-busy", "true");
  try {
    const me = await shell.client.post(path);
    if (!list.isConnected) return shell.changeMe(me);
    shell.adopt(me);
    await shell.go(organizationPath(shell.organization.slug));
    notify(fill(texts.joined, { name }));
  } catch (error) {
    button.setAttribute("aria-busy", "false");
    if (error instanceof Interrupted) return;
    notify(explain(error), { stays: true });
    if (error instanceof ApiError && error.status >= 400 && error.status < 429) await list.load();
  }
}
