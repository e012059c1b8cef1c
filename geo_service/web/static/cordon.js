// The line of a zone: how many posts are enough and whether that is proved, and lines nearby that need fewer.

import { count, language, make, say, sayOr } from "./dom.js";

/** @typedef {{checkpoints: number, closures: number, proved: boolean | null, gap: number | null, crew: number, people_24h: number, fence_m: number}} Cordon */

/** @param {any} plan GeoJSON @returns {Cordon} */
export function cordonOf(plan) {
  const rows = (/** @type {string} */ kind) => plan.features.map((/** @type {any} */ one) => one.properties).filter((/** @type {any} */ one) => one.kind === kind);
  const sum = (/** @type {any[]} */ all, /** @type {string} */ column) => all.reduce((total, one) => total + (one[column] ?? 0), 0);
  const staffed = rows("checkpoint");
  const choice = plan.proof?.choice;
  return {
    checkpoints: staffed.length, closures: rows("closure").length, proved: choice?.proved ?? null, gap: choice?.gap ?? null,
    crew: sum(staffed, "crew"), people_24h: sum(staffed, "people_24h"),
    fence_m: sum(rows("edge").filter((/** @type {any} */ one) => one.barrier === "open"), "length_m"),
  };
}

/** @param {Cordon} cordon @returns {Node} how many posts, whether fewer would do, how many people and how much fence */
export function cordonLines(cordon) {
  const posts = [say("cordon_posts", { staffed: count(cordon.checkpoints), closed: count(cordon.closures) }), proofText(cordon)];
  return make("div", { className: "cordon", id: "cordon" },
    make("p", {}, make("b", { textContent: posts.filter(Boolean).join(" · ") })),
    make("p", { textContent: say("cordon_people", { crew: count(cordon.crew), people: count(cordon.people_24h) }) }),
    cordon.fence_m >= 1 && make("p", { textContent: say("cordon_fence", { metres: count(Math.round(cordon.fence_m)) }) }));
}

/** @param {Cordon} cordon */
function proofText({ proved, gap }) {
  if (proved === null) return "";
  return proved ? say("cordon_proved") : say("cordon_gap", { percent: (100 * (gap ?? 0)).toFixed(1) });
}

/** @param {any[]} posts of a drawing that is not saved @returns {Node[]} each with its reason */
export function postReasons(posts) {
  const item = (/** @type {any} */ one) => make("li", { className: one.staffed ? "staffed" : "shut" }, make("b", { textContent: one.id }), ` ${one.name ?? ""}`, make("small", { textContent: one.why }));
  const [staffed, shut] = [posts.filter((one) => one.staffed), posts.filter((one) => !one.staffed)];
  const list = (/** @type {any[]} */ some) => make("ul", { className: "posts", lang: "zh-CN" }, ...some.map(item));
  return [
    ...(staffed.length ? [make("details", { open: staffed.length < 4 }, make("summary", { textContent: say("why_posts", { count: staffed.length }) }), list(staffed))] : []),
    ...(shut.length ? [make("details", {}, make("summary", { textContent: say("why_closures", { count: shut.length }) }), list(shut))] : []),
  ];
}

/** @param {any} standing an order @returns {string} the post that it means now, or what kind of point */
export const placeOfOrder = ({ place, order }) => place || (order.values.object === "post" ? "–" : say(`kind.${order.values.object}`));

/**
 * What people have ordered of the plan, and what became of it; asked for when it is opened.
 * @param {any[] | null} orders @param {{loadOrders: () => void, withdraw: (order: any) => void}} acts
 * @returns {Node[]}
 */
export function orderParts(orders, acts) {
  const item = (/** @type {any} */ one) => {
    const { wish, ground } = one.order.values;
    return make("li", {}, make("b", { textContent: placeOfOrder(one) }), ` ${sayOr(`wish.${wish}`, wish)} · ${sayOr(`order_state.${one.state}`, one.state_title)}`, make("small", { textContent: `${ground} · ${one.order.author}` }),
      make("button", { type: "button", textContent: say("withdraw"), "aria-label": `${placeOfOrder(one)} ${say(`wish.${wish}`)} ${say("withdraw")}`, on: { click: () => acts.withdraw(one) } }));
  };
  const list = orders === null ? null : orders.length ? make("ul", { className: "orders", lang: "zh-CN" }, ...orders.map(item)) : make("p", { className: "quiet", textContent: say("orders_none") });
  const look = (/** @type {any} */ event) => { if (event.target.open && orders === null) acts.loadOrders(); };
  return [make("details", { id: "orders", open: orders !== null, on: { toggle: look } }, make("summary", { textContent: say("orders") }), list)];
}

/**
 * Lines nearby with fewer posts: asked for by a button, looked at on the map, taken over with a ground.
 * @param {any} lines the server's answer; null before it is asked, "asked" while it is looking
 * @param {{findLines: () => void, showLine: (line: any) => void, takeLine: (line: any) => void}} acts
 * @returns {Node[]}
 */
export function lineParts(lines, acts) {
  const find = make("button", { type: "button", id: "find-lines", disabled: lines === "asked", textContent: say(lines === "asked" ? "lines_asked" : "lines_find"), on: { click: acts.findLines } });
  const found = lines && lines !== "asked" ? lineList(lines, acts) : [];
  return [make("h3", { textContent: say("lines") }), make("div", { className: "tools" }, find), ...found];
}

/** @param {any} line @returns {string} what it saves and costs, and what of note it takes in */
export const lineText = (line) => (language === "zh" ? line.says : line.says_en);

/** @param {any} lines @param {any} acts @returns {Node[]} */
function lineList(lines, acts) {
  if (!lines.suggestions.length) return [make("p", { className: "quiet", textContent: [say("lines_none"), ...lines.problems].join(" ") })];
  const item = (/** @type {any} */ one) => make("li", {},
    make("p", { textContent: lineText(one) }),
    make("div", { className: "tools" },
      make("button", { type: "button", textContent: say("line_show"), "aria-label": say("line_show_number", { number: one.number }), on: { click: () => acts.showLine(one) } }),
      make("button", { type: "button", textContent: say("line_take"), "aria-label": say("line_take_number", { number: one.number }), on: { click: () => acts.takeLine(one) } })));
  return [make("ol", { className: "suggested" }, ...lines.suggestions.map(item))];
}
