import "../elements/password-field.js";
import { ApiError, createClient } from "../lib/api.js";
import { find, focusOn } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { takeToken } from "../lib/fragment-token.js";
import { Html, fragment, html } from "../lib/html.js";
import { newPassword } from "../lib/validation.js";

const client = createClient();
const form = find(document, "#reset-password", HTMLFormElement);
let token = takeToken();

// A second link pasted into the same tab changes the fragment only.
addEventListener("hashchange", () => {
  if (location.hash.length > 1) location.reload();
});

if (token === null) {
  end(
    "This link is incomplete",
    html`<p>Open the link in the message again, all of it. If it still ends here, request a new one.</p>
      <p><a class="button primary" href="/forgot-password">Request a new link</a></p>`,
  );
} else {
  form.hidden = false;
  find(form, "#password", HTMLInputElement).focus();
}

bindForm(form, {
  checks: { password: newPassword },
  submit: async ({ password }) => {
    try {
      await client.post("/password/reset", { token, password });
    } catch (error) {
      if (error instanceof ApiError && error.code === "token_invalid") return showRefused();
      throw error;
    }
    end(
      "Password changed",
      html`<p>You can log in with it now. Every browser that was signed in to this account has been signed out.</p>
        <p><a class="button primary" href="/login">Log in</a></p>`,
    );
  },
});

function showRefused() {
  end(
    "This link no longer works",
    html`<p>A link works once, for 30 minutes. Your password has not been changed.</p>
      <p><a class="button primary" href="/forgot-password">Request a new link</a></p>`,
  );
}

/**
 * @param {string} title
 * @param {Html} body
 */
function end(title, body) {
  token = null;
  form.replaceWith(fragment(html`<div class="card stack">${body}</div>`));
  document.querySelector(".aside")?.remove();
  document.title = `${title} · Tenantry`;
  const heading = find(document, "h1", HTMLElement);
  heading.textContent = title;
  focusOn(heading);
}
