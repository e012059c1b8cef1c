"""The pages as people get them: opened from a file, without a network."""

import functools
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest

from geo_service.maps.assets import vendor_folder
from geo_service.maps.console_map import console_map_parts
from tests.browser import PHONE
from tests.maps import sample
from tests.maps.conftest import plan_page
from tests.maps.test_grid_map import grid_page
from tests.maps.test_plan_map import HOSTILE

pytestmark = pytest.mark.browser

KINDS = ("checkpoint", "grade_separated", "delivery_point", "sign", "venue", "grid")
CONSOLE_CSP = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


def boxes(page, selector):
    return [box for box in (item.bounding_box() for item in page.locator(selector).all()) if box]


def overlap(one, other):
    return (
        one["x"] < other["x"] + other["width"] and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]
    )  # fmt: skip


@pytest.mark.parametrize("page_html", [plan_page, grid_page, functools.partial(plan_page, language="en")])
def test_it_opens_without_a_request_or_an_error(offline, page_html):
    opened = offline(page_html())
    opened.page.locator("path.leaflet-interactive").first.wait_for()
    assert opened.requests == []
    assert opened.errors == []


def test_every_kind_of_pin_is_there(offline):
    page = offline(plan_page()).page
    for kind in KINDS:
        assert page.locator(f".leaflet-marker-pane .gs-{kind}").first.is_visible()
    assert page.locator(".leaflet-marker-pane .gs-checkpoint .gs-pin").all_text_contents() == ["c1", "c1", "c2"]


def test_a_pin_opens_a_popup_in_chinese_by_mouse(offline):
    page = offline(plan_page()).page
    page.locator(".gs-delivery_point[role=button]").click()
    popup = page.locator(".leaflet-popup-content")
    assert popup.locator("h3").text_content() == "怡景花园东门"
    assert "可服务户数" in popup.text_content()


def test_a_pin_opens_by_keyboard(offline):
    page = offline(plan_page()).page
    page.get_by_role("button", name="卡口 滨河步道").focus()
    page.keyboard.press("Enter")
    assert "步道穿过边界" in page.locator(".leaflet-popup-content").text_content()


def test_a_building_opens_by_keyboard(offline):
    page = offline(plan_page()).page
    page.get_by_role("button", name="怡景花园9栋").focus()
    page.keyboard.press("Enter")
    assert "50 %" in page.locator(".leaflet-popup-content").text_content()


def test_the_layer_control_takes_pins_and_their_names_away(offline):
    page = offline(plan_page()).page
    page.locator(".leaflet-control-layers").hover()
    page.get_by_role("checkbox", name="卡口").uncheck()
    page.wait_for_timeout(100)
    assert page.locator(".leaflet-marker-pane .gs-checkpoint").count() == 0
    assert page.locator(".gs-label-post").count() == 0
    page.get_by_role("checkbox", name="卡口").check()
    assert page.locator(".leaflet-marker-pane .gs-checkpoint").count() == 3


def test_lines_to_the_delivery_point_can_be_shown(offline):
    page = offline(plan_page()).page
    drawn = "document.querySelectorAll('path[stroke-dasharray=\"2 4\"]').length"
    assert page.evaluate(drawn) == 0
    page.locator(".leaflet-control-layers").hover()
    page.get_by_label("楼栋—中转站连线").check()
    assert page.evaluate(drawn) == 9


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}])
def test_names_cover_neither_pins_nor_each_other(offline, options):
    page = offline(plan_page(), **options).page
    page.locator(".gs-label").first.wait_for()
    names = boxes(page, ".gs-label:not([style*='rotate(9']):not([style*='rotate(-'])")
    pins = boxes(page, ".leaflet-marker-pane .gs-pin")
    assert len(names) > 5
    assert not [1 for n, one in enumerate(names) for other in names[n + 1 :] if overlap(one, other)]
    assert not [1 for one in names for other in pins if overlap(one, other)]


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}])
def test_the_legend_stands_beside_the_map_and_nothing_is_cut_off(offline, options):
    page = offline(plan_page(), **options).page
    map_box, legend = page.locator(".gs-map").bounding_box(), page.locator(".gs-legend").bounding_box()
    assert not overlap(map_box, legend)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_names_do_nothing(offline):
    rows = [sample.building(1, 0, 0, name=HOSTILE, number=HOSTILE, estate_name=HOSTILE)]
    posts = [{"checkpoint_id": "c", "name": HOSTILE, "why": HOSTILE, "geometry": sample.at_m(sample.Point(0, 100))}]
    zone = sample.zone(name=HOSTILE)
    plan = sample.plan({"building": rows, "checkpoint": posts}, zone=zone, measures=HOSTILE, problems=(HOSTILE,))
    opened = offline(plan_page(plan, title=HOSTILE, attribution=HOSTILE))
    page = opened.page
    page.locator(".gs-checkpoint[role=button]").click()
    assert page.locator(".leaflet-popup-content h3").text_content() == HOSTILE
    assert page.locator("h1").text_content() == HOSTILE
    assert page.locator("img[src=x]").count() == 0
    assert (opened.errors, opened.requests) == ([], [])


def test_hostile_grid_names_do_nothing(offline):
    grids = sample.grids().assign(code=[HOSTILE, "GC-02"], leader=HOSTILE)
    counts = pd.DataFrame({"grid_id": ["GC-01"], "buildings": [1], "households": [2], "people": [3]})
    opened = offline(grid_page(grids, counts))
    opened.page.locator("path.leaflet-interactive").first.click()
    assert HOSTILE in opened.page.locator(".leaflet-popup-content").text_content()
    assert (opened.errors, opened.requests) == ([], [])


def test_the_page_may_not_reach_out_even_if_it_wanted(offline):
    page = offline(plan_page()).page
    blocked = "fetch('https://example.org/').then(() => 'sent', (error) => error.message)"
    assert page.evaluate(blocked) == "Failed to fetch"
    assert "Content Security Policy" in page.evaluate(
        "new Promise((done) => {"
        " addEventListener('securitypolicyviolation', (e) => done('Content Security Policy ' + e.blockedURI));"
        " new Image().src = 'https://example.org/x.png'; })"
    )


def test_it_prints_on_one_sheet_without_controls(offline):
    page = offline(plan_page()).page
    page.emulate_media(media="print")
    assert not page.locator(".leaflet-control-zoom").is_visible()
    assert page.locator(".gs-legend").is_visible()
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type /Page/") == 1


class ConsoleHandler(BaseHTTPRequestHandler):
    """Serves the console's parts as a web server would, under its content policy."""

    parts = None

    def do_GET(self):
        content, kind = self._content()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", CONSOLE_CSP)
        self.end_headers()
        self.wfile.write(content)

    def _content(self):
        if self.path.startswith("/static/vendor/"):
            path = vendor_folder() / self.path.removeprefix("/static/vendor/")
            kinds = {".js": "text/javascript", ".css": "text/css", ".png": "image/png", ".svg": "image/svg+xml"}
            return path.read_bytes(), kinds[path.suffix]
        if self.path == "/console.js":
            return self.parts.script_js.encode(), "text/javascript"
        if self.path == "/console.css":
            return self.parts.style_css.encode(), "text/css"
        if self.path == "/":
            page = (
                f"<!DOCTYPE html><html><head><link rel=icon href='data:,'>{self.parts.header_html}"
                "<link rel=stylesheet href='/console.css'><style>html, body { height: 100%; margin: 0 }</style></head>"
                f"<body>{self.parts.body_html}<script src='/console.js'></script></body></html>"
            )
            return page.encode(), "text/html; charset=utf-8"
        return b"", "text/plain"

    def log_message(self, *_):
        pass


@pytest.fixture
def console_url():
    handler = type("Handler", (ConsoleHandler,), {"parts": console_map_parts(bounds=(108.76, 29.52, 108.78, 29.54))})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


DRAWN = "geoServiceMap.drawn.toGeoJSON().features.map((f) => f.geometry.coordinates[0].length)"
CLICK_PAUSE_MS = 150  # Leaflet.draw takes a faster click for a double one


@pytest.fixture
def console(chromium, console_url):
    """The console's map in a browser, and the errors it made."""
    page = chromium.new_page(viewport={"width": 1366, "height": 768})
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(console_url)
    yield page, errors
    page.context.close()


def test_a_polygon_is_drawn_on_the_console_s_map(console):
    page, errors = console
    page.get_by_title("画多边形").click()
    for x, y in ((500, 300), (800, 300), (800, 600), (500, 300)):
        page.mouse.move(x, y, steps=3)
        page.mouse.click(x, y)
        page.wait_for_timeout(CLICK_PAUSE_MS)
    assert (page.evaluate(DRAWN), errors) == ([4], [])


def test_a_rectangle_is_drawn_and_removed_on_the_console_s_map(console):
    page, errors = console
    page.get_by_title("画矩形").click()
    page.mouse.move(500, 300)
    page.mouse.down()
    page.mouse.move(700, 500, steps=5)
    page.mouse.up()
    assert page.evaluate(DRAWN) == [5]
    page.get_by_title("删除图形").click()
    page.mouse.click(600, 400)
    page.get_by_title("保存修改").click()
    assert (page.evaluate(DRAWN), errors) == ([], [])
