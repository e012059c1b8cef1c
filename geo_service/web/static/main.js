// Puts the console together: what happened goes into the state, what the state says is drawn.

import * as api from "./api.js";
import { turnOf } from "./cards.js";
import { lineText, placeOfOrder } from "./cordon.js";
import { byId, language, make, say, timeText, useWords } from "./dom.js";
import * as map from "./map.js";
import { askGround, askStep, crossingIn, cursorText, drawPanel, drawZoneList } from "./panel.js";
import { onChange, read, update } from "./state.js";
import { drawTables } from "./tables.js";

const COUNT_AFTER_MS = 200;
const BASE_AFTER_MS = 150;
const CLOCK_MS = 10_000;
const REFRESH_MS = 60_000;
const LOOK_AHEAD_H = 48;
const NOTHING = { buildings: 0, households: 0 };
const FAR_LAYERS = ["barriers", "roads"];
const NEAR_LAYERS = ["barriers", "roads", "estates", "buildings", "grids"];

/* ------------------------------------------------------------ asking the server */

/**
 * Do something that may be refused; what was entered stays, and the panel says what happened.
 * @template T @param {() => Promise<T>} act @returns {Promise<T | undefined>}
 */
async function trying(act) {
  try {
    return await act();
  } catch (error) {
    if (/** @type {any} */ (error).name === "AbortError") return undefined;
    if (!(error instanceof api.ApiError)) throw error;
    if (error.status === 401) return void signedOut();
    update({ fault: { status: error.status, message: error.message } });
    const crossing = crossingIn(error.message);
    if (crossing) map.markFault(...crossing);
    return undefined;
  }
}

async function open() {
  const register = await trying(api.register);
  if (!register) return;
  byId("place").textContent = register.place ?? "";
  byId("fictional").hidden = !register.fictional;
  if (!read().register) map.addOrigin(register.attribution);
  const first = register.protocols.find((/** @type {any} */ one) => one.id === register.protocol).categories[0].id;
  update({ register, category: first });
  if (register.bounds) map.showBounds(register.bounds);
  await loadZones();
  loadBase();
}

async function loadZones() {
  const found = await trying(api.zones);
  if (found) update({ zones: found.zones });
  await loadDeadline();
}

/** The next deadline and how many are late, in the top bar. */
async function loadDeadline() {
  const found = await trying(() => api.review(LOOK_AHEAD_H));
  if (!found) return;
  const next = found.rows.find((/** @type {any} */ one) => one.due && !one.alarm);
  const late = found.alarms ? make("b", { textContent: say("deadline_alarms", { count: found.alarms }) }) : null;
  const coming = next ? say("deadline_next", { time: timeText(next.due), what: `${next.zone_name} ${language === "zh" ? next.what : next.line.en}` }) : "";
  byId("deadline").replaceChildren(...[late, late && coming ? " · " : null, coming].filter(Boolean));
}

/* ------------------------------------------------------------ base map */

let baseAsked = new AbortController();
let baseTimer = 0;

function loadBaseSoon() {
  clearTimeout(baseTimer);
  baseTimer = setTimeout(loadBase, BASE_AFTER_MS);
}

async function loadBase() {
  if (!read().register) return;
  baseAsked.abort();
  baseAsked = new AbortController();
  const { bbox, near } = map.view();
  const names = near ? NEAR_LAYERS : FAR_LAYERS;
  const asked = names.map((name) => api.layer(name, bbox, baseAsked.signal));
  const found = await trying(() => Promise.all(asked));
  if (!found) return;
  map.showBase(Object.fromEntries(names.map((name, place) => [name, found[place]])));
  const cut = found.find((/** @type {any} */ one) => one.shown < one.total);
  byId("base-note").textContent = cut ? say("base_cut", { shown: cut.shown, total: cut.total }) : near ? "" : say("base_far");
}

/* ------------------------------------------------------------ drawing and counting */

let countAsked = new AbortController();
let countTimer = 0;

/** @param {any} geometry @param {boolean} sketch whether it is still being drawn, and may be broken */
function countSoon(geometry, sketch) {
  clearTimeout(countTimer);
  countAsked.abort();
  if (!geometry || !read().category) {
    update({ preview: null, isCounting: false });
    map.noteAtCursor("");
    return;
  }
  map.fadeNote();
  if (!read().isCounting) update({ isCounting: true });
  countTimer = setTimeout(() => countNow(geometry, sketch), COUNT_AFTER_MS);
}

/** @param {any} geometry @param {boolean} sketch */
async function countNow(geometry, sketch) {
  countAsked = new AbortController();
  const { signal } = countAsked;
  const ask = () => api.preview({ geometry, category: read().category }, signal);
  const preview = await (sketch ? ask().catch(() => undefined) : trying(ask));
  if (signal.aborted) return;
  update({ preview: preview ?? null, isCounting: false, ...(preview ? { fault: null } : {}) });
  map.noteAtCursor(preview && sketch ? cursorText(preview) : "");
}

/** @param {any} drawing */
function takeDrawing(drawing) {
  update({ drawing, fault: null });
  countSoon(drawing, false);
}

/** @param {File} file */
async function readDrawing(file) {
  try {
    const value = JSON.parse(await file.text());
    const feature = value.type === "FeatureCollection" ? value.features[0] : value;
    const geometry = feature.type === "Feature" ? feature.geometry : feature;
    if (!["Polygon", "MultiPolygon"].includes(geometry.type)) throw new TypeError(geometry.type);
    map.takeDrawing(geometry);
    takeDrawing(geometry);
  } catch (error) {
    update({ fault: { status: 400, message: String(/** @type {any} */ (error).message), key: "fault.file" } });
  }
}

/* ------------------------------------------------------------ designate, show, publish, lift */

async function designate() {
  const { drawing, category, reason, name } = read();
  update({ isSaving: true, fault: null });
  const made = await trying(() => api.designate({ geometry: drawing, category, reason, draft: true, ...(name.trim() ? { name } : {}) }));
  update({ isSaving: false });
  if (made) await showMade(made);
}

/** @param {File} file */
async function readCases(file) {
  const form = new FormData();
  form.append("file", file);
  form.append("reason", read().reason);
  form.append("draft", "true");
  update({ fault: null });
  const made = await trying(() => api.designateCases(form));
  if (made) await showMade(made);
}

/** @param {string} text */
async function readNotice(text) {
  update({ fault: null });
  return trying(() => api.readNotice(text));
}

/** @param {string} text */
async function applyNotice(text) {
  const reason = read().reason.trim();
  if (!reason) return void update({ fault: { status: 400, message: "", key: "need_reason" } });
  update({ fault: null, isSaving: true });
  const made = await trying(() => api.applyNotice({ text, reason }));
  update({ isSaving: false });
  if (made?.zones.length) await showMade(made);
  else if (made) update({ fault: { status: 400, message: made.problems.join("；"), key: "notice_nothing" } });
}

/** @param {any} made */
async function showMade(made) {
  map.clearDrawing();
  update({ drawing: null, preview: null, reason: "", name: "" });
  await loadZones();
  await choose(made.zones[0].zone_id, made.problems);
}

/** @param {string} id @param {string[]} [notes] */
async function choose(id, notes = []) {
  map.stopDrawing();
  const chosen = await trying(() => api.zone(id));
  if (!chosen) return;
  update({ chosen, plan: null, clock: null, checks: null, lines: null, deltas: null, moving: null, orders: null, notes, fault: null, sorting: null });
  askProcess(id);
  if (!chosen.geometry) return void byId("panel").focus();
  const plan = await trying(() => api.plan(id));
  if (plan && read().chosen?.zone_id === id) {
    update({ plan });
    byId("panel").focus();
  }
}

/** Clock and checks come when they come; the panel does not wait for them. @param {string} id */
async function askProcess(id) {
  for (const [name, ask] of /** @type {["clock" | "checks", (id: string) => Promise<any>][]} */ ([["clock", api.clock], ["checks", api.checks]])) {
    const found = await trying(() => ask(id));
    if (found && read().chosen?.zone_id === id) update({ [name]: found });
  }
}

function leaveZone() {
  update({ chosen: null, plan: null, clock: null, checks: null, lines: null, deltas: null, moving: null, orders: null, notes: [], fault: null });
}

/** @param {import("./panel.js").Step} step @param {Record<string, string>} [more] */
async function takeStep(step, more = {}) {
  const { chosen, plan } = read();
  const said = await askStep(chosen, step, plan?.features[0].properties.totals ?? NOTHING);
  if (said === null) return;
  const ground = { reason: said.reason, ...(said.reference ? { reference: said.reference } : {}), version: chosen.version };
  update({ isSaving: true, fault: null });
  const done = await trying(() => api.takeStep(chosen.zone_id, step, { ...ground, ...more }));
  update({ isSaving: false });
  const fault = read().fault;
  await loadZones();
  await choose(chosen.zone_id);
  if (!done) update({ fault });
}

/* ------------------------------------------------------------ posts and lines */

/** Staff a closed post or close a staffed one; the plan is made again, or the server says why not. @param {any} post */
async function turnPost(post) {
  const { chosen } = read();
  const wish = turnOf(post.properties.kind);
  if (!wish) return;
  const said = await askGround(say(`turn_ask.${wish}`, { id: post.properties.id, name: post.properties.name ?? "" }), say(`turn.${wish}`));
  if (said === null) return;
  const { geometry } = post;
  const [lon, lat] = geometry.type === "Point" ? geometry.coordinates : geometry.coordinates[0];
  update({ isSaving: true, fault: null });
  const done = await trying(() => api.orderPlace(chosen.zone_id, { object: "post", wish, lon, lat, ground: groundText(said) }));
  update({ isSaving: false });
  if (done) await chooseAgain(chosen.zone_id, done.notes);
}

/** Pin, move or forbid a point; the others are solved again around it. @param {any} point @param {string} wish */
async function orderSite(point, wish) {
  const { chosen } = read();
  const { kind, id, name } = point.properties;
  const to = wish === "move" ? await placeFor(point) : null;
  if (wish === "move" && !to) return;
  const said = await askGround(say(`site_ask.${wish}`, { id, name: name ?? "" }), say(`site.${wish}`));
  if (said === null) return;
  update({ isSaving: true, fault: null });
  const where = to ? { to_lon: to[0], to_lat: to[1] } : {};
  const done = await trying(() => api.orderPlace(chosen.zone_id, { object: kind, wish, number: id, ...where, ground: groundText(said) }));
  update({ isSaving: false });
  if (done) await chooseAgain(chosen.zone_id, done.notes);
}

/** @param {any} point that moves @returns {Promise<[number, number] | null>} where to, null when it was called off */
async function placeFor(point) {
  update({ moving: point });
  const to = await map.pickPlace();
  update({ moving: null });
  return to;
}

/** @param {{reason: string, reference: string}} said */
const groundText = ({ reason, reference }) => (reference ? `${reason}（${reference}）` : reason);

/** The plan after an order, with the orders that stand. @param {string} id @param {string[]} [notes] */
async function chooseAgain(id, notes = []) {
  await choose(id, notes);
  await loadOrders();
}

async function loadOrders() {
  const id = read().chosen.zone_id;
  const found = await trying(() => api.orders(id));
  if (found && read().chosen?.zone_id === id) update({ orders: found.orders });
}

/** @param {any} standing an order that is taken back */
async function withdraw(standing) {
  const id = read().chosen.zone_id;
  const said = await askGround(say("withdraw_ask", { id: placeOfOrder(standing) }), say("withdraw"));
  if (said === null) return;
  update({ fault: null });
  if (await trying(() => api.withdrawOrder(id, standing.order.fact_id, groundText(said)))) await chooseAgain(id);
}

/** What crews would be told now; a zone without a field sheet has nothing to compare with. @param {string} [said] what issuing has done */
async function loadDeltas(said = "") {
  const id = read().chosen.zone_id;
  update({ fault: null });
  const issued = await trying(() => api.sheets(id));
  const found = issued?.sheets.length ? await trying(() => api.deltas(id)) : issued && "none";
  if (found && read().chosen?.zone_id === id) update({ deltas: found === "none" ? found : { ...found, said } });
}

/** Crews get the present plan; when nothing changed, the last sheet holds on. */
async function issueSheet() {
  const id = read().chosen.zone_id;
  update({ isSaving: true, fault: null });
  const done = await trying(() => api.issueSheet(id));
  update({ isSaving: false });
  if (!done || read().chosen?.zone_id !== id) return;
  await loadDeltas(say(done.is_new ? "issued" : "issued_same", { issue: done.sheet.issue }));
}

/** Looking for better lines takes seconds: only when somebody asks. */
async function findLines() {
  const id = read().chosen.zone_id;
  update({ lines: "asked", fault: null });
  const found = await trying(() => api.lines(id));
  if (read().chosen?.zone_id === id) update({ lines: found ?? null });
}

/** @param {any} line */
async function takeLine(line) {
  const { chosen, lines } = read();
  const said = await askGround(say("line_ask", { what: lineText(line) }), say("line_take"), true);
  if (said === null) return;
  update({ isSaving: true, fault: null });
  const made = await trying(() => api.acceptLine(chosen.zone_id, { number: line.number, key: line.key, band_m: lines.band_m, version: chosen.version, ...said }));
  update({ isSaving: false });
  if (made) await showMade({ zones: [made.zone], problems: made.problems });
}

/* ------------------------------------------------------------ start */

/** @param {string} page */
const go = (page) => location.replace(`${page}?lang=${language}`);

/** The session has ended: what was drawn and written stays, where there is any. */
function signedOut() {
  if (!read().register) return go("/sign-in");
  update({ fault: { status: 401, message: "", key: "signed_out" } });
}

async function start() {
  const who = await trying(api.session);
  if (!who) return;
  if (who.name === null) return go("/sign-in");
  if (who.must_change) return go("/password");
  byId("who").textContent = say("signed_in", { name: who.name, role: say(`role.${who.role}`) });
  for (const id of ["who", "password", "leave"]) byId(id).hidden = false;
  await open();
}

async function leave() {
  if (await trying(api.signOut)) go("/sign-in");
}

const acts = {
  draw: map.beginPolygon,
  redraw: () => { map.clearDrawing(); takeDrawing(null); map.beginPolygon(); },
  readDrawing,
  readCases,
  readNotice,
  applyNotice,
  designate,
  choose,
  leaveZone,
  step: takeStep,
  turn: turnPost,
  site: orderSite,
  loadDeltas: () => loadDeltas(),
  issue: issueSheet,
  loadOrders,
  withdraw,
  findLines,
  showLine: (/** @type {any} */ line) => map.showLine(line.geometry),
  takeLine,
  download: (/** @type {string} */ kind) => trying(() => api.download(read().chosen.zone_id, kind, language)),
};

onChange((state, changed) => {
  const any = (/** @type {string[]} */ ...names) => names.some((name) => changed.has(name));
  if (any("zones", "chosen")) {
    drawZoneList(acts);
    map.showZones(state.zones, state.chosen?.zone_id ?? null, acts.choose);
  }
  if (any("plan", "table", "tableOpen", "sorting")) drawTables({ show: map.showFeature, turn: acts.turn });
  if (any("plan")) map.showPlan(state.plan, true, acts);
  if (any("plan", "table", "tableOpen")) map.showMore(state.plan, state.tableOpen ? state.table : "");
  if (any("preview", "chosen")) map.showPreview(state.chosen ? [] : state.preview?.posts ?? []);
  if (any("lines", "chosen")) map.showLine(null);
  if (any("chosen")) {
    map.stopPicking();
    map.showDrawing(!state.chosen);
  }
  if (any("category")) countSoon(state.drawing, false);
  drawPanel(acts);
});

map.followDrawing({
  onDrawn: takeDrawing,
  onSketch: (geometry) => { if (geometry) countSoon(geometry, true); else map.noteAtCursor(""); },
  onTool: (isDrawing) => { if (isDrawing && read().chosen) leaveZone(); update({ isDrawing }); },
});
map.onMoved(loadBaseSoon);

const tick = () => { byId("clock").textContent = timeText(new Date()); };
tick();
setInterval(tick, CLOCK_MS);
setInterval(() => { if (read().register && !document.hidden) loadZones(); }, REFRESH_MS);

byId("new").addEventListener("click", () => { leaveZone(); byId("panel").focus(); });
byId("leave").addEventListener("click", leave);

useWords(await api.strings(language));
map.addLegend();
start();
