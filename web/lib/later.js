import { ApiError } from "./api.js";

/** @typedef {import("./shell.js").View} View */

/**
 * A view whose module is loaded once it is wanted.
 * @template {string} Name
 * @param {() => Promise<Record<Name, View>>} load
 * @param {Name} name under which the module exports it
 * @returns {View}
 */
export function later(load, name) {
  return async (shell, signal) => {
    const module = await load().catch((error) => {
      // What browsers throw where it did not come; then to try again loads the whole page anew.
      if (error instanceof TypeError) throw new ApiError(0, { code: "network" });
      throw error;
    });
    return module[name](shell, signal);
  };
}
