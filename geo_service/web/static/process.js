// The process of the chosen zone: who has signed, what is due and why, and what the checks say.

import { language, make, say, sayOr, timeText } from "./dom.js";

const PENDING = ["draft", "assessed", "approved"];
const WORST_FIRST = ["violation", "needs_ground", "cannot_check", "ok"];

/** @param {any} zone @returns {boolean} whether it waits for signatures and publication */
export const isPending = (zone) => PENDING.includes(zone.status);

/** @param {any} one @returns {string} a body of the approval chain, as an office calls it */
export const bodyWord = (one) => (one ? (language === "zh" ? one.label : one.label_en) : "");

/** @param {any} line @returns {string} a line of an explanation, with its clause */
const lineText = (line) => (language === "zh" ? line.zh : line.en);

/** @param {string} title @param {...any} children */
const folded = (title, ...children) => make("details", {}, make("summary", { textContent: title }), ...children);

/**
 * The parts of the panel that tell how a zone goes on.
 * @param {any} zone @param {any} clock facts of its clock, null while asked @param {any} checks null while asked
 * @returns {any[]}
 */
export function processParts(zone, clock, checks) {
  return [...signatureParts(zone), ...clockParts(zone, clock), ...checkParts(checks)];
}

/** @param {any} zone */
function signatureParts(zone) {
  const done = zone.signatures.map((/** @type {any} */ one) => make("li", { className: "done" },
    say("signed_by", { body: bodyWord(one), account: one.account, time: timeText(one.at), reference: one.reference || say("no_reference") })));
  const open = zone.to_sign.map((/** @type {any} */ one) => make("li", { className: "open" }, say("to_sign", { body: bodyWord(one) })));
  if (!done.length && !open.length) return [];
  const persons = zone.persons ? [make("p", { className: "quiet", textContent: say(zone.persons > 1 ? "two_persons" : "one_person", { count: zone.persons }) })] : [];
  return [make("h3", { textContent: say("signatures") }), make("ul", { className: "chain" }, ...done, ...open), ...persons];
}

/** @param {any} zone @param {any} clock */
function clockParts(zone, clock) {
  if (!clock || isPending(zone) || zone.status !== "in_force") return [];
  const ends = clock.prospects.map((/** @type {any} */ one) => make("li", { className: one.state },
    say(`${one.ends ? "ending" : "prospect"}.${one.state}`, { to: categoryOf(one.to), time: one.chosen ? timeText(one.chosen) : say("unknown_time"), hours: Math.round(one.late_h) })));
  const duties = clock.duties.filter((/** @type {any} */ one) => one.state === "running" || one.state === "late").map((/** @type {any} */ one) => make("li", { className: one.state, lang: "zh-CN" },
    say(`duty.${one.state}`, { what: one.label, time: timeText(one.due) })));
  return [
    make("h3", { textContent: say("clock_title") }), make("ul", { className: "dues" }, ...ends, ...duties),
    folded(say("why_so"), make("ol", { className: "lines" }, ...clock.lines.map((/** @type {any} */ one) => make("li", {}, lineText(one), one.clause ? make("small", { lang: "zh-CN", textContent: one.clause }) : null)))),
  ];
}

/** @param {string} category */
const categoryOf = (category) => sayOr(`category.${category}`, category);

/** @param {any} checks */
function checkParts(checks) {
  if (!checks) return [];
  const sorted = [...checks.checks].sort((a, b) => WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status));
  const open = sorted.filter((one) => one.status === "violation" || one.status === "needs_ground");
  const rest = sorted.filter((one) => !open.includes(one));
  const counts = WORST_FIRST.filter((status) => checks.counts[status]).map((status) => `${say(`check.${status}`)} ${checks.counts[status]}`).join(" · ");
  return [
    make("h3", { textContent: say("checks") }), make("p", { className: "quiet", textContent: counts || say("no_checks") }),
    make("ul", { className: "checks", lang: "zh-CN" }, ...open.map(checkItem)),
    ...(rest.length ? [folded(say("other_checks", { count: rest.length }), make("ul", { className: "checks", lang: "zh-CN" }, ...rest.map(checkItem)))] : []),
  ];
}

/** @param {any} one */
function checkItem(one) {
  const said = [one.evidence[0], one.cannot_check_note].filter(Boolean).join("；");
  return make("li", { className: one.status }, make("b", { textContent: `${say(`check.${one.status}`)} ${one.title}` }), said ? make("span", { textContent: said }) : null, one.clause_ref ? make("small", { textContent: one.clause_ref }) : null);
}
