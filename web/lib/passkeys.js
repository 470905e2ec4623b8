import { ApiError } from "./api.js";

/** Whether this browser has passkeys, and at this address: there are none for IP addresses. */
export function hasPasskeys() {
  return typeof globalThis.PublicKeyCredential === "function" && !/^[\d.]+$|^\[/.test(location.hostname);
}

/**
 * Has the browser make a passkey. Answers what the server is to be told of it.
 * @param {Api.PasskeyOptions} options as the server says
 */
export async function makePasskey(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: options.excludeCredentials.map(descriptor),
  };
  const { id, type, response } = await performed(navigator.credentials.create({ publicKey }));
  if (!(response instanceof AuthenticatorAttestationResponse)) throw cancelled();
  const { clientDataJSON, attestationObject } = response;
  const { getTransports } = /** @type {{getTransports?: () => string[]}} */ (response); // newer than some browsers
  const transports = getTransports?.call(response) ?? [];
  return { id, type, response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject), transports } };
}

/**
 * Has the browser use one. Answers what the server is to be told.
 * @param {Api.PasskeyQuestion} options as the server says
 */
export async function usePasskey(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: options.allowCredentials.map(descriptor) };
  const { id, type, response } = await performed(navigator.credentials.get({ publicKey }));
  if (!(response instanceof AuthenticatorAssertionResponse)) throw cancelled();
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return {
    id,
    type,
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle && text(userHandle),
    },
  };
}

/**
 * Whoever cancels, is too slow or has none is told the same by browsers.
 * @param {Promise<Credential | null>} ceremony
 * @returns {Promise<PublicKeyCredential>}
 */
async function performed(ceremony) {
  try {
    const credential = await ceremony;
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    if (error instanceof DOMException && error.name === "InvalidStateError") throw problem("passkey_there");
    if (!(error instanceof DOMException) || !["NotAllowedError", "AbortError"].includes(error.name)) throw error;
  }
  throw cancelled();
}

const cancelled = () => problem("passkey_cancelled");

/** @param {string} code */
const problem = (code) => new ApiError(0, { code });

/**
 * @param {{id: string, type: "public-key", transports: string[]}} one
 * @returns {PublicKeyCredentialDescriptor}
 */
function descriptor({ id, type, transports }) {
  return { id: bytes(id), type, transports: /** @type {AuthenticatorTransport[]} */ (transports) };
}

// Not `parseCreationOptionsFromJSON` and `toJSON`: not every browser has them, and some password managers break them.

/** @param {string} base64url */
const bytes = (base64url) => Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
