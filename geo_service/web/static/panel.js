// The list of zones at the left and the panel at the right: what can be done now, with one primary button.

import { cordonLines, cordonOf, lineParts, orderParts, postReasons } from "./cordon.js";
import { byId, categoryWord, count, make, say, sayOr, timeText } from "./dom.js";
import { noticePart } from "./notice.js";
import { bodyWord, isPending, processParts } from "./process.js";
import { sheetParts } from "./sheets.js";
import { read, update } from "./state.js";

const FILES = ["checkpoints.xlsx", "buildings.xlsx", "delivery_points.xlsx", "sampling.xlsx", "sites.xlsx", "checkpoints.csv", "closures.csv", "buildings.csv", "delivery_points.csv", "plan.geojson", "plan.gpkg", "proof.json", "map"];
const CROSSES = /(?:crosses|touches) itself at (-?[\d.]+), (-?[\d.]+)/;
const ORDER = ["in_force", "lifting", "coming", "approved", "assessed", "draft", "lifted", "archived"];

/**
 * @typedef {"sign" | "publish" | "discard" | "downgrade" | "lift" | "archive"} Step
 * @typedef {object} Acts what the buttons do
 * @property {() => void} draw
 * @property {() => void} redraw
 * @property {(file: File) => void} readDrawing
 * @property {(file: File) => void} readCases
 * @property {(text: string) => Promise<any>} readNotice
 * @property {(text: string) => Promise<void>} applyNotice
 * @property {() => void} designate
 * @property {(id: string) => void} choose
 * @property {() => void} leaveZone
 * @property {(step: Step, more?: Record<string, string>) => void} step
 * @property {(kind: string) => void} download
 * @property {(feature: any) => void} turn staff a closed post, or close a staffed one
 * @property {(feature: any, wish: string) => void} site pin, move or forbid a point
 * @property {() => void} loadOrders
 * @property {() => void} loadDeltas
 * @property {() => void} issue
 * @property {(order: any) => void} withdraw
 * @property {() => void} findLines
 * @property {(line: any) => void} showLine
 * @property {(line: any) => void} takeLine
 */

/** @param {Acts} acts */
export function drawZoneList(acts) {
  const { zones, chosen } = read();
  const ordered = [...zones].sort((a, b) => ORDER.indexOf(a.phase) - ORDER.indexOf(b.phase) || b.zone_id.localeCompare(a.zone_id));
  byId("zone-list").replaceChildren(...(ordered.length ? ordered.map((zone) => zoneItem(zone, chosen, acts)) : [make("li", {}, make("p", { textContent: say("no_zones") }))]));
}

/** @param {any} zone @param {any} chosen @param {Acts} acts */
function zoneItem(zone, chosen, acts) {
  const about = `${categoryWord(zone.category, zone.category_label, zone.category_label_en)} · ${say(`status.${zone.phase}`)} · ${zone.geometry ? `${zone.buildings}${say("unit.buildings")}` : say("undrawn")}`;
  return make("li", {}, make("button", {
    type: "button", className: `zone ${zone.category} ${zone.phase}`, "aria-current": zone.zone_id === chosen?.zone_id, title: zone.name,
    on: { click: () => acts.choose(zone.zone_id) },
  }, make("span", { className: "line", textContent: zone.name }), make("span", { className: "line", textContent: about })));
}

/** @type {any} parts of the designate form, made once so that typing is never interrupted */
let form = null;

/** @param {Acts} acts */
export function drawPanel(acts) {
  const { register, chosen } = read();
  if (!register) return;
  if (chosen) {
    form = null;
    drawPlanPanel(acts);
  } else {
    form ??= makeForm(acts);
    refreshForm();
  }
  drawFault();
}

/* ------------------------------------------------------------ designate */

/** @param {Acts} acts */
function makeForm(acts) {
  const { register, category, reason, name } = read();
  const title = make("h2", { id: "panel-title", textContent: say("designate") });
  const drawingNote = make("p", { className: "quiet", role: "status" });
  const draw = make("button", { type: "button", on: { click: () => (read().drawing ? acts.redraw() : acts.draw()) } });
  const file = make("input", { type: "file", accept: ".geojson,.json", on: { change: () => file.files[0] && acts.readDrawing(file.files[0]) } });
  const reasonBox = make("input", { type: "text", id: "reason", maxLength: 500, required: true, value: reason, placeholder: say("reason_hint"), autocomplete: "off", on: { input: () => update({ reason: reasonBox.value }) } });
  const nameBox = make("input", { type: "text", id: "name", maxLength: 500, value: name, autocomplete: "off", on: { input: () => update({ name: nameBox.value }) } });
  const counts = make("div", { role: "status", "aria-live": "polite" });
  const cases = make("input", { type: "file", accept: ".csv,.xlsx" });
  const readCases = make("button", { type: "button", textContent: say("do_cases"), on: { click: () => cases.files[0] && acts.readCases(cases.files[0]) } });
  const primary = make("button", { type: "button", className: "primary", id: "designate", on: { click: acts.designate } });
  const hint = make("p", {});
  const protocol = register.protocols.find((/** @type {any} */ one) => one.id === register.protocol);
  byId("panel-body").replaceChildren(
    title,
    ...(register.counts.buildings ? [] : [make("p", { className: "fault", textContent: say("empty_register") })]),
    make("h3", { textContent: say("step_draw") }), make("div", { className: "tools" }, draw), drawingNote,
    choices(protocol, category),
    make("h3", { textContent: say("step_words") }),
    make("label", { className: "field" }, say("reason"), reasonBox),
    make("label", { className: "field" }, say("name"), nameBox),
    make("h3", { textContent: say("step_preview") }), counts,
    make("details", {}, make("summary", { textContent: say("or_file") }), make("label", { className: "field" }, say("or_file"), file)),
    noticePart({ read: acts.readNotice, apply: acts.applyNotice }),
    make("details", {}, make("summary", { textContent: say("by_cases") }), make("p", { className: "quiet", textContent: say("by_cases_hint") }), make("label", { className: "field" }, say("cases_file"), cases), readCases),
  );
  byId("panel-foot").replaceChildren(hint, primary);
  byId("panel-body").scrollTop = 0;
  return { drawingNote, draw, counts, primary, hint };
}

/** @param {any} protocol @param {string | null} category */
function choices(protocol, category) {
  const options = protocol.categories.map((/** @type {any} */ one) => {
    const swatch = make("span", { className: `swatch ${one.id}` });
    swatch.style.borderColor = one.color;
    const radio = make("input", { type: "radio", name: "category", value: one.id, checked: one.id === category, on: { change: () => update({ category: one.id }) } });
    return make("label", { className: "choice" }, radio, swatch, make("span", {}, categoryWord(one.id, one.label, one.label_en), make("small", { lang: "zh-CN", textContent: one.measure })));
  });
  return make("fieldset", {}, make("legend", { textContent: `${say("step_category")} · ${protocol.title}` }), ...options);
}

function refreshForm() {
  const { drawing, isDrawing, preview, isCounting, isSaving, reason } = read();
  form.draw.textContent = say(drawing ? "redraw" : "draw");
  form.drawingNote.textContent = say(isDrawing ? "drawing" : drawing ? "drawn" : "draw_hint");
  form.counts.replaceChildren(...countsOf(preview, isCounting, isDrawing ? "drawing" : drawing ? "preview_failed" : "preview_none"));
  const ready = drawing && preview && !isCounting;
  form.primary.disabled = !ready || isSaving || !reason.trim();
  form.primary.textContent = ready ? say("do_designate", numbersOf(preview)) : say("do_designate_empty");
  form.hint.textContent = ready && !reason.trim() ? say("need_reason") : say("draft_note");
}

/** @param {any} preview */
const numbersOf = (preview) => ({ buildings: count(preview.buildings), households: count(preview.households) });

/** @param {any} preview */
export const cursorText = (preview) => say("beside_cursor", { ...numbersOf(preview), checkpoints: count(preview.checkpoints), closures: count(preview.closures) });

/** @param {any} preview @param {boolean} busy @param {string} otherwise key of the words when there are no counts @returns {Node[]} */
function countsOf(preview, busy, otherwise) {
  if (busy && !preview) return [make("p", { className: "quiet", textContent: say("preview_busy") })];
  if (!preview) return [make("p", { className: "quiet", textContent: say(otherwise) })];
  return [numbers(preview, preview.checkpoints, ["closures", preview.closures]), cordonLines(preview), ...postReasons(preview.posts), ...problemsOf(preview.problems)];
}

/** @param {any} sums @param {number} checkpoints @param {["closures" | "delivery_points", number]} last what the sixth number counts */
function numbers(sums, checkpoints, last) {
  const fact = (/** @type {string} */ key, /** @type {number} */ value, /** @type {number} */ estimated = 0) => make("div", {},
    make("dt", { textContent: say(key) }),
    make("dd", {}, count(value), estimated > 0 && make("small", { textContent: say("of_which_estimated", { count: count(estimated) }) })));
  return make("dl", { className: "numbers", id: "numbers" },
    fact("buildings", sums.buildings), fact("stairs", sums.stairs), fact("households", sums.households, sums.households_estimated),
    fact("people", sums.people, sums.people_estimated), fact("checkpoints", checkpoints), fact(...last));
}

/** @param {string[]} problems @returns {Node[]} */
function problemsOf(problems) {
  if (!problems.length) return [];
  return [make("h3", { textContent: say("problems") }), make("ul", { className: "problems", lang: "zh-CN" }, ...problems.map((text) => make("li", { textContent: text })))];
}

/* ------------------------------------------------------------ plan */

/** @param {Acts} acts */
function drawPlanPanel(acts) {
  const { chosen, plan, notes, isSaving, clock, checks, lines, orders, deltas, moving } = read();
  const zone = plan?.features.find((/** @type {any} */ one) => one.properties.kind === "zone").properties;
  const many = (/** @type {string} */ kind) => plan.features.filter((/** @type {any} */ one) => one.properties.kind === kind).length;
  const back = make("button", { type: "button", textContent: `← ${say("back")}`, on: { click: acts.leaveZone } });
  const problems = plan ? [...new Set([...notes, ...plan.problems])] : notes;
  byId("panel-body").replaceChildren(
    make("div", { className: "tools" }, back),
    make("h2", { id: "panel-title", lang: "zh-CN", textContent: chosen.name }),
    make("p", {}, `${categoryWord(chosen.category, chosen.category_label, chosen.category_label_en)} · ${say(`status.${chosen.phase}`)} · ${say("version", { version: chosen.version })}`),
    make("p", { className: "quiet", textContent: `${chosen.zone_id} · ${whenText(chosen)}` }),
    ...(moving ? [make("p", { className: "moving", role: "status", textContent: say("moving", { id: moving.properties.id }) })] : []),
    ...(plan ? [
      make("h3", { textContent: say("plan") }), numbers(zone.totals, many("checkpoint"), ["delivery_points", many("delivery_point")]), cordonLines(cordonOf(plan)),
      ...(problems.length ? problemsOf(problems) : [make("p", { className: "quiet", textContent: say("no_problems") })]),
      ...lineParts(lines, acts), ...orderParts(orders, acts), ...sheetParts(chosen, deltas, isSaving, acts),
      ...processParts(chosen, clock, checks),
      make("h3", { textContent: say("measures") }), make("p", { lang: "zh-CN", textContent: zone.measures }),
      make("h3", { textContent: say("downloads") }),
      make("div", { className: "files" }, ...FILES.map((kind) => make("button", { type: "button", "data-file": kind, textContent: say(`file.${kind}`), on: { click: () => acts.download(kind) } }))),
    ] : [
      chosen.geometry ? make("p", { className: "quiet", textContent: say("preview_busy") }) : make("p", { textContent: say("words_only") }),
      ...(chosen.geometry ? [] : problemsOf(problems)), ...processParts(chosen, clock, checks),
    ]),
    make("h3", { textContent: say("history") }),
    make("ul", { className: "history" }, ...[...chosen.history].reverse().map((/** @type {any} */ one) => make("li", {},
      `${say("version", { version: one.version })} ${sayOr(`status.${one.status}`, one.status)} · ${say("recorded", { time: timeText(one.recorded_at) })} · ${one.author} · ${one.reason}`))),
  );
  byId("panel-foot").replaceChildren(...stepButtons(chosen, clock, isSaving || (chosen.geometry !== null && !plan), acts));
}

/** @param {any} zone @returns {string} what its time means: a draft binds nobody yet */
function whenText(zone) {
  return say(`when.${zone.status}`, { time: timeText(zone.effective_from) });
}

/** @param {any} zone @param {any} clock @param {boolean} wait @param {Acts} acts */
function stepButtons(zone, clock, wait, acts) {
  const button = (/** @type {Step} */ step, /** @type {string} */ words, primary = false, more = {}) => make("button", { type: "button", id: step, className: primary ? "primary" : "", disabled: wait, textContent: words, on: { click: () => acts.step(step, more) } });
  if (isPending(zone)) {
    const next = zone.to_sign[0];
    const sign = next ? [button("sign", say("sign", { body: bodyWord(next) }), false, { body: next.body })] : [];
    return [button("discard", say("discard")), ...sign, button("publish", say("publish"), true)];
  }
  if (zone.status === "lifted") return [button("archive", say("archive"))];
  if (zone.status !== "in_force") return [];
  const lower = clock?.prospects.find((/** @type {any} */ one) => !one.ends && one.to !== zone.category);
  const down = lower && isDesignated(zone.protocol, lower.to) ? [button("downgrade", say("downgrade"), false, { category: lower.to })] : [];
  return [...down, button("lift", say("lift"), true)];
}

/** @param {string} protocol @param {string} category @returns {boolean} whether it is no mere rest of the others */
function isDesignated(protocol, category) {
  const known = read().register.protocols.find((/** @type {any} */ one) => one.id === protocol);
  return Boolean(known?.categories.some((/** @type {any} */ one) => one.id === category));
}

/**
 * Ask before a step; reason and number of the decision go into the history.
 * @param {any} zone @param {Step} step @param {any} totals
 * @returns {Promise<{reason: string, reference: string} | null>} null when it was called off
 */
export function askStep(zone, step, totals) {
  const body = bodyWord(zone.to_sign[0]);
  return askGround(say(`${step}_ask`, { name: zone.name, body, ...numbersOf(totals) }), say(step, { body }));
}

/**
 * Ask for the ground of something that people decide.
 * @param {string} question @param {string} yes what the button says @param {boolean} [referenceNeeded]
 * @returns {Promise<{reason: string, reference: string} | null>} null when it was called off
 */
export function askGround(question, yes, referenceNeeded = false) {
  const [dialog, reason, reference] = [byId("confirm"), byId("confirm-reason"), byId("confirm-reference")];
  byId("confirm-ask").textContent = question;
  byId("confirm-yes").textContent = yes;
  reason.value = "";
  reference.value = "";
  reference.required = referenceNeeded;
  byId("confirm-reference-word").textContent = say(referenceNeeded ? "reference_needed" : "reference");
  return new Promise((resolve) => {
    byId("confirm-no").onclick = () => dialog.close("");
    dialog.querySelector("form").onsubmit = () => { dialog.returnValue = "yes"; };
    dialog.onclose = () => resolve(dialog.returnValue === "yes" && reason.value.trim() ? { reason: reason.value.trim(), reference: reference.value.trim() } : null);
    dialog.returnValue = "";
    dialog.showModal();
    reason.focus();
  });
}

/* ------------------------------------------------------------ faults */

/** @param {string} message @returns {[number, number] | null} where an outline crosses itself: lon, lat */
export function crossingIn(message) {
  const found = CROSSES.exec(message);
  return found && [Number(found[1]), Number(found[2])];
}

/** @param {{status: number, message: string, key?: string}} fault */
function faultWords({ status, message, key }) {
  if (key) return say(key);
  if (crossingIn(message)) return say("fault.crosses");
  if (message.includes("outside the register")) return say("fault.outside");
  return sayOr(`fault.${status}`, say("fault.500"));
}

function drawFault() {
  const { fault } = read();
  const box = byId("panel-fault");
  box.hidden = fault === null;
  box.replaceChildren();
  if (!fault) return;
  box.append(make("p", { textContent: faultWords(fault) }));
  if (fault.message) box.append(make("p", { textContent: say("message", { message: fault.message }) }));
}
