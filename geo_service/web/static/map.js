// The only place that touches Leaflet. The map itself comes from /console/map.js as window.geoServiceMap.

import { card } from "./cards.js";
import { byId, categoryWord, make, say, sayOr } from "./dom.js";

const L = /** @type {any} */ (window).L;
const { map, drawn } = /** @type {any} */ (window).geoServiceMap;

const NEAR_ZOOM = 15;
const LABELS_MOST = 80;
const LABEL_ROOM_PX = { width: 90, height: 20 };
const HOME_PADDING_PX = 24;
const POSTS = new Set(["checkpoint", "closure"]);
/** A point this near a post would be hidden by it (degrees, about 5 m): it is drawn below. */
const SAME_PLACE_DEG = 5e-5;
/** Kinds whose pins carry a letter; all others carry the row's id, as the lists do. */
const LETTERED = new Set(["grade_separated", "sign", "venue", "service", "reception_point", "door_sampling"]);
/** Rows of a timetable, and the kind of the point they stand at. @type {Record<string, string>} */
const STANDS_AT = { sampling_slot: "sampling_point", sampling_shift: "sampling_point" };
const ROUTE_STYLE = { color: "#6a1b9a", weight: 2, dashArray: "6 3" };
const MORE_DEPTH = 500;
const PIN_ANCHOR = { alone: [12, 12], below: [12, -16] };

const LIGHT = { land: "#f6f5f2", building: "#e6e2dc", edge: "#d2ccc3", road: "#ffffff", casing: "#dcd7cf", water: "#cfe0e8", path: "#c9c2b5", grid: "#a39c90", label: "#5c5a55" };
const DARK = { land: "#232528", building: "#34373b", edge: "#474b50", road: "#4a4e53", casing: "#3a3d41", water: "#24404e", path: "#565a5f", grid: "#6c7076", label: "#b0aca4" };
const darkness = matchMedia("(prefers-color-scheme: dark)");
const MAJOR = new Set(["motorway", "trunk", "primary", "secondary", "tertiary"]);
const ON_FOOT = new Set(["footway", "path", "steps", "pedestrian", "cycleway", "track"]);

const baseRenderer = L.canvas({ pane: "gs-context", padding: 0.3 });
const base = L.layerGroup().addTo(map);
const labels = L.layerGroup().addTo(map);
const outlines = L.featureGroup().addTo(map);
const plan = L.featureGroup().addTo(map);
const more = L.layerGroup().addTo(map);
const sketch = L.layerGroup().addTo(map);
const suggested = L.layerGroup().addTo(map);
const marks = L.layerGroup().addTo(map);
/** @type {import("./cards.js").CardActs} */
let cardActs = { turn: () => {}, site: () => {} };
/** @type {Map<string, any>} layers of the plan by feature id */
const planLayers = new Map();
/** @type {any} */
let tool = null;
let isDrawing = false;
/** @type {Record<string, any>} */
let baseShown = {};

/* ------------------------------------------------------------ drawing */

/**
 * Tell what is drawn. `onDrawn` gets the whole drawing or null; `onSketch` the corners so far with the mouse as the next
 * one, or a rectangle while it is being pulled, or null at the end.
 * @param {{onDrawn: (geometry: any) => void, onSketch: (geometry: any) => void, onTool: (active: boolean) => void}} to
 */
export function followDrawing({ onDrawn, onSketch, onTool }) {
  const tell = () => onDrawn(drawnGeometry());
  map.on("draw:created draw:edited draw:deleted", () => setTimeout(tell));
  /** @type {any[]} */
  let corners = [];
  /** @type {any} */
  let pulled = null;
  map.on("draw:drawvertex", (/** @type {any} */ event) => {
    corners = event.layers.getLayers().map((/** @type {any} */ one) => one.getLatLng());
    onSketch(sketchOf(corners));
  });
  map.on("layeradd", (/** @type {any} */ { layer }) => { if (isDrawing && layer instanceof L.Rectangle) pulled = layer; });
  map.on("mousemove", (/** @type {any} */ event) => {
    if (isDrawing && pulled) onSketch(pulled.toGeoJSON(8).geometry);
    else if (isDrawing && corners.length > 1) onSketch(sketchOf([...corners, event.latlng]));
  });
  map.on("draw:drawstart draw:editstart", (/** @type {any} */ { type }) => {
    marks.clearLayers();
    [corners, pulled, isDrawing] = [[], null, type === "draw:drawstart"];
    onTool(true);
  });
  map.on("draw:drawstop draw:editstop", () => {
    [corners, pulled, isDrawing] = [[], null, false];
    onSketch(null);
    onTool(false);
  });
  map.on("mousemove", (/** @type {any} */ event) => {
    const note = byId("cursor-note");
    note.style.left = `${event.containerPoint.x + 18}px`;
    note.style.top = `${event.containerPoint.y + 26}px`;
  });
}

/** @param {any[]} corners */
const sketchOf = (corners) => (corners.length < 3 ? null : L.polygon(corners).toGeoJSON(8).geometry);

/** @returns {any} one polygon, several as a GeometryCollection, or null */
function drawnGeometry() {
  const shapes = drawn.getLayers().map((/** @type {any} */ layer) => layer.toGeoJSON(8).geometry);
  if (shapes.length === 0) return null;
  return shapes.length === 1 ? shapes[0] : { type: "GeometryCollection", geometries: shapes };
}

/** Begin a polygon; Backspace or Ctrl+Z takes the last corner back, Escape leaves. */
export function beginPolygon() {
  stopDrawing();
  tool = new L.Draw.Polygon(map, { allowIntersection: false, shapeOptions: { color: "#c62828", weight: 3, fillOpacity: 0.25 } });
  tool.enable();
  map.getContainer().focus();
}

export function stopDrawing() {
  tool?.disable();
  tool = null;
}

/** @param {boolean} shown whether what is drawn but not saved is on the map; it is kept in any case */
export function showDrawing(shown) {
  if (!shown) return void drawn.remove();
  const hidden = !map.hasLayer(drawn);
  drawn.addTo(map);
  if (hidden && drawn.getLayers().length && !map.getBounds().contains(drawn.getBounds())) goToDrawing();
}

export function clearDrawing() {
  drawn.clearLayers();
  marks.clearLayers();
}

/** @param {any} geometry a Polygon or MultiPolygon read from a file */
export function takeDrawing(geometry) {
  clearDrawing();
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  for (const rings of parts) {
    const corners = L.GeoJSON.coordsToLatLngs(rings, 1);
    drawn.addLayer(L.polygon(corners, { color: "#c62828", weight: 3, fillOpacity: 0.25 }));
  }
  goToDrawing();
}

function goToDrawing() {
  map.fitBounds(drawn.getBounds(), { padding: [HOME_PADDING_PX, HOME_PADDING_PX], animate: false });
}

document.addEventListener("keydown", (event) => {
  const back = event.key === "Backspace" || ((event.ctrlKey || event.metaKey) && event.key === "z");
  const typing = event.target instanceof HTMLInputElement;
  if (back && !typing && tool?.enabled() && tool._markers?.length > 1) {
    event.preventDefault();
    tool.deleteLastVertex();
  }
});

/** @param {string} text numbers beside the cursor; "" hides them */
export function noteAtCursor(text) {
  const note = byId("cursor-note");
  note.hidden = text === "";
  note.classList.remove("old");
  note.textContent = text;
}

/** The numbers beside the cursor are those of a shape that has changed since. */
export const fadeNote = () => byId("cursor-note").classList.add("old");

/** @param {number} lon @param {number} lat where the server found a fault */
export function markFault(lon, lat) {
  marks.clearLayers();
  const icon = L.divIcon({ html: make("span", { className: "gs-pin", textContent: "✕" }), className: "gs-icon gs-fault", iconSize: [20, 20] });
  L.marker([lat, lon], { icon, keyboard: false, zIndexOffset: 5000 }).addTo(marks);
  map.panInside([lat, lon], { padding: [60, 60] });
}

/* ------------------------------------------------------------ view */

/** @param {[number, number, number, number]} bounds west, south, east, north */
export function showBounds([west, south, east, north]) {
  map.fitBounds([[south, west], [north, east]], { animate: false });
}

/** @returns {{bbox: number[], near: boolean}} what is in view, and whether single buildings can be told apart */
export function view() {
  const seen = map.getBounds();
  const edges = [Math.max(-180, seen.getWest()), Math.max(-90, seen.getSouth()), Math.min(180, seen.getEast()), Math.min(90, seen.getNorth())];
  return { bbox: edges.map((edge) => Number(edge.toFixed(6))), near: map.getZoom() >= NEAR_ZOOM };
}

/** @param {() => void} act */
export function onMoved(act) {
  map.on("moveend", act);
  map.on("popupopen", (/** @type {any} */ { popup }) => popup.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", say("popup_close")));
  darkness.addEventListener("change", () => showBase(baseShown));
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
}

/* ------------------------------------------------------------ base map */

/** @param {Record<string, any>} layers GeoJSON by layer name; drawn pale, in this order: water, estates, roads, buildings, grids */
export function showBase(layers) {
  baseShown = layers;
  const tone = darkness.matches ? DARK : LIGHT;
  base.clearLayers();
  map.getContainer().style.background = tone.land;
  const add = (/** @type {string} */ name, /** @type {(feature: any) => any} */ style) => {
    if (layers[name]) L.geoJSON(layers[name], { pane: "gs-context", renderer: baseRenderer, interactive: false, style }).addTo(base);
  };
  add("barriers", ({ properties, geometry }) => (properties.kind === "river"
    ? { color: tone.water, weight: /Line/.test(geometry.type) ? 5 : 0, fillColor: tone.water, fillOpacity: 1 }
    : { color: tone.grid, weight: 1.5, dashArray: "6 2 1 2", fill: false }));
  add("roads", ({ properties }) => (ON_FOOT.has(properties.highway) ? { weight: 0, opacity: 0 } : { color: tone.casing, weight: MAJOR.has(properties.highway) ? 9 : 5.5 }));
  add("roads", ({ properties }) => (ON_FOOT.has(properties.highway)
    ? { color: tone.path, weight: 1.5, dashArray: "4 3" }
    : { color: tone.road, weight: MAJOR.has(properties.highway) ? 7 : 3.5 }));
  add("buildings", () => ({ color: tone.edge, weight: 1, fillColor: tone.building, fillOpacity: 1 }));
  add("grids", () => ({ color: tone.grid, weight: 1, dashArray: "8 4 2 4", fill: false }));
  nameBase(layers, tone.label);
}

/** @param {Record<string, any>} layers @param {string} color */
function nameBase(layers, color) {
  labels.clearLayers();
  const places = [...namesOf(layers.estates, true), ...namesOf(layers.roads, false)];
  /** @type {any[]} */
  const taken = [];
  for (const { name, at } of places) {
    const spot = map.latLngToContainerPoint(at);
    const free = taken.every((other) => Math.abs(other.x - spot.x) > LABEL_ROOM_PX.width || Math.abs(other.y - spot.y) > LABEL_ROOM_PX.height);
    if (!free || taken.length >= LABELS_MOST) continue;
    taken.push(spot);
    const text = make("span", { className: "base-name", textContent: name });
    text.style.color = color;
    L.marker(at, { pane: "gs-names", interactive: false, keyboard: false, icon: L.divIcon({ html: text, className: "gs-icon base-icon", iconSize: [0, 0] }) }).addTo(labels);
  }
}

/** @param {any} collection @param {boolean} areas @returns {{name: string, at: any}[]} one place a name, in view */
function namesOf(collection, areas) {
  const seen = map.getBounds();
  const found = new Map();
  for (const feature of collection?.features ?? []) {
    const { name, highway } = feature.properties;
    if (!name || found.has(name) || ON_FOOT.has(highway)) continue;
    const at = areas ? L.geoJSON(feature).getBounds().getCenter() : middleOf(feature.geometry);
    if (at && seen.contains(at)) found.set(name, at);
  }
  return [...found].map(([name, at]) => ({ name, at }));
}

/** @param {any} geometry a line */
function middleOf(geometry) {
  const line = geometry.type === "LineString" ? geometry.coordinates : geometry.coordinates[0];
  const [from, to] = [line[Math.floor((line.length - 1) / 2)], line[Math.ceil((line.length - 1) / 2)]];
  return from && to && L.latLng((from[1] + to[1]) / 2, (from[0] + to[0]) / 2);
}

/* ------------------------------------------------------------ zones and plans */

const SVG = "http://www.w3.org/2000/svg";
const PATTERNS = new Set(["high", "medium"]);

/** Fills that tell categories apart without colour: high is hatched, medium dotted. */
function addPatterns() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "patterns");
  svg.setAttribute("aria-hidden", "true");
  const shapes = {
    high: { size: 9, rotate: 45, tag: "rect", at: { width: 2, height: 9, fill: "#c62828", "fill-opacity": 0.38 }, ground: "#c62828" },
    medium: { size: 8, rotate: 0, tag: "circle", at: { cx: 4, cy: 4, r: 1.5, fill: "#b26a00", "fill-opacity": 0.6 }, ground: "#f9a825" },
  };
  for (const [name, { size, rotate, tag, at, ground }] of Object.entries(shapes)) {
    const set = (/** @type {Element} */ one, /** @type {Record<string, any>} */ values) => {
      for (const [key, value] of Object.entries(values)) one.setAttribute(key, String(value));
      return one;
    };
    const pattern = set(document.createElementNS(SVG, "pattern"), { id: `gs-${name}`, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${rotate})` });
    pattern.append(
      set(document.createElementNS(SVG, "rect"), { width: size, height: size, fill: ground, "fill-opacity": 0.12 }),
      set(document.createElementNS(SVG, tag), at),
    );
    svg.append(pattern);
  }
  document.body.append(svg);
}
addPatterns();

/** @param {any[]} zones drawn thin; drafts dashed @param {string | null} chosen id of the one that is drawn as a plan @param {(id: string) => void} onChoose */
export function showZones(zones, chosen, onChoose) {
  outlines.clearLayers();
  for (const zone of zones) {
    if (!zone.geometry || zone.zone_id === chosen || zone.phase === "lifted") continue;
    const style = { color: zone.category_color, weight: 2, fillColor: zone.category_color, fillOpacity: 0.12, dashArray: zone.phase === "draft" ? "6 5" : null };
    const layer = L.geoJSON(zone.geometry, { pane: "gs-zone", style });
    layer.bindTooltip(() => make("span", { textContent: `${zone.name} · ${categoryWord(zone.category, zone.category_label, zone.category_label_en)} · ${sayOr(`status.${zone.phase}`, zone.phase)}` }), { sticky: true });
    layer.on("click", () => { if (!tool?.enabled()) onChoose(zone.zone_id); });
    layer.addTo(outlines);
    layer.eachLayer((/** @type {any} */ one) => one.getElement()?.setAttribute("tabindex", "-1")); // the list at the left is for the keyboard
  }
}

/**
 * @param {any} collection the plan as GeoJSON; null clears @param {boolean} move whether to go there
 * @param {import("./cards.js").CardActs} acts what its cards can order
 */
export function showPlan(collection, move, acts) {
  plan.clearLayers();
  more.clearLayers();
  planLayers.clear();
  cardActs = acts;
  for (const feature of collection?.features ?? []) {
    const add = PLAN_LAYERS[feature.properties.kind];
    if (add && feature.geometry) planLayers.set(feature.id, add(feature, collection).addTo(plan));
  }
  map.invalidateSize({ animate: false }); // the lists below may just have come or gone
  if (move && plan.getLayers().length) map.fitBounds(plan.getBounds(), { padding: [40, 40], animate: false });
}

/** Show what only one list tells of, while that list is open. @param {any} collection @param {string} kind */
export function showMore(collection, kind) {
  more.clearLayers();
  if (kind in PLAN_LAYERS) return;
  const rows = (/** @type {string} */ of) => (collection?.features ?? []).filter((/** @type {any} */ one) => one.properties.kind === of && one.geometry);
  for (const feature of rows(STANDS_AT[kind] ?? kind)) planLayers.set(feature.id, pins(feature, collection, MORE_DEPTH, standsAtPost(feature, collection)).addTo(more));
  if (!STANDS_AT[kind]) return;
  for (const feature of rows(kind)) planLayers.set(feature.id, planLayers.get(`sampling_point:${feature.properties.sampling_point_id}`));
}

/** Show which posts a drawing needs while it is being drawn; each tells why. @param {any[]} posts */
export function showPreview(posts) {
  sketch.clearLayers();
  for (const { id, staffed, name, why, places } of posts) {
    const kind = staffed ? "checkpoint" : "closure";
    for (const [lon, lat] of places) {
      const title = `${say(`kind.${kind}`)} ${id} ${name ?? ""}`;
      const words = () => make("div", {}, make("h3", { textContent: title }), make("p", { textContent: why }));
      L.marker([lat, lon], { icon: pinIcon(kind, id, PIN_ANCHOR.alone), title, alt: title, zIndexOffset: staffed ? 2000 : 1500, riseOnHover: true }).bindPopup(words).addTo(sketch);
    }
  }
}

/** @param {any} outline of a suggested line, GeoJSON; null clears */
export function showLine(outline) {
  suggested.clearLayers();
  if (!outline) return;
  const layer = L.geoJSON(outline, { pane: "gs-edge", interactive: false, style: SUGGESTED_STYLE }).addTo(suggested);
  map.fitBounds(layer.getBounds(), { padding: [40, 40], animate: false });
}

/** How a stretch of the boundary looks, by what shuts it; open ones need a fence. @type {Record<string, any>} */
const EDGE_STYLES = {
  open: { color: "#8e2b0f", weight: 5, dashArray: "9 7" },
  wall: { color: "#3e3a36", weight: 4 },
  fence: { color: "#3e3a36", weight: 4, dashArray: "2 4" },
  rail: { color: "#3e3a36", weight: 4, dashArray: "14 4 2 4" },
  river: { color: "#2f6f8f", weight: 5, dashArray: "1 9" },
  building: { color: "#3e3a36", weight: 2 },
};
const OTHER_EDGE = { color: "#3e3a36", weight: 3, dashArray: "6 2 2 2" };
/** Wide enough to be seen on both sides of what shuts the boundary. */
const ZONE_LINE_PX = 9;
const SUGGESTED_STYLE = { color: "#0d47a1", weight: 4, dashArray: "12 6", fill: false };

/** What of a plan is always shown; lists of other kinds show theirs as pins. @type {Record<string, (feature: any, collection: any) => any>} */
const PLAN_LAYERS = {
  zone: (feature) => {
    const { category, category_color: color, status } = feature.properties;
    const fill = PATTERNS.has(category) ? { fillColor: `url(#gs-${category})`, fillOpacity: 1 } : { fillColor: color, fillOpacity: 0.25 };
    return L.geoJSON(feature, { pane: "gs-zone", interactive: false, style: { color, weight: ZONE_LINE_PX, dashArray: status === "draft" ? "12 6" : null, ...fill } });
  },
  edge: (feature, collection) => L.geoJSON(feature, { pane: "gs-edge", style: EDGE_STYLES[feature.properties.barrier] ?? OTHER_EDGE }).bindPopup(() => card(feature, collection, cardActs)),
  building: (feature, collection) => {
    const color = collection.features[0].properties.category_color;
    const partly = feature.properties.share_inside < 1;
    const style = { color: "#3e2723", weight: 1, fillColor: color, fillOpacity: partly ? 0.25 : 0.55, dashArray: partly ? "3 3" : null };
    return L.geoJSON(feature, { pane: "gs-building", style }).bindPopup(() => card(feature, collection, cardActs));
  },
  checkpoint: (feature, collection) => pins(feature, collection, 2000),
  closure: (feature, collection) => pins(feature, collection, 1500),
  delivery_point: (feature, collection) => pins(feature, collection, 1000, standsAtPost(feature, collection)),
  grade_separated: (feature, collection) => pins(feature, collection, 300),
};

/** @param {any} feature @param {any} collection @returns {boolean} whether the pin of a post would hide it */
function standsAtPost(feature, collection) {
  if (feature.geometry.type !== "Point") return false;
  const [lon, lat] = feature.geometry.coordinates;
  const near = (/** @type {number[]} */ [x, y]) => Math.abs(x - lon) < SAME_PLACE_DEG && Math.abs(y - lat) < SAME_PLACE_DEG;
  const posts = collection.features.filter((/** @type {any} */ one) => POSTS.has(one.properties.kind) && one.geometry);
  return posts.some(({ geometry }) => (geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates).some(near));
}

/**
 * @param {any} feature a point or several @param {any} collection @param {number} depth
 * @param {boolean} [below] whether to draw it below its place
 */
function pins(feature, collection, depth, below = false) {
  const { kind, id, name } = feature.properties;
  const title = `${say(`kind.${kind}`)} ${id} ${name ?? ""}`;
  const text = LETTERED.has(kind) ? say(`letter.${kind}`) : id;
  let first = true; // a post of several points is counted once
  return L.geoJSON(feature, {
    style: ROUTE_STYLE,
    pointToLayer: (/** @type {any} */ _, /** @type {any} */ at) => {
      const icon = pinIcon(kind, text, below ? PIN_ANCHOR.below : PIN_ANCHOR.alone, first);
      first = false;
      return L.marker(at, { icon, title, alt: title, zIndexOffset: depth, riseOnHover: true });
    },
  }).bindPopup(() => card(feature, collection, cardActs));
}

/** @param {string} kind @param {string} text @param {number[]} iconAnchor @param {boolean} [first] of the points of one thing */
function pinIcon(kind, text, iconAnchor, first = true) {
  const html = make("span", { className: first ? "gs-pin first" : "gs-pin", textContent: text });
  return L.divIcon({ html, className: `gs-icon gs-${kind}`, iconSize: [24, 24], iconAnchor });
}

/** @param {string} id of a feature of the plan: go there and open its popup; Escape closes it and leads back */
export function showFeature(id) {
  const layer = planLayers.get(id);
  if (!layer) return;
  map.fitBounds(layer.getBounds(), { maxZoom: Math.max(17, map.getZoom()), animate: false });
  const from = /** @type {HTMLElement | null} */ (document.activeElement);
  layer.openPopup(layer.getBounds().getCenter());
  const popup = layer.getPopup()?.getElement();
  popup?.querySelector("button, a[href]")?.focus({ preventScroll: true });
  popup?.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    map.closePopup();
    from?.focus();
  });
}

/** @type {AbortController | null} */
let picking = null;

/**
 * Wait for a place on the map: a click, or Enter for its middle; Escape calls it off.
 * @returns {Promise<[number, number] | null>} lon, lat
 */
export function pickPlace() {
  stopPicking();
  map.closePopup();
  const box = map.getContainer();
  const stop = new AbortController();
  picking = stop;
  box.classList.add("picking");
  box.focus();
  return new Promise((resolve) => {
    const take = (/** @type {any} */ at) => {
      resolve(at && [Number(at.lng.toFixed(7)), Number(at.lat.toFixed(7))]);
      stop.abort();
    };
    const onClick = (/** @type {any} */ event) => {
      if (event.target.closest(".leaflet-control")) return;
      event.stopPropagation();
      take(map.mouseEventToLatLng(event));
    };
    const onKey = (/** @type {any} */ event) => {
      if (event.key === "Escape") take(null);
      if (event.key === "Enter" && event.target === box) take(map.getCenter());
    };
    box.addEventListener("click", onClick, { capture: true, signal: stop.signal });
    document.addEventListener("keydown", onKey, { signal: stop.signal });
    stop.signal.addEventListener("abort", () => { box.classList.remove("picking"); resolve(null); });
  });
}

/** Nobody waits for a place any more. */
export function stopPicking() {
  picking?.abort();
  picking = null;
}

/** @param {string} text whose data the map shows */
export function addOrigin(text) {
  const control = L.control({ position: "bottomright" });
  control.onAdd = () => make("p", { className: "origin", textContent: text });
  control.addTo(map);
}

/** Put the legend on the map. */
export function addLegend() {
  const control = L.control({ position: "bottomleft" });
  const row = (/** @type {Node} */ sign, /** @type {string} */ word) => make("li", {}, sign, word);
  const pin = (/** @type {string} */ kind) => make("span", { className: `gs-${kind}` }, make("span", { className: "gs-pin", textContent: say(`letter.${kind}`) }));
  control.onAdd = () => make("details", { className: "map-key", open: true }, make("summary", { textContent: say("legend") }), make("ul", {},
    row(make("span", { className: "swatch high" }), say("legend.high")),
    row(make("span", { className: "swatch medium" }), say("legend.medium")),
    row(make("span", { className: "swatch building" }), say("legend.building")),
    row(pin("checkpoint"), say("kind.checkpoint")),
    row(pin("closure"), say("kind.closure")),
    row(pin("delivery_point"), say("kind.delivery_point")),
    row(make("span", { className: "line open" }), say("legend.open"))));
  control.addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
}
