import { html } from "./html.js";

const [width, height, gap] = [300, 80, 1.5];

/**
 * A bar for each number. What it shows is said in a line; the numbers are to stand in a table beside it.
 * @param {string} title
 * @param {string} summary what somebody who does not see it is told
 * @param {readonly number[]} numbers none below 0
 */
export function barChart(title, summary, numbers) {
  return html`<figure class="chart">
    <figcaption><strong>${title}</strong> <span class="muted">${summary}</span></figcaption>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: ${summary}">
      ${bars(numbers).map(({ x, y, width, height }) => html`<rect x="${x}" y="${y}" width="${width}" height="${height}" />`)}
      <line x1="0" y1="${height - 0.5}" x2="${width}" y2="${height - 0.5}" />
    </svg>
  </figure>`;
}

/**
 * The tallest fills the height; what is not nothing can be seen.
 * @param {readonly number[]} numbers
 */
export function bars(numbers) {
  const most = Math.max(1, ...numbers);
  const step = width / Math.max(1, numbers.length);
  return numbers.map((number, index) => {
    const tall = number === 0 ? 0 : Math.max(2, (number / most) * (height - 4));
    return { x: rounded(index * step + gap / 2), y: rounded(height - 1 - tall), width: rounded(Math.max(0.5, step - gap)), height: rounded(tall) };
  });
}

/** @param {number} number */
const rounded = (number) => Math.round(number * 100) / 100;
