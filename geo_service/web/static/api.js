// The only place that asks the server.

/** The second secret of the session; the browser keeps the first in a cookie that no script can read. */
let csrf = "";

/** A refusal of the server, or of the network (status 0); `message` is the server's one line. */
export class ApiError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {string} path
 * @param {{method?: string, json?: unknown, form?: FormData, signal?: AbortSignal}} [options]
 * @returns {Promise<Response>}
 */
async function send(path, { method = "GET", json, form, signal } = {}) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (method !== "GET") headers["X-CSRF-Token"] = csrf || (await session()).csrf || "";
  if (json !== undefined) headers["Content-Type"] = "application/json";
  const body = json === undefined ? form : JSON.stringify(json);
  const response = await fetch(path, { method, headers, body, signal }).catch((error) => {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, String(error.message));
  });
  // after another sign-in the session has another one
  if (response.status === 401 || response.status === 403) csrf = "";
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

/** @returns {Promise<{name: string | null, role: string | null, must_change: boolean | null, csrf: string | null}>} */
export async function session() {
  const found = await ask("/api/v1/session");
  csrf = found.csrf ?? "";
  return found;
}

export const signOut = () => send("/api/v1/session", { method: "DELETE" });

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
/** @param {string} id @param {import("./panel.js").Step} step @param {object} ground */
export const takeStep = (id, step, ground) => ask(`${zonePath(id)}/${step}`, { method: "POST", json: ground });
/** @typedef {{object: string, wish: string, ground: string, number?: string, lon?: number, lat?: number, to_lon?: number, to_lat?: number}} Order */
/** @param {string} id @param {Order} order about a post or a point of the plan */
export const orderPlace = (id, order) => ask(`${zonePath(id)}/orders`, { method: "POST", json: order });
/** @param {string} id */
export const orders = (id) => ask(`${zonePath(id)}/orders`);
/** @param {string} id @param {string} order @param {string} why */
export const withdrawOrder = (id, order, why) => ask(`${zonePath(id)}/orders/${encodeURIComponent(order)}?why=${encodeURIComponent(why)}`, { method: "DELETE" });
/** @param {string} id what the present plan changes of the last field sheet */
export const deltas = (id) => ask(`${zonePath(id)}/deltas`);
/** @param {string} id */
export const sheets = (id) => ask(`${zonePath(id)}/sheets`);
/** @param {string} id */
export const issueSheet = (id) => ask(`${zonePath(id)}/sheets`, { method: "POST" });
/** @param {string} id lines nearby that need fewer posts */
export const lines = (id) => ask(`${zonePath(id)}/lines`);
/** @param {string} id @param {{number: number, key: string, band_m: number, reason: string, reference: string, version: number}} line */
export const acceptLine = (id, line) => ask(`${zonePath(id)}/lines/accept`, { method: "POST", json: line });
/** @param {string} id */
export const clock = (id) => ask(`${zonePath(id)}/clock`);
/** @param {string} id */
export const checks = (id) => ask(`${zonePath(id)}/checks`);
/** @param {number} within hours to look ahead */
export const review = (within) => ask(`/api/v1/review?within=${within}`);
/** @param {string} name @param {number[]} bbox @param {AbortSignal} signal */
export const layer = (name, bbox, signal) => ask(`/api/v1/layers/${name}?bbox=${bbox.join(",")}`, { signal });

/**
 * Let the browser save one file of a zone.
 * @param {string} id @param {string} kind e.g. checkpoints.xlsx, or map @param {string} language
 * @returns {Promise<string>} its name
 */
export async function download(id, kind, language) {
  const path = { map: `/map?lang=${language}`, "proof.json": "/proof", "deltas.xlsx": "/deltas/xlsx", "deltas.csv": "/deltas/csv" }[kind] ?? `/exports/${kind}`;
  const response = await send(zonePath(id) + path);
  const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? `${id}_${kind}`;
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}
