// The drawer: lists of the plan, sortable, by keyboard too.

import { byId, count, make, say, sayOr } from "./dom.js";
import { read, update } from "./state.js";

/** @type {Record<string, string[]>} columns by kind; the first is the id */
const COLUMNS = {
  checkpoint: ["id", "name", "access", "drivable", "why"],
  building: ["id", "estate_name", "number", "address", "grid_code", "levels", "stairs", "households", "people", "share_inside", "delivery_point_id", "walk_m", "why"],
  delivery_point: ["id", "name", "at", "desks", "capacity_households", "households", "buildings", "walk_max_m", "why"],
};
const TITLES = { checkpoint: "checkpoints", building: "buildings", delivery_point: "delivery_points" };
const STEP_PX = 40;
const LOWEST_PX = 90;

let heightPx = 190;

/** @param {(featureId: string) => void} onShow */
export function drawTables(onShow) {
  const drawer = byId("drawer");
  const { plan, table, tableOpen } = read();
  const kept = { at: document.activeElement?.id, top: drawer.querySelector(".rows")?.scrollTop ?? 0 };
  drawer.replaceChildren();
  if (!plan) return;
  const rows = plan.features.filter((/** @type {any} */ one) => one.properties.kind === table);
  drawer.append(tabs(plan));
  if (!tableOpen) return;
  const box = make("div", { className: "rows", id: "rows", role: "tabpanel", tabIndex: 0, "aria-label": say(TITLES[table]) }, rows.length ? tableOf(table, sorted(rows), onShow) : make("p", { className: "quiet", textContent: say("no_rows") }));
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
    textContent: `${say(TITLES[kind])} ${count(total(kind))}`,
    on: { click: () => update({ table: kind, tableOpen: true, sorting: null }) },
  });
  const toggle = make("button", {
    type: "button", id: "tables-toggle", className: "close", "aria-expanded": tableOpen,
    textContent: say(tableOpen ? "tables_close" : "tables"),
    on: { click: () => update({ tableOpen: !tableOpen }) },
  });
  const list = make("div", { className: "tablist", role: "tablist" }, ...Object.keys(COLUMNS).map(tab));
  list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const kinds = Object.keys(COLUMNS);
    if (!by) return;
    const next = kinds[(kinds.indexOf(table) + by + kinds.length) % kinds.length];
    update({ table: next, tableOpen: true, sorting: null });
    byId(`tab-${next}`).focus();
  });
  return make("div", { className: "tabs" }, list, toggle);
}

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

/** @param {string} kind @param {any[]} rows @param {(featureId: string) => void} onShow */
function tableOf(kind, rows, onShow) {
  const { sorting } = read();
  const head = COLUMNS[kind].map((column) => {
    const here = sorting?.column === column;
    const order = here ? (sorting.down ? "descending" : "ascending") : "none";
    const sign = here ? (sorting.down ? " ▼" : " ▲") : "";
    const sort = () => update({ sorting: { column, down: here && !sorting.down } });
    return make("th", { scope: "col", "aria-sort": order }, make("button", { type: "button", id: `sort-${column}`, textContent: say(`column.${column}`) + sign, on: { click: sort } }));
  });
  const body = rows.map((row) => make("tr", {}, ...COLUMNS[kind].map((column) => cell(row, column, onShow))));
  return make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
}

/** @param {any} row @param {string} column @param {(featureId: string) => void} onShow */
function cell(row, column, onShow) {
  const value = row.properties[column];
  if (column === "id") {
    const show = make("button", { type: "button", textContent: value, "aria-label": say("show_row", { name: value }), on: { click: () => onShow(row.id) } });
    return make("td", {}, show);
  }
  return make("td", { className: typeof value === "number" ? "number" : "", textContent: text(row.properties, column) });
}

/** @param {any} one @param {string} column */
function text(one, column) {
  const value = one[column];
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  if (column === "share_inside") return `${Math.round(value * 100)} %`;
  if (column === "access") return sayOr(`access.${value}`, value);
  if (typeof value === "number") return count(value) + (one[`${column}_estimated`] ? say("estimated_mark") : "");
  return value;
}
