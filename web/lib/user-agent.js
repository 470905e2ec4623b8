import texts from "../texts/en/sessions.js";
import { fill } from "./texts.js";

/**
 * Most specific first: Edge and Opera also call themselves Chrome, Chrome also Safari.
 * @type {[RegExp, string][]}
 */
const browsers = [
  [/\bEdg(?:A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

/** @type {[RegExp, string][]} */
const systems = [
  [/\bAndroid\b/, "Android"],
  [/\b(?:iPhone|iPad)\b/, "iOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/**
 * `Firefox on Linux`; a client that is no browser goes by its first word.
 * @param {string | null} userAgent
 */
export function deviceName(userAgent) {
  if (!userAgent) return texts.unknown;
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (!browser) return userAgent.split(/[\s/]/)[0].slice(0, 40) || texts.unknown;
  return system ? fill(texts.on, { browser, system }) : browser;
}
