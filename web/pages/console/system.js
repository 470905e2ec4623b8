import { barChart } from "../../lib/charts.js";
import { durationInWords, shortDate } from "../../lib/format.js";
import { html, prepared } from "../../lib/html.js";
import { moment } from "../../lib/moments.js";
import { fill, locale } from "../../lib/texts.js";
import consoleTexts from "../../texts/en/console.js";

const texts = consoleTexts.system;
const counts = /** @type {const} */ (["signUps", "signIns", "activeOrganizations"]);

/**
 * How the instance is, and what has happened on it.
 * @param {import("../../lib/shell.js").Shell} shell
 * @param {AbortSignal} signal
 */
export async function systemView(shell, signal) {
  /** @type {[Api.System, {items: Api.DailyStatistics[]}]} */
  const [system, { items }] = await Promise.all([
    shell.client.get("/admin/system", { signal }),
    shell.client.get("/admin/statistics", { query: { days: 30 }, signal }),
  ]);
  shell.place(
    prepared(
      html`<h1>${consoleTexts.sections.system}</h1>
        <section class="card stack" aria-labelledby="days-title">
          <h2 id="days-title">${texts.lastDays}</h2>
          <div class="charts">${counts.map((name) => chart(name, items))}</div>
          <p class="hint">${texts.activeMeans}</p>
          <details><summary>${texts.table}</summary>${table(items)}</details>
        </section>
        <section class="card stack" aria-labelledby="state-title">
          <h2 id="state-title">${consoleTexts.sections.system}</h2>
          <dl class="facts stacked">${facts(system)}</dl>
        </section>
        <section class="card stack" aria-labelledby="settings-title">
          <h2 id="settings-title">${texts.settings}</h2>
          <dl class="facts lines">${system.settings.map(setting)}</dl>
        </section>`,
    ),
    signal,
  );
  return consoleTexts.sections.system;
}

/**
 * @param {typeof counts[number]} name
 * @param {Api.DailyStatistics[]} days
 */
function chart(name, days) {
  const numbers = days.map((day) => day[name]);
  const all = numbers.reduce((sum, number) => sum + number, 0);
  // An organization that was active on two days is one organization, so there is no sum of these.
  const text = name === "activeOrganizations" ? fill(texts.peak, { count: number(Math.max(...numbers)) }) : fill(texts.total, { count: number(all) });
  return barChart(texts[name], text, numbers);
}

/** @param {Api.DailyStatistics[]} days */
function table(days) {
  return html`<div class="scrolling" tabindex="0" role="region" aria-label="${texts.table}">
    <table role="table" class="table" aria-label="${texts.lastDays}">
      <thead role="rowgroup">
        <tr role="row">${[texts.day, ...counts.map((name) => texts[name])].map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr>
      </thead>
      <tbody role="rowgroup">
        ${[...days].reverse().map(
          (day) => html`<tr role="row">
            <th role="rowheader" scope="row">${shortDate(`${day.day}T12:00:00Z`)}</th>
            ${counts.map((name) => html`<td role="cell" data-label="${texts[name]}">${number(day[name])}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** @param {Api.System} system */
function facts({ version, uptime, database, backups, queues, mail }) {
  const { every, keep, last } = backups;
  return html`${fact(texts.version, html`${version}`)} ${fact(texts.uptime, html`${long(uptime)}`)} ${fact(texts.database, html`${bytes(database.size)}`)}
  ${fact(texts.log, html`${bytes(database.logSize)}`)}
  ${fact(texts.backups, html`${every === null ? texts.noBackups : fill(texts.every, { time: long(every), count: number(keep ?? 0) })}`)}
  ${fact(texts.lastBackup, last ? moment(last) : html`${consoleTexts.never}`)}
  ${fact(texts.queues, html`${fill(texts.queue, { reads: number(queues.reads), writes: number(queues.writes), hashes: number(queues.hashes) })}`)}
  ${fact(texts.waiting, html`${number(queues.messages)}`)} ${fact(texts.mail, html`${mail ? texts.mailOn : texts.mailOff}`)}`;
}

/** @param {Api.Setting} setting */
function setting({ name, value, secret, given }) {
  return fact(name, html`${!given ? html`<span class="muted">${texts.isDefault}</span>` : secret ? html`<span class="muted">${texts.isSecret}</span>` : value}`);
}

/**
 * @param {string} name
 * @param {import("../../lib/html.js").Html} value
 */
const fact = (name, value) => html`<div><dt class="breaks">${name}</dt><dd class="breaks">${value}</dd></div>`;

/** @param {number} value */
const number = (value) => value.toLocaleString(locale());

/** @param {number} seconds */
const long = (seconds) => (seconds >= 172_800 ? fill(texts.days, { count: number(Math.floor(seconds / 86_400)) }) : durationInWords(seconds));

/** @param {number} size */
function bytes(size) {
  const megabytes = size / 1_000_000;
  return new Intl.NumberFormat(locale(), { style: "unit", unit: "megabyte", maximumFractionDigits: megabytes < 10 ? 1 : 0 }).format(megabytes);
}
