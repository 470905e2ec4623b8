/** A call that failed: an answer of 400 and up, or none at all (`status` 0, `code` "network" or "timeout"). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {Api.Problem} problem
   * @param {number | null} retryAfter seconds
   */
  constructor(status, problem, retryAfter = null) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.status = status;
    this.code = problem.code ?? "";
    this.detail = problem.detail ?? "";
    this.requestId = problem.requestId ?? "";
    this.errors = Array.isArray(problem.errors) ? problem.errors : [];
    this.organizations = Array.isArray(problem.organizations) ? problem.organizations : [];
    this.retryAfter = retryAfter;
  }
}

/** The call was overtaken: its view is gone, the page is leaving, or a dialog was cancelled. Nothing to report. */
export class Interrupted extends Error {}

/**
 * For `catch`: an answer of 404 is null.
 * @param {unknown} error
 * @returns {null}
 */
export function nullIfNotFound(error) {
  if (error instanceof ApiError && error.status === 404) return null;
  throw error;
}

/**
 * @typedef {object} ClientOptions
 * @property {typeof globalThis.fetch} [fetch]
 * @property {string} [account] the id of whom the page shows as signed in: for anyone else the server does nothing
 * @property {() => void} [onSignedOut] the session has ended
 * @property {() => Promise<void>} [proveIdentity] asks for the password; rejects when cancelled
 * @property {(organizationId: string) => Promise<boolean>} [onOrganizationMissing] whether membership
 *   has ended, and that was dealt with
 * @property {() => void} [onReadOnly] an organization turns out to be read-only
 * @property {(organizationId: string) => Promise<boolean>} [onFactorDue] an organization wants a second factor: whether that was dealt with
 */

/**
 * @typedef {object} Client
 * @property {(path: string, options?: {query?: Record<string, unknown>, signal?: AbortSignal}) => Promise<any>} get
 * @property {(path: string) => Promise<Blob>} file what is no JSON
 * @property {(path: string, body?: object) => Promise<any>} post
 * @property {(path: string, body: object) => Promise<any>} put a file is sent as it is
 * @property {(path: string, body: object) => Promise<any>} patch
 * @property {(path: string) => Promise<any>} delete
 */

/**
 * Speaks to `/api/v1`. Answers the decoded JSON, or null where there is no body.
 * @param {ClientOptions} options
 * @returns {Client}
 */
export function createClient(options = {}) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {{body?: object, signal?: AbortSignal, isFile?: boolean}} [call]
   * @returns {Promise<any>}
   */
  async function request(method, path, call = {}) {
    const ask = () => send(options.fetch ?? fetch, method, path, { ...call, account: options.account });
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "proof_required" && options.proveIdentity) {
        await options.proveIdentity();
        return ask();
      }
      await interruptIfOver(error, path);
      throw error;
    }
  }

  /**
   * @param {ApiError} error
   * @param {string} path
   */
  async function interruptIfOver(error, path) {
    if (error.status === 401 && error.code !== "invalid_credentials" && options.onSignedOut) {
      options.onSignedOut();
      throw new Interrupted("signed out");
    }
    if (error.code === "organization_read_only") options.onReadOnly?.();
    const id = organizationIn(path);
    if (error.code === "factor_required" && id && (await options.onFactorDue?.(id))) {
      throw new Interrupted("second factor wanted");
    }
    if (error.status === 404 && id && (await options.onOrganizationMissing?.(id))) {
      throw new Interrupted("membership ended");
    }
  }

  return {
    get: (path, { query = {}, signal } = {}) => request("GET", path + queryString(query), { signal }),
    file: (path) => request("GET", path, { isFile: true }),
    post: (path, body) => request("POST", path, { body }),
    put: (path, body) => request("PUT", path, { body }),
    patch: (path, body) => request("PATCH", path, { body }),
    delete: (path) => request("DELETE", path),
  };
}

/**
 * `signal` is of whoever may no longer want the answer.
 * @typedef {{body?: object, signal?: AbortSignal, isFile?: boolean, account?: string}} Call
 */

/** After this many milliseconds without a whole answer a call has failed. The server itself gives a request less. */
const patience = 30_000;
/** The same for files, which take as long as the line does. */
const filePatience = 600_000;

/**
 * @param {typeof globalThis.fetch} fetch
 * @param {string} method
 * @param {string} path
 * @param {Call} call
 * @returns {Promise<any>}
 */
async function send(fetch, method, path, call) {
  const { response, content } = await exchange(fetch, method, path, call);
  if (content instanceof Blob) return content;
  if (response.ok) return content === "" ? null : JSON.parse(content);
  throw new ApiError(response.status, problemIn(content), retryAfter(response.headers.get("Retry-After")));
}

/**
 * @param {typeof globalThis.fetch} fetch
 * @param {string} method
 * @param {string} path
 * @param {Call} call
 */
async function exchange(fetch, method, path, { body, signal, isFile, account }) {
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, isFile ? filePatience : patience);
  if (signal?.aborted) end();
  signal?.addEventListener("abort", end);
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      signal: ending.signal,
      credentials: "same-origin",
      headers: { ...(body && { "Content-Type": typeOf(body) }), ...(account && { "Tenantry-Account": account }) },
      body: body instanceof Blob ? body : body && JSON.stringify(body),
    });
    return { response, content: isFile && response.ok ? await response.blob() : await response.text() };
  } catch {
    if (signal?.aborted) throw new Interrupted("no longer wanted");
    throw new ApiError(0, { code: ending.signal.aborted ? "timeout" : "network" });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}

/** @param {object} body */
function typeOf(body) {
  return body instanceof Blob ? body.type : "application/json";
}

/**
 * @param {string} content
 * @returns {Api.Problem}
 */
function problemIn(content) {
  try {
    const problem = JSON.parse(content);
    return problem && typeof problem === "object" ? problem : {};
  } catch {
    return {};
  }
}

/**
 * Seconds to wait, from either form the header may take (RFC 9110 §10.2.3).
 * @param {string | null} header
 * @param {number} [now] milliseconds since 1970
 * @returns {number | null}
 */
export function retryAfter(header, now = Date.now()) {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}

/**
 * Parameters that are empty, null or undefined are left out.
 * @param {Record<string, unknown>} parameters
 */
export function queryString(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query && `?${query}`;
}

/**
 * @param {string} path
 * @returns {string | null}
 */
function organizationIn(path) {
  const id = /^\/organizations\/([^/?]+)/.exec(path)?.[1] ?? null;
  return id === "by-slug" ? null : id;
}
