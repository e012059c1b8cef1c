// The behaviour of a shared map: popups, pins, names that do not overlap, keyboard, printing.
// Every text of the data reaches the page by textContent only.
"use strict";

const geoService = (() => {
  /** Radius of a gate on the base map, pixels. */
  const GATE_RADIUS_PX = 3;
  /** Equator / 256: metres per pixel at zoom 0. */
  const METRES_PER_PIXEL = 40075016.686 / 256;
  const FONT = getComputedStyle(document.documentElement).fontFamily;
  const LABEL_HEIGHT_PX = 16;
  const LABEL_FONT_PX = 13;
  const PIN_HALF_PX = 13;
  // goods are handed over at a post: that pin hangs below the post's, so that both are seen
  const HANG_PX = { delivery_point: 27, delivery: 27 };
  const BESIDE_PX = [[0, 0], [0, -20], [0, 20]];
  const PADDING_PX = 24;

  let config = null;
  const pins = new Set();

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function popupContent(properties) {
    const box = element("div");
    box.append(element("h3", config.texts[properties.t]));
    const table = element("table");
    properties.v.forEach((place, i) => {
      if (place < 0) return;
      const row = element("tr");
      const head = element("th", config.fields[properties.k][i]);
      head.scope = "row";
      row.append(head, element("td", config.texts[place]));
      table.append(row);
    });
    box.append(table);
    return box;
  }

  /** Shapes that say nothing let clicks through to those that do. */
  function style(feature) {
    return { interactive: feature.properties.v !== undefined, ...config.styles[feature.properties.s] };
  }

  function point(feature, latlng) {
    const { k: kind, s: letter, t: title } = feature.properties;
    if (title === undefined) {
      return L.circleMarker(latlng, { pane: "gs-context", radius: GATE_RADIUS_PX, ...style(feature) });
    }
    const icon = L.divIcon({ html: element("span", letter, "gs-pin"), className: `gs-marker gs-${kind}`, iconSize: [26, 26], iconAnchor: [13, 13 - (HANG_PX[kind] ?? 0)] });
    const name = `${config.kinds[kind]} ${config.texts[title]}`;
    const marker = L.marker(latlng, { icon, title: name, zIndexOffset: config.depth[kind] ?? 0, riseOnHover: true });
    marker.hang = HANG_PX[kind] ?? 0;
    marker.on("add", () => { marker.getElement().setAttribute("aria-label", name); pins.add(marker); });
    marker.on("remove", () => pins.delete(marker));
    return marker;
  }

  function each(feature, layer) {
    const { k: kind, t: title, v: values } = feature.properties;
    if (!values) return;
    layer.bindPopup(() => popupContent(feature.properties), { maxWidth: 340, maxHeight: 300 });
    if (layer instanceof L.Path && config.focusable.includes(kind)) layer.on("add", () => focusable(layer, config.texts[title]));
  }

  function focusable(layer, name) {
    const path = layer.getElement();
    path.setAttribute("tabindex", "0");
    path.setAttribute("role", "button");
    path.setAttribute("aria-label", name);
    path.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      layer.openPopup();
    });
  }

  const measure = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  function textWidth(text) {
    if (!widths.has(text)) {
      measure.font = `700 ${LABEL_FONT_PX}px ${FONT}`;
      widths.set(text, measure.measureText(text).width + 4);
    }
    return widths.get(text);
  }

  /** Names in order of importance; one that would cover a pin or another name is left out. */
  const Names = L.Layer.extend({
    initialize(labels, layers) {
      this._labels = labels;
      this._layers = layers;
    },
    onAdd(map) {
      this._box = L.DomUtil.create("div", "leaflet-zoom-hide", map.getPane("gs-names"));
      this._box.setAttribute("aria-hidden", "true");
      map.on("zoomend moveend resize layeradd layerremove", this._soon, this);
      this.place();
    },
    onRemove(map) {
      map.off("zoomend moveend resize layeradd layerremove", this._soon, this);
      this._box.remove();
    },
    _soon() {
      if (this._waiting) return;
      this._waiting = true;
      requestAnimationFrame(() => { this._waiting = false; if (this._map) this.place(); });
    },
    place() {
      const map = this._map;
      const view = map.getBounds().pad(0.1);
      const metresPerPixel = METRES_PER_PIXEL * Math.cos(map.getCenter().lat * Math.PI / 180) / 2 ** map.getZoom();
      const taken = [];
      for (const pin of pins) if (view.contains(pin.getLatLng())) taken.push(this._pinBox(pin));
      const placed = [];
      for (const label of this._labels) {
        if (!map.hasLayer(this._layers[label.l]) || !view.contains(label.p)) continue;
        const text = config.texts[label.t];
        const width = textWidth(text);
        if (label.m && label.m / metresPerPixel < width * label.f) continue;
        const spot = this._freeSpot(label, width, taken);
        if (!spot) continue;
        taken.push(spot.box);
        placed.push(this._draw(label, text, spot));
      }
      this._box.replaceChildren(...placed);
    },
    _pinBox(pin) {
      const { x, y } = this._map.latLngToLayerPoint(pin.getLatLng());
      const half = Math.max(PIN_HALF_PX, pin.getElement().firstChild.offsetWidth / 2);
      return [x - half, y + pin.hang - PIN_HALF_PX, x + half, y + pin.hang + PIN_HALF_PX];
    },
    _freeSpot(label, width, taken) {
      const { x, y: row } = this._map.latLngToLayerPoint(label.p);
      const y = row + (HANG_PX[label.c] ?? 0);
      const turn = (label.a || 0) * Math.PI / 180;
      const w = (Math.abs(Math.cos(turn)) * width + Math.abs(Math.sin(turn)) * LABEL_HEIGHT_PX) / 2;
      const h = (Math.abs(Math.sin(turn)) * width + Math.abs(Math.cos(turn)) * LABEL_HEIGHT_PX) / 2;
      const side = w + PIN_HALF_PX + 8;
      const offsets = label.pin ? [[side, 0], [-side, 0], [0, 22], [0, -22]] : label.a ? [[0, 0]] : BESIDE_PX;
      for (const [dx, dy] of offsets) {
        const box = [x + dx - w, y + dy - h, x + dx + w, y + dy + h];
        if (!taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) {
          return { x: x + dx, y: y + dy, box };
        }
      }
      return null;
    },
    _draw(label, text, spot) {
      const made = element("span", text, `gs-label gs-label-${label.c}`);
      made.style.transform = `translate(${spot.x}px, ${spot.y}px) translate(-50%, -50%) rotate(${label.a || 0}deg)`;
      return made;
    },
  });

  function begin(given) {
    config = given;
    L.SVG.mergeOptions({ padding: 0.5 });
  }

  /** Called last, when folium's own script has made the map and its layers. */
  function finish(map, control, layers) {
    const words = config.words;
    const names = new Names(config.labels, layers);
    map.fitBounds(config.view, { padding: [PADDING_PX, PADDING_PX], animate: false });
    names.addTo(map);
    control.addOverlay(names, words.names);
    control.getContainer().querySelector(".leaflet-control-layers-toggle").title = words.layers;
    L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    addNorth(map, words.north);
    map.on("popupopen", ({ popup }) => {
      popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", words.close);
    });
    printable(map, names);
  }

  function addNorth(map, word) {
    const North = L.Control.extend({ options: { position: "bottomright" }, onAdd: () => element("div", word, "gs-north") });
    new North().addTo(map);
  }

  function printable(map, names) {
    let before = null;
    document.querySelector(".gs-print").addEventListener("click", () => window.print());
    const refit = (bounds) => {
      map.invalidateSize({ animate: false });
      map.fitBounds(bounds, { animate: false });
      if (map.hasLayer(names)) names.place();
    };
    window.matchMedia("print").addEventListener("change", (event) => {
      if (event.matches) before = { bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom() };
      if (event.matches) return refit(before.bounds);
      map.invalidateSize({ animate: false });
      if (before) map.setView(before.centre, before.zoom, { animate: false });
    });
  }

  return { begin, finish, style, point, each };
})();
