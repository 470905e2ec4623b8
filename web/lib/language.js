import texts from "../texts/en/common.js";
import { kept } from "./kept.js";
import { pageLanguage } from "./texts.js";

const isSecure = () => location.protocol === "https:";
/** On https no other host of the domain can set it. */
const cookie = () => `${isSecure() ? "__Host-" : ""}tenantry-language=`;
const lifetime = 31_536_000; // a year, in seconds

/** The languages there are, each by its own name. */
export const languages = Object.entries(texts.languages).map(([key, name]) => ({ key, name }));

/**
 * What this browser was told to speak, or null: then the server goes by what it accepts.
 * @returns {string | null}
 */
export function chosenLanguage() {
  const pair = document.cookie.split("; ").find((one) => one.startsWith(cookie()));
  return pair?.slice(cookie().length) ?? null;
}

/**
 * Pages come in this language from the next one on.
 * @param {string} language
 */
export function chooseLanguage(language) {
  document.cookie = `${cookie()}${language}; Path=/; Max-Age=${lifetime}; SameSite=Lax${isSecure() ? "; Secure" : ""}`;
}

/** For which language this page was loaded again. */
const followed = kept("language");

/**
 * Makes the account's language this browser's. Answers whether the page must be loaded again to be in it: once only, should that not help.
 * @param {Pick<Api.User, "language">} user
 */
export function followAccount({ language }) {
  if (chosenLanguage() !== language) chooseLanguage(language);
  if (pageLanguage() === language) {
    followed.write(null);
    return false;
  }
  if (followed.read() === language || chosenLanguage() !== language) return false;
  followed.write(language);
  return followed.read() === language;
}
