// What crews are told: what the present plan changes of the last field sheet, and issuing the next one.

import { language, make, say, timeText } from "./dom.js";

/**
 * Asked for when it is opened; crews get only the differences.
 * @param {any} zone @param {any} deltas the server's answer, `said` what issuing it did; "none" when no sheet was issued yet, null before somebody looks
 * @param {boolean} wait @param {{loadDeltas: () => void, issue: () => void, download: (kind: string) => void}} acts
 * @returns {Node[]}
 */
export function sheetParts(zone, deltas, wait, acts) {
  const look = (/** @type {any} */ event) => { if (event.target.open && deltas === null) acts.loadDeltas(); };
  const list = deltas === null ? [] : deltas === "none" ? [make("p", { className: "quiet", textContent: say("sheets_none") })] : differencesOf(deltas);
  const lists = deltas !== null && deltas !== "none" && deltas.differences.length > 0;
  const save = ["xlsx", "csv"].map((kind) => make("button", { type: "button", "data-file": `deltas.${kind}`, textContent: say(`file.deltas.${kind}`), on: { click: () => acts.download(`deltas.${kind}`) } }));
  const issue = make("button", { type: "button", id: "issue", disabled: wait, textContent: say("issue"), on: { click: acts.issue } });
  const tools = deltas === null ? null : make("div", { className: "tools" }, ...(lists ? save : []), zone.status === "in_force" && issue);
  return [make("details", { id: "sheets", open: deltas !== null, on: { toggle: look } }, make("summary", { textContent: say("sheets") }), ...list, tools)];
}

/** @param {any} deltas @returns {Node[]} since which sheet, and what crews must do differently */
function differencesOf({ since, differences, said }) {
  const item = (/** @type {any} */ one) => make("li", { textContent: language === "zh" ? one.zh : one.en });
  return [
    said ? make("p", { role: "status", textContent: said }) : null,
    make("p", { className: "quiet", textContent: say("sheets_since", { issue: since.issue, time: timeText(since.issued_at) }) }),
    since.failed ? make("p", { className: "fault", lang: "zh-CN", textContent: since.failed }) : null,
    differences.length ? make("ol", { className: "deltas", id: "deltas" }, ...differences.map(item)) : make("p", { textContent: say("sheets_same") }),
  ].filter((part) => part !== null);
}
