// The only place that asks the server.

const KEY = "geo-service-token";

/** A refusal of the server, or of the network (status 0); `message` is the server's one line. */
export class ApiError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** @returns {boolean} whether a token was entered in this tab */
export function hasToken() {
  return sessionStorage.getItem(KEY) !== null;
}

/** @param {string} token */
export function keepToken(token) {
  sessionStorage.setItem(KEY, token);
}

export function forgetToken() {
  sessionStorage.removeItem(KEY);
}

/**
 * @param {string} path
 * @param {{method?: string, json?: unknown, form?: FormData, signal?: AbortSignal}} [options]
 * @returns {Promise<Response>}
 */
async function send(path, { method = "GET", json, form, signal } = {}) {
  /** @type {Record<string, string>} */
  const headers = {};
  const token = sessionStorage.getItem(KEY);
  // a header takes no characters beyond these; such a token is wrong anyway
  if (token !== null && /^[\x21-\x7e]+$/.test(token)) headers.Authorization = `Bearer ${token}`;
  if (json !== undefined) headers["Content-Type"] = "application/json";
  const body = json === undefined ? form : JSON.stringify(json);
  const response = await fetch(path, { method, headers, body, signal }).catch((error) => {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, String(error.message));
  });
  if (!response.ok) throw new ApiError(response.status, await said(response));
  return response;
}

/** @param {Response} response */
async function said(response) {
  try {
    return (await response.json()).error ?? response.statusText;
  } catch {
    return `${response.status} ${response.statusText}`;
  }
}

/** @param {string} path @param {Parameters<typeof send>[1]} [options] */
async function ask(path, options) {
  return (await send(path, options)).json();
}

/** @param {string} id */
const zonePath = (id) => `/api/v1/zones/${encodeURIComponent(id)}`;

/** @param {string} language @returns {Promise<Record<string, string>>} */
export const strings = (language) => ask(`/console/strings.json?lang=${language}`);
export const register = () => ask("/api/v1/register");
export const zones = () => ask("/api/v1/zones");
/** @param {string} id */
export const zone = (id) => ask(zonePath(id));
/** @param {string} id */
export const plan = (id) => ask(`${zonePath(id)}/plan`);
/** @param {object} drawn @param {AbortSignal} signal */
export const preview = (drawn, signal) => ask("/api/v1/preview", { method: "POST", json: drawn, signal });
/** @param {object} drawn */
export const designate = (drawn) => ask("/api/v1/zones", { method: "POST", json: drawn });
/** @param {FormData} form */
export const designateCases = (form) => ask("/api/v1/zones/cases", { method: "POST", form });
/** @param {string} text */
export const readNotice = (text) => ask("/api/v1/notices/read", { method: "POST", json: { text } });
/** @param {{text: string, reason: string}} notice */
export const applyNotice = (notice) => ask("/api/v1/zones/notice", { method: "POST", json: notice });
/** @param {string} id @param {"publish" | "lift"} step @param {string} reason */
export const takeStep = (id, step, reason) => ask(`${zonePath(id)}/${step}`, { method: "POST", json: { reason } });
/** @param {string} name @param {number[]} bbox @param {AbortSignal} signal */
export const layer = (name, bbox, signal) => ask(`/api/v1/layers/${name}?bbox=${bbox.join(",")}`, { signal });

/**
 * Let the browser save one file of a zone.
 * @param {string} id @param {string} kind e.g. checkpoints.xlsx, or map @param {string} language
 * @returns {Promise<string>} its name
 */
export async function download(id, kind, language) {
  const path = kind === "map" ? `${zonePath(id)}/map?lang=${language}` : `${zonePath(id)}/exports/${kind}`;
  const response = await send(path);
  const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? kind;
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}
