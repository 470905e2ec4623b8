import { Html, html } from "./html.js";

/**
 * A picture beside a word, drawn in the colour of the text on a grid of 16. It says nothing by itself to screen readers.
 * @param {Html} shapes
 */
const icon = (shapes) => html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${shapes}</svg>`;

export const icons = {
  overview: icon(html`<path d="M2.5 7 8 2.5 13.5 7v6.5h-4v-4h-3v4h-4z" />`),
  members: icon(html`<circle cx="6" cy="5" r="2.5" /><path d="M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 2.7a2.5 2.5 0 0 1 0 4.6M12 9.8c1.6.5 2.5 1.8 2.5 3.7" />`),
  roles: icon(html`<path d="M8 2 3 4v4c0 3 2 5 5 6 3-1 5-3 5-6V4z" /><path d="m5.8 7.8 1.6 1.6 2.8-3" />`),
  secrets: icon(html`<circle cx="5" cy="11" r="2.5" /><path d="m6.8 9.2 6.7-6.7M10.5 5.5l2 2" />`),
  apiKeys: icon(html`<path d="m2.5 4.5 3.5 3.5-3.5 3.5M8 11.5h5.5" />`),
  audit: icon(html`<path d="M3 2h10v12H3zM5.5 5.5h5M5.5 8h5M5.5 10.5h3" />`),
  settings: icon(html`<path d="M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6" /><circle cx="10" cy="4.5" r="2" /><circle cx="6" cy="11.5" r="2" />`),
  account: icon(html`<circle cx="8" cy="5.5" r="3" /><path d="M2.5 14c.5-3 2.7-4.5 5.5-4.5s5 1.5 5.5 4.5" />`),
  leave: icon(html`<path d="M6.5 2.5h-4v11h4M6 8h8M11 5l3 3-3 3" />`),
  search: icon(html`<circle cx="7" cy="7" r="4.5" /><path d="m10.5 10.5 3.5 3.5" />`),
  add: icon(html`<path d="M8 3v10M3 8h10" />`),
  check: icon(html`<path d="m3 8.5 3.5 3.5L13 4.5" />`),
  close: icon(html`<path d="m4 4 8 8M12 4l-8 8" />`),
  down: icon(html`<path d="m4 6 4 4 4-4" />`),
  upDown: icon(html`<path d="m5 6 3-3 3 3M5 10l3 3 3-3" />`),
  up: icon(html`<path d="M8 13V3M4 7l4-4 4 4" />`),
  left: icon(html`<path d="m10 4-4 4 4 4" />`),
  right: icon(html`<path d="m6 4 4 4-4 4" />`),
  mail: icon(html`<path d="M2 4h12v8.5H2zM2 4.5l6 4.5 6-4.5" />`),
  link: icon(html`<path d="m6.5 9.5 3-3M7 4.5l1.3-1.3a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5l-1.3 1.3a3 3 0 0 1-4.5-4.5L4.5 7" />`),
  copy: icon(html`<path d="M5.5 5.5h8v8h-8zM5.5 10.5h-3v-8h8v3" />`),
  warning: icon(html`<path d="M8 2 1.5 13.5h13zM8 6.5v3.5M8 12v.1" />`),
  menu: icon(html`<path d="M2 4h12M2 8h12M2 12h12" />`),
  screen: icon(html`<path d="M2 3h12v8H2zM6 14h4M8 11v3" />`),
};
