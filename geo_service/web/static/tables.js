// The drawer: lists of the plan, sortable, by keyboard too.

import { turnButton, turnOf, worded } from "./cards.js";
import { byId, count, make, say } from "./dom.js";
import { read, update } from "./state.js";

/** @type {Record<string, string[]>} columns by kind; the first is the id, `turn` is a button: one line makes a new list */
const COLUMNS = {
  checkpoint: ["id", "name", "access", "serves", "households", "crew", "people_24h", "decided_by", "turn", "why"],
  closure: ["id", "name", "access", "barrier", "must_pass", "instead", "decided_by", "turn", "why"],
  building: ["id", "estate_name", "number", "address", "grid_code", "levels", "stairs", "households", "people", "share_inside", "delivery_point_id", "walk_m", "why"],
  delivery_point: ["id", "name", "at", "desks", "capacity_households", "households", "buildings", "walk_max_m", "why"],
  edge: ["id", "barrier", "length_m", "why"],
  sampling_point: ["id", "name", "benches", "teams", "people", "buildings", "walk_max_m", "queue_m", "starts", "ends", "why"],
  sampling_slot: ["id", "sampling_point_id", "building_id", "stair", "people", "starts", "ends", "calls", "why"],
  sampling_shift: ["id", "team", "sampling_point_id", "arrives", "starts", "ends", "why"],
  sampling_route: ["id", "building_id", "sampling_point_id", "walk_m", "passes", "why"],
  door_sampling: ["id", "building_id", "stair", "people", "team", "ends", "why"],
  reception_point: ["id", "building_id", "stair", "placed_by", "why"],
  household_waste_point: ["id", "name", "households", "buildings", "walk_max_m", "collected_at", "why"],
  medical_waste_point: ["id", "name", "people", "buildings", "walk_max_m", "collected_at", "why"],
  transfer_point: ["id", "name", "estate_name", "people", "buildings", "walk_max_m", "why"],
  sign: ["id", "text", "at", "why"],
  venue: ["id", "name", "facility_kind", "action", "why"],
  service: ["id", "name", "facility_kind", "inside", "distance_m", "why"],
  grade_separated: ["id", "name", "why"],
};
/** Lists with a tab of their own, even when they are empty; the others are behind one box. */
const MAIN = ["checkpoint", "closure", "building", "delivery_point", "edge"];
/** Columns of several words, which may break; how a post was decided is told only where somebody decided one. */
const WRAPPED = new Set(["name", "serves", "must_pass", "text", "passes"]);
const STEP_PX = 40;
const LOWEST_PX = 90;

let heightPx = 190;

/** @typedef {{show: (featureId: string) => void, turn: (feature: any) => void}} RowActs */

/** @param {RowActs} acts */
export function drawTables(acts) {
  const drawer = byId("drawer");
  const { plan, table, tableOpen } = read();
  const kept = { at: document.activeElement?.id, top: drawer.querySelector(".rows")?.scrollTop ?? 0 };
  drawer.replaceChildren();
  if (!plan) return;
  const rows = plan.features.filter((/** @type {any} */ one) => one.properties.kind === table);
  drawer.append(tabs(plan));
  if (!tableOpen) return;
  const box = make("div", { className: "rows", id: "rows", role: "tabpanel", tabIndex: 0, "aria-label": say(`layer.${table}`) }, rows.length ? tableOf(table, sorted(rows), acts) : make("p", { className: "quiet", textContent: say("no_rows") }));
  box.style.height = `${heightPx}px`;
  drawer.prepend(grip(box));
  drawer.append(box);
  box.scrollTop = kept.top;
  if (kept.at) byId(kept.at)?.focus();
}

/** @param {any} plan */
function tabs(plan) {
  const { table, tableOpen } = read();
  const total = (/** @type {string} */ kind) => plan.features.filter((/** @type {any} */ one) => one.properties.kind === kind).length;
  const tab = (/** @type {string} */ kind) => make("button", {
    type: "button", id: `tab-${kind}`, role: "tab", "aria-selected": tableOpen && kind === table, "aria-controls": "rows",
    textContent: `${say(`layer.${kind}`)} ${count(total(kind))}`,
    on: { click: () => open(kind) },
  });
  const toggle = make("button", {
    type: "button", id: "tables-toggle", className: "close", "aria-expanded": tableOpen,
    textContent: say(tableOpen ? "tables_close" : "tables"),
    on: { click: () => update({ tableOpen: !tableOpen }) },
  });
  const list = make("div", { className: "tablist", role: "tablist" }, ...MAIN.map(tab));
  list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = MAIN[(MAIN.indexOf(table) + by + MAIN.length) % MAIN.length];
    open(next);
    byId(`tab-${next}`).focus();
  });
  const others = Object.keys(COLUMNS).filter((kind) => !MAIN.includes(kind) && (kind === table || total(kind) > 0));
  const option = (/** @type {string} */ kind) => make("option", { value: kind, selected: tableOpen && kind === table, textContent: `${say(`layer.${kind}`)} ${count(total(kind))}` });
  const none = make("option", { value: "", selected: !others.includes(table), textContent: say("more_lists", { count: others.length }) });
  const more = make("select", { id: "tab-more", "aria-label": say("more_lists", { count: others.length }), on: { change: () => more.value && open(more.value) } }, none, ...others.map(option));
  return make("div", { className: "tabs" }, list, others.length > 0 && more, toggle);
}

/** @param {string} kind */
const open = (kind) => update({ table: kind, tableOpen: true, sorting: null });

/** @param {HTMLElement} box */
function grip(box) {
  const set = (/** @type {number} */ px) => {
    heightPx = Math.max(LOWEST_PX, Math.min(px, window.innerHeight * 0.5));
    box.style.height = `${heightPx}px`;
  };
  const made = make("button", { type: "button", className: "grip", "aria-label": say("resize"), title: say("resize") });
  made.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "ArrowUp") set(heightPx + STEP_PX);
    if (event.key === "ArrowDown") set(heightPx - STEP_PX);
  });
  made.addEventListener("pointerdown", (/** @type {PointerEvent} */ start) => {
    const from = heightPx;
    made.setPointerCapture(start.pointerId);
    made.onpointermove = (/** @type {PointerEvent} */ move) => set(from + start.clientY - move.clientY);
  });
  made.addEventListener("pointerup", () => { made.onpointermove = null; });
  return made;
}

/** @param {any[]} rows */
function sorted(rows) {
  const { sorting } = read();
  if (!sorting) return rows;
  const value = (/** @type {any} */ row) => row.properties[sorting.column];
  const order = sorting.down ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1; // what is not known comes last
    return order * (typeof a === "string" ? a.localeCompare(b, "zh-CN", { numeric: true }) : a - b);
  });
}

/** @param {string} kind @param {any[]} rows @param {RowActs} acts */
function tableOf(kind, rows, acts) {
  const { sorting } = read();
  const columns = COLUMNS[kind].filter((column) => column !== "decided_by" || rows.some((row) => row.properties[column] !== "computed"));
  const head = columns.map((column) => {
    if (column === "turn") return make("th", { scope: "col", textContent: say("column.turn") });
    const here = sorting?.column === column;
    const order = here ? (sorting.down ? "descending" : "ascending") : "none";
    const sign = here ? (sorting.down ? " ▼" : " ▲") : "";
    const sort = () => update({ sorting: { column, down: here && !sorting.down } });
    return make("th", { scope: "col", "aria-sort": order }, make("button", { type: "button", id: `sort-${column}`, textContent: say(`column.${column}`) + sign, on: { click: sort } }));
  });
  const body = rows.map((row) => make("tr", {}, ...columns.map((column) => cell(row, column, acts))));
  return make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
}

/** @param {any} row @param {string} column @param {RowActs} acts */
function cell(row, column, acts) {
  const value = row.properties[column];
  if (column === "id") {
    const show = make("button", { type: "button", textContent: value, "aria-label": say("show_row", { name: value }), on: { click: () => acts.show(row.id) } });
    return make("td", {}, show);
  }
  if (WRAPPED.has(column)) return make("td", { className: "wrap", textContent: text(row.properties, column) });
  if (column === "turn") return make("td", {}, turnOf(row.properties.kind) && turnButton(row, acts.turn));
  return make("td", { className: typeof value === "number" ? "number" : "", textContent: text(row.properties, column) });
}

/** @param {any} one @param {string} column */
function text(one, column) {
  const value = one[column];
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  if (column === "share_inside") return `${Math.round(value * 100)} %`;
  if (typeof value === "number") return count(column === "length_m" ? Math.round(value) : value) + (one[`${column}_estimated`] ? say("estimated_mark") : "");
  return worded(column, value);
}
