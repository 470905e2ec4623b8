import { html } from "../lib/html.js";
import { qrMatrix, qrPath } from "../lib/qr.js";

/**
 * Dark on light in both colour schemes, with the quiet zone that readers need.
 * @param {string} text
 * @param {string} label what it is, for those who don't see it
 */
export function qrCode(text, label) {
  const matrix = qrMatrix(text);
  const size = matrix.length + 8;
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="-4 -4 ${size} ${size}" shape-rendering="crispEdges">
    <path d="${qrPath(matrix)}" />
  </svg>`;
}
