// Zones from the text of a notice: read first, then done. Nothing is done before it was shown what is understood.

import { categoryWord, make, say } from "./dom.js";

/**
 * @typedef {object} NoticeActs
 * @property {(text: string) => Promise<any>} read items and problems of a text, undefined when it was refused
 * @property {(text: string) => Promise<void>} apply
 */

/** @param {NoticeActs} acts @returns {any} a folded part of the panel */
export function noticePart(acts) {
  const text = make("textarea", { id: "notice-text", rows: 8, maxLength: 300_000, spellcheck: false, lang: "zh-CN" });
  const found = make("div", { role: "status", "aria-live": "polite" });
  const apply = make("button", { type: "button", id: "notice-apply", disabled: true, textContent: say("do_notice"), on: { click: () => acts.apply(text.value) } });
  const show = async () => {
    const reading = await acts.read(text.value);
    found.replaceChildren(...(reading ? readingOf(reading) : []));
    apply.disabled = !reading?.items.length;
  };
  const read = make("button", { type: "button", id: "notice-read", textContent: say("read_notice"), on: { click: show } });
  text.addEventListener("input", () => { apply.disabled = true; found.replaceChildren(); });
  return make("details", { id: "by-notice" }, make("summary", { textContent: say("by_notice") }),
    make("p", { className: "quiet", textContent: say("by_notice_hint") }),
    make("label", { className: "field" }, say("notice_text"), text),
    make("div", { className: "tools" }, read, apply), found);
}

/** @param {{items: any[], problems: any[]}} reading @returns {Node[]} */
function readingOf({ items, problems }) {
  const lines = items.map((item) => make("li", {}, make("strong", { textContent: deedWords(item) }), make("span", { lang: "zh-CN", textContent: ` ${placeWords(item)}` })));
  const unread = problems.map((one) => make("li", { textContent: `“${one.text}”：${one.reason}` }));
  return [
    make("p", { textContent: say("notice_found", { count: items.length }) }),
    make("ol", { className: "notice-items" }, ...lines),
    ...(unread.length ? [make("h3", { textContent: say("notice_unread") }), make("ul", { className: "problems", lang: "zh-CN" }, ...unread)] : []),
  ];
}

/** @param {any} item */
function deedWords(item) {
  const category = item.category ?? item.from_category ?? "";
  const since = item.effective ? ` · ${item.effective.replace("T", " ")}` : "";
  return `${say(`deed.${item.action}`)} ${categoryWord(category, category)}${since}`;
}

/** @param {any} item */
function placeWords(item) {
  const head = [item.district, item.street, item.community].filter((name) => name && !item.line.includes(name)).join("");
  return head + item.line;
}
