import { readdirSync } from "node:fs";

const folder = new URL("../../web/texts/", import.meta.url);

/**
 * All texts of a language, by group.
 * @param {string} language
 */
async function all(language) {
  const files = readdirSync(new URL(`${language}/`, folder)).sort();
  const groups = await Promise.all(files.map(async (file) => [file.replace(/\.js$/, ""), (await import(`${folder}${language}/${file}`)).default]));
  return Object.fromEntries(groups);
}

export const english = await all("en");
export const german = await all("de");
