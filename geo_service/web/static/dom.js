// Elements and words. Whatever comes from the server reaches the page as text, never as HTML.

/** @type {Record<string, string>} */
let words = {};

export const language = document.documentElement.dataset.language ?? "zh";

/** @param {Record<string, string>} given */
export function useWords(given) {
  words = given;
}

/** @param {string} key @param {Record<string, string | number>} [values] */
export function say(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** @param {string} key @param {string} otherwise */
export const sayOr = (key, otherwise) => (key in words ? words[key] : otherwise);

/** @param {string} category @param {string} label the protocol's own, in Chinese @param {string} [english] and in English */
export const categoryWord = (category, label, english = label) => (language === "zh" ? label : sayOr(`category.${category}`, english));

/** @param {number | null | undefined} number */
export const count = (number) => (number === null || number === undefined ? "–" : number.toLocaleString("en-US"));

/**
 * @param {string} tag
 * @param {Record<string, any>} [properties] DOM properties; `aria-…` and `data-…` become attributes, `on` listeners
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {any}
 */
export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (/^(aria|data)-|^(role|for|colspan)$/.test(name)) made.setAttribute(name, String(value));
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

const IN_CHINA = { timeZone: "Asia/Shanghai", hour12: false };
const ZH = new Intl.DateTimeFormat("zh-CN", { ...IN_CHINA, month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });

/** @param {string | Date} at @returns {string} 11月16日 08:00, or 16 Nov 08:00 */
export function timeText(at) {
  const parts = Object.fromEntries(ZH.formatToParts(new Date(at)).map((part) => [part.type, part.value]));
  const clock = `${parts.hour}:${parts.minute}`;
  if (language === "zh") return `${parts.month}月${parts.day}日 ${clock}`;
  const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][Number(parts.month) - 1];
  return `${parts.day} ${month} ${clock}`;
}
