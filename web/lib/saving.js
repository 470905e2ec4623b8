import { Interrupted } from "./api.js";
import { notify } from "./notices.js";
import { explain } from "./problems.js";

/**
 * Has the browser save a file. It is fetched, not followed: the answer may want a proof first, which is asked for in place.
 * @param {HTMLButtonElement} button which was pressed
 * @param {() => Promise<{content: Blob, name: string}>} load
 * @param {string} told once it is there
 */
export async function saveFile(button, load, told) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    const { content, name } = await load();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    notify(told);
  } catch (error) {
    if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
  } finally {
    button.setAttribute("aria-busy", "false");
  }
}
