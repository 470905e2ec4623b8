import { html } from "../../lib/html.js";
import { icons } from "../../lib/icons.js";
import { moment } from "../../lib/moments.js";

export const colours = [
  "ground", "surface", "surface-raised", "surface-sunken", "surface-hover", "text", "text-muted", "line", "line-strong", "accent",
  "accent-hover", "accent-soft", "on-accent-soft", "danger", "danger-hover", "danger-soft", "on-danger-soft", "warning", "info-soft",
  "on-info-soft", "neutral-soft", "on-neutral-soft", "focus",
];

const buttons = html`<button type="button" class="button primary">Primary</button>
  <button type="button" class="button">Ordinary</button>
  <button type="button" class="button danger">Dangerous</button>
  <button type="button" class="button quiet">Quiet</button>
  <button type="button" class="button bare">${icons.close}Bare</button>
  <button type="button" class="button primary small">Small</button>
  <button type="button" class="button primary">${icons.add}With an icon</button>
  <button type="button" class="button primary" aria-busy="true">Under way</button>
  <button type="button" class="button" aria-disabled="true">Not now</button>
  <a class="button" href="#main">A link</a>`;

const fields = html`<div class="field">
    <label for="plain">Label</label>
    <input id="plain" placeholder="Placeholder" aria-describedby="plain-hint" />
    <p class="hint" id="plain-hint">A hint that stays while one types.</p>
  </div>
  <div class="field">
    <label for="wrong">With an error <span class="optional">optional</span></label>
    <input id="wrong" value="ada@" aria-invalid="true" aria-describedby="wrong-error" />
    <p class="field-error" id="wrong-error">Enter an e-mail address, such as ada@example.com.</p>
  </div>
  <div class="field"><label for="fixed">Read only</label><input id="fixed" value="It stays as it is" readonly /></div>
  <div class="field">
    <label for="beside">With what is done about it</label>
    <div class="beside"><input id="beside" value="ada@example.com" readonly /><button type="button" class="button">Change</button></div>
  </div>
  <div class="field"><label for="long">Text</label><textarea id="long" rows="3">Several lines</textarea></div>
  <div class="field"><label for="choice">Select</label><select id="choice"><option>One</option><option>Other</option></select></div>
  <div class="field">
    <label for="secret">Password</label>
    <form><password-field strength><input id="secret" type="password" autocomplete="new-password" value="Tr0ub4dor" /></password-field></form>
  </div>
  <div class="field"><label for="find">Search</label><div class="search">${icons.search}<input id="find" type="search" /></div></div>
  <label class="check"><input type="checkbox" /> Checkbox</label>
  <label class="check"><input type="checkbox" checked /> Ticked</label>
  <fieldset class="tabs">
    <legend class="visually-hidden">Tabs</legend>
    <label><input type="radio" name="tab" checked /> One of</label>
    <label><input type="radio" name="tab" /> several</label>
    <label><input type="radio" name="tab" /> choices</label>
  </fieldset>`;

const form = html`<form id="sample-form" method="post" class="stack narrow wide-sample">
  <div class="field"><label for="sample-field">A form</label><input id="sample-field" name="sampleField" value="What was typed stays" /></div>
  <div class="actions"><button class="button primary">Send it</button></div>
</form>`;

const tellers = html`<span class="badge">Neutral</span><span class="badge good">${icons.check}Good</span>
  <span class="badge info">Information</span><span class="badge bad">Bad</span>
  <span class="avatar" aria-hidden="true">A</span><span class="avatar round" aria-hidden="true">AL</span>
  <span class="avatar large" aria-hidden="true">AC</span><span class="avatar round plain" aria-hidden="true">${icons.mail}</span>
  <span>${moment("2026-01-01T12:00:00.000Z")}</span><kbd>Esc</kbd><code>code</code>
  <div class="alert wide-sample">What went wrong, and what to do.</div>
  <div class="note wide-sample">${icons.warning}<span>Something to know.</span></div>
  <div class="note bad wide-sample">${icons.warning}<span>Something that is in the way.</span></div>
  <div class="note wide-sample">
    ${icons.mail}
    <div class="stack"><p>Something that waits.</p><div class="actions"><button type="button" class="button quiet">Do it</button></div></div>
  </div>`;

const table = html`<table class="table">
  <thead><tr><th scope="col" aria-sort="ascending"><button type="button" class="sort">Member${icons.up}</button></th><th scope="col">Role</th></tr></thead>
  <tbody>
    <tr><th scope="row"><div class="identity"><span class="avatar round" aria-hidden="true">AL</span>
      <span class="person"><span><strong>Ada Lovelace</strong> <span class="badge">you</span></span><span class="muted">ada@example.com</span></span></div></th>
      <td><button type="button" class="button quiet role">Owner${icons.down}</button></td></tr>
    <tr><th scope="row"><span class="skeleton long"></span></th><td><span class="skeleton short"></span></td></tr>
  </tbody>
</table>
<nav class="pages wide-sample" aria-label="Pages">
  <span class="muted">51–100 of 10,000</span>
  <button type="button" class="button quiet">${icons.left}Previous</button>
  <button type="button" class="button quiet">Next${icons.right}</button>
</nav>`;

const overlays = html`<button type="button" class="button" id="sample-dialog-open">Dialog</button>
  <button type="button" class="button" id="sample-danger-open">Dangerous dialog</button>
  <button type="button" class="button" id="sample-menu" aria-haspopup="menu" aria-expanded="false">Menu${icons.down}</button>
  <button type="button" class="button" id="sample-toast">Toast with a way back</button>
  <button type="button" class="button" id="sample-toast-stays">Toast that stays</button>`;

export const samples = [
  { name: "Buttons", body: buttons },
  { name: "Fields", body: fields },
  { name: "Form with a message", body: form },
  { name: "Badges, avatars, alerts", body: tellers },
  { name: "Table, skeleton, pages", body: table },
  { name: "Empty state", body: html`<div class="empty wide-sample"><strong>Nothing here yet</strong><span>What to do about it.</span><button type="button" class="button">Do it</button></div>` },
  { name: "Copy", body: html`<copy-field class="wide-sample"><input readonly aria-label="Link" value="http://localhost:8080/invite#…" /></copy-field>
    <copy-button data-text="copied">Copy button</copy-button>` },
  { name: "Dialog, menu, toast", body: overlays },
  { name: "Tenant switcher", body: html`<organization-switcher></organization-switcher>` },
  { name: "Icons", body: html`${Object.entries(icons).map(([name, icon]) => html`<span class="badge">${icon}${name}</span>`)}` },
  { name: "Colours", body: html`${colours.map((name) => html`<span class="swatch"><span data-colour="${name}"></span>${name}</span>`)}` },
];
