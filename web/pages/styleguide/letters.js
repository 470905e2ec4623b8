import { html } from "../../lib/html.js";

/** @typedef {{kind: string, language: string, subject: string, text: string, path: string}} Letter */

/**
 * The messages that go out, each in each language: in words, and as HTML behind a link.
 * @param {Letter[]} letters
 */
export function letterSection(letters) {
  return html`<section class="card stack" aria-label="Messages">
    <h2>Messages</h2>
    <div class="letters">${letters.map(letterCard)}</div>
  </section>`;
}

/** @param {Letter} letter */
function letterCard({ kind, language, subject, text, path }) {
  return html`<article class="letter" lang="${language}">
    <p class="between">
      <span class="badge" lang="en">${kind}</span>
      <a href="${path}" target="_blank" lang="en">as HTML<span class="visually-hidden">: ${subject}</span></a>
    </p>
    <h3>${subject}</h3>
    <pre>${text}</pre>
  </article>`;
}
