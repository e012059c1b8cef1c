// What a thing of a plan says of itself when it is asked: the words of its popup, and what can be done with it.

import { count, make, say, sayOr } from "./dom.js";

/** Columns whose values are codes; their words are `<column>.<code>`. */
const CODED = new Set(["access", "barrier", "decided_by", "facility_kind", "placed_by"]);
/** Less than a second longer is no detour worth a word. */
const LEAST_DETOUR_S = 1;
/** What a post may be turned into, by what it is now. */
const TURNS = /** @type {Record<string, "close" | "staff">} */ ({ checkpoint: "close", closure: "staff" });

/** Kinds of points that people may pin, move or forbid. */
const SITES = new Set(["delivery_point", "sampling_point", "household_waste_point", "medical_waste_point", "transfer_point"]);
const SITE_WISHES = ["pin", "move", "forbid"];

/**
 * What can be ordered from a card.
 * @typedef {object} CardActs
 * @property {(feature: any) => void} turn staff a closed post, or close a staffed one
 * @property {(feature: any, wish: string) => void} site pin, move or forbid a point
 */

/** @param {string} column @param {string} value @returns {string} a text, or the word of a code */
export const worded = (column, value) => (CODED.has(column) ? sayOr(`${column}.${value}`, value) : value);

/** @param {string} kind @returns {"close" | "staff" | undefined} */
export const turnOf = (kind) => TURNS[kind];

/**
 * The content of a popup.
 * @param {any} feature @param {any} collection the plan @param {CardActs} acts
 */
export function card(feature, collection, acts) {
  const { kind, id, name, estate_name: estate, number } = feature.properties;
  const title = kind === "building" ? `${estate ?? ""} ${number ?? name ?? id}` : `${id} ${name ?? ""}`;
  const lines = (LINES[kind] ?? otherLines)(feature.properties, collection);
  return make("div", {},
    make("h3", { textContent: `${say(`kind.${kind}`)} ${title}` }),
    ...lines.filter(Boolean).map((line) => make("p", { textContent: line })),
    turnOf(kind) && turnButton(feature, acts.turn),
    SITES.has(kind) && make("div", { className: "tools" }, ...SITE_WISHES.map((wish) => siteButton(feature, wish, acts.site))));
}

/** @param {any} feature a point @param {string} wish @param {CardActs["site"]} onSite */
function siteButton(feature, wish, onSite) {
  const word = say(`site.${wish}`);
  return make("button", { type: "button", className: "turn", textContent: word, "aria-label": `${feature.properties.id} ${word}`, on: { click: () => onSite(feature, wish) } });
}

/** @param {any} feature a post @param {(feature: any) => void} onTurn */
export function turnButton(feature, onTurn) {
  const { kind, id } = feature.properties;
  const word = say(`turn.${turnOf(kind)}`);
  return make("button", { type: "button", className: "turn", textContent: word, "aria-label": `${id} ${word}`, on: { click: () => onTurn(feature) } });
}

/** @type {Record<string, (one: any, collection: any) => string[]>} */
const LINES = {
  building: (one, collection) => {
    const mark = one.households_estimated ? say("estimated_mark") : "";
    return [
      one.address ?? "",
      `${say("households")} ${count(one.households)}${mark} · ${say("stairs")} ${count(one.stairs)}`,
      one.delivery_point_id ? `${say("column.delivery_point_id")} ${one.delivery_point_id} · ${say("column.walk_m")} ${count(one.walk_m)}` : "",
      detourText(collection.proof?.detours?.find((/** @type {any} */ trip) => trip.building_id === one.id)),
      one.why,
    ];
  },
  checkpoint: (one) => [
    `${worded("access", one.access)} · ${worded("decided_by", one.decided_by)}`,
    one.serves ? `${say("column.serves")}：${one.serves} · ${count(one.households)}${say("unit.households")}` : "",
    say("crew_of", { lanes: count(one.lanes), crew: count(one.crew), people: count(one.people_24h) }),
    one.why,
  ],
  closure: (one) => [
    `${worded("access", one.access)} · ${worded("barrier", one.barrier)} · ${worded("decided_by", one.decided_by)}`,
    one.must_pass ? `${say("column.must_pass")}：${one.must_pass}` : "",
    one.instead ? `${say("column.instead")} ${one.instead}` : "",
    one.why,
  ],
  edge: (one) => [`${worded("barrier", one.barrier)} · ${count(Math.round(one.length_m))} m`, one.why],
  delivery_point: (one) => [
    `${say("column.desks")} ${one.desks} · ${say("households")} ${count(one.households)} / ${count(one.capacity_households)}`,
    one.why,
  ],
};

/** @param {any} one a thing without lines of its own: what it serves, if anything, and why */
function otherLines(one) {
  return [one.text ?? "", one.households ? `${say("households")} ${count(one.households)}` : "", one.why];
}

/** @param {any} trip a building's longest detour; @returns {string} "" when it is not known */
function detourText(trip) {
  if (!trip) return "";
  const service = sayOr(`service.${trip.service}`, trip.service);
  if (trip.plan_s === null) return say("detour_cut_off", { service });
  const seconds = trip.plan_s - trip.open_s;
  return seconds < LEAST_DETOUR_S ? say("detour_none") : say("detour", { service, seconds: Math.round(seconds), minutes: (trip.plan_s / 60).toFixed(1) });
}
