// The only place that holds state. Others read it, and change it by `update`.

/**
 * @typedef {object} Preview
 * @property {number} buildings
 * @property {number} stairs
 * @property {number} households
 * @property {number} households_estimated
 * @property {number} checkpoints
 * @property {number} closures
 * @property {any[]} posts each with its reason
 * @property {string[]} problems
 *
 * @typedef {object} State
 * @property {any} register facts of the register, null before it is known who asks
 * @property {any[]} zones all zones, newest versions
 * @property {any} chosen the zone shown, with its history; null while a new one is made
 * @property {any} plan GeoJSON plan of the chosen zone
 * @property {any} clock facts of the clock of the chosen zone
 * @property {any} checks results of its checks
 * @property {any} orders what people have ordered of the plan, null before somebody looks
 * @property {any} deltas what the plan changes of the last field sheet, "none" without a sheet, null before somebody looks
 * @property {any} moving a point of the plan that waits for the place where it moves
 * @property {any} lines better lines of the chosen zone, "asked" while the server looks for them
 * @property {string[]} notes what designating it said, until another zone is chosen
 * @property {any} drawing GeoJSON geometry drawn, null when there is none
 * @property {boolean} isDrawing
 * @property {string | null} category
 * @property {string} reason
 * @property {string} name
 * @property {Preview | null} preview
 * @property {boolean} isCounting
 * @property {boolean} isSaving
 * @property {{status: number, message: string, key?: string} | null} fault
 * @property {string} table which list the drawer shows
 * @property {boolean} tableOpen
 * @property {{column: string, down: boolean} | null} sorting
 */

/** @type {State} */
const state = {
  register: null,
  zones: [],
  chosen: null,
  plan: null,
  clock: null,
  checks: null,
  orders: null,
  lines: null,
  deltas: null,
  moving: null,
  notes: [],
  drawing: null,
  isDrawing: false,
  category: null,
  reason: "",
  name: "",
  preview: null,
  isCounting: false,
  isSaving: false,
  fault: null,
  table: "checkpoint",
  tableOpen: true,
  sorting: null,
};

/** @type {((state: Readonly<State>, changed: Set<string>) => void)[]} */
const listeners = [];

/** @returns {Readonly<State>} */
export const read = () => state;

/** @param {(state: Readonly<State>, changed: Set<string>) => void} listener */
export function onChange(listener) {
  listeners.push(listener);
}

/** @param {Partial<State>} values */
export function update(values) {
  Object.assign(state, values);
  const changed = new Set(Object.keys(values));
  for (const listener of listeners) listener(state, changed);
}
