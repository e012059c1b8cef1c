"""The map of the /console page as pieces: nothing inline, libraries from the same server, drawing of zones."""

import json
from dataclasses import dataclass

import folium
from folium.map import CustomPane
from folium.plugins import Draw, Fullscreen
from markupsafe import Markup, escape

from geo_service.coords.metric import Bounds
from geo_service.maps import assets
from geo_service.maps.sheet import PANES, ZOOM_RANGE, ZOOM_SNAP, number_elements, render
from geo_service.maps.strings import require_language, say

DRAWN_STYLE = {"color": "#c62828", "weight": 3, "opacity": 1, "fillOpacity": 0.25}
"""A shape being drawn looks like a high-risk zone until it has a category."""

GLOBAL = "geoServiceMap"
"""`window.geoServiceMap = {map, drawn}`: the Leaflet map, and the feature group of the drawn shapes."""


@dataclass(frozen=True)
class MapParts:
    """
    What the console page puts together.

    It runs under `script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:`.

    `header_html` links style sheets and scripts of the vendor folder; `body_html` is the map's box;
    `script_js` and `style_css` are for the server to serve as files of their own, the script after the box.
    """

    header_html: Markup
    body_html: Markup
    script_js: str
    style_css: str


def console_map_parts(*, bounds: Bounds, language: str = "zh", static_base: str = "/static/vendor") -> MapParts:
    """
    Make the console's map with its drawing tools: polygon, rectangle, edit, remove.

    Parameters
    ----------
    bounds
        What the map shows first, e.g. those of the register: west, south, east, north in degrees.
    language
        `zh` or `en`.
    static_base
        URL under which the server serves `assets.vendor_folder()`.
    """
    require_language(language)
    resolve = assets.static_url(static_base)
    map_, drawn = _drawing_map(bounds, language)
    rendered = render(map_)
    script = (
        '"use strict";',
        assets.default_icon_script(resolve),
        f"L.Control.Zoom.mergeOptions({json.dumps(_zoom_words(language), ensure_ascii=False)});",
        f"L.drawLocal = {json.dumps(draw_words(language), ensure_ascii=False)};",
        rendered.script,
        f"window.{GLOBAL} = {{ map: {map_.get_name()}, drawn: {drawn} }};",
    )
    return MapParts(
        header_html=_links(assets.style_links(rendered.figure, resolve), assets.script_links(rendered.figure, resolve)),
        body_html=Markup(rendered.body),  # noqa: S704 # folium's one <div>
        script_js="\n".join(script) + "\n",
        style_css=assets.page_text("console.css"),
    )


def _zoom_words(language: str) -> dict[str, str]:
    return {"zoomInTitle": say("zoom_in", language), "zoomOutTitle": say("zoom_out", language)}


def _drawing_map(bounds: Bounds, language: str) -> tuple[folium.Map, str]:
    west, south, east, north = bounds
    map_ = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        attribution_control=False,
        min_zoom=ZOOM_RANGE[0],
        max_zoom=ZOOM_RANGE[1],
        zoom_snap=ZOOM_SNAP,
    )
    for pane, depth in PANES.items():
        map_.add_child(CustomPane(pane, z_index=depth))
    map_.fit_bounds([[south, west], [north, east]])
    shape = {"shapeOptions": DRAWN_STYLE}
    others = dict.fromkeys(("polyline", "circle", "marker", "circlemarker"), False)
    draw = Draw(  # type: ignore[no-untyped-call]  # folium
        show_geometry_on_click=False,  # folium's default opens an alert
        draw_options={"polygon": {**shape, "allowIntersection": False}, "rectangle": shape, **others},
    ).add_to(map_)
    words = {"title": say("fullscreen", language), "title_cancel": say("fullscreen_exit", language)}
    map_.add_child(Fullscreen(**words))  # type: ignore[no-untyped-call]  # folium
    number_elements(map_)
    return map_, f"drawnItems_{draw.get_name()}"


def _links(styles: list[str], scripts: list[str]) -> Markup:
    sheets = [f'<link rel="stylesheet" href="{escape(url)}">' for url in styles]
    return Markup("\n".join([*sheets, *(f'<script src="{escape(url)}"></script>' for url in scripts)]))  # noqa: S704 # escaped


def draw_words(language: str) -> dict[str, object]:
    """Leaflet.draw's own texts (`L.drawLocal`), for the tools that we offer; the others stay empty."""

    def word(key: str) -> str:
        return say(f"draw.{key}", language)

    def action(key: str) -> dict[str, str]:
        return {"title": word(f"{key}_title"), "text": word(key)}

    tips = {"start": word("polygon_start"), "cont": word("polygon_continue"), "end": word("polygon_end")}
    none = {"tooltip": {"start": ""}}
    return {
        "draw": {
            "toolbar": {
                "actions": action("cancel"),
                "finish": action("finish"),
                "undo": action("undo"),
                "buttons": {
                    "polygon": word("polygon"), "rectangle": word("rectangle"), "polyline": "", "circle": "",
                    "marker": "", "circlemarker": "",
                },
            },
            "handlers": {
                "polygon": {"tooltip": tips, "error": word("crossing")},
                "polyline": {"error": word("crossing"), "tooltip": tips},
                "rectangle": {"tooltip": {"start": word("rectangle_start")}},
                "simpleshape": {"tooltip": {"end": word("release")}},
                "circle": {**none, "radius": ""}, "marker": none, "circlemarker": none,
            },
        },
        "edit": {
            "toolbar": {
                "actions": {
                    "save": action("save"), "cancel": action("cancel"),
                    "clearAll": action("clear"),
                },
                "buttons": {
                    "edit": word("edit"), "editDisabled": word("edit_none"),
                    "remove": word("remove"), "removeDisabled": word("remove_none"),
                },
            },
            "handlers": {
                "edit": {"tooltip": {"text": word("edit_tip"), "subtext": word("edit_subtip")}},
                "remove": {"tooltip": {"text": word("remove_tip")}},
            },
        },
    }  # fmt: skip
