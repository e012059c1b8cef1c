import base64
import json
import re

import folium
import pytest
from branca.element import JavascriptLink
from folium.plugins import Draw, Fullscreen

from geo_service.errors import GeoServiceError
from geo_service.maps import assets


def test_every_class_we_use_links_to_vendor_files_that_exist():
    links = [url for cls in (folium.Map, Draw, Fullscreen) for _, url in (*cls.default_js, *cls.default_css)]
    assert links
    for url in links:
        assert (assets.vendor_folder() / url.removeprefix("vendor:")).is_file()


def test_style_sheets_carry_their_images():
    for path in ("leaflet/leaflet.css", "leaflet-draw/leaflet.draw.css", "leaflet.fullscreen/Control.FullScreen.css"):
        css = base64.b64decode(assets.data_uri(path).partition("base64,")[2]).decode()
        urls = re.findall(r"url\(\"?([^)\"]*)", css)
        assert [url for url in urls if not url.startswith(("data:image/", "#"))] == []


def test_a_link_to_another_host_is_refused():
    figure = folium.Map(tiles=None).get_root()
    figure.header.add_child(JavascriptLink("https://example.org/x.js"), name="x")
    with pytest.raises(GeoServiceError, match=r"must not load https://example\.org/x\.js"):
        assets.script_links(figure, assets.data_uri)


def test_missing_libraries_say_how_to_build_them(tmp_path):
    with pytest.raises(assets.VendorMissingError, match="pip install"):
        assets._complete_folder(tmp_path)


def test_a_missing_file_is_named():
    with pytest.raises(assets.VendorMissingError, match=r"no browser library file leaflet/none\.js"):
        assets.vendor_bytes("leaflet/none.js")


def test_every_library_comes_with_its_licence():
    libraries = json.loads(assets.vendor_bytes("MANIFEST.json"))["libraries"]
    assert [name for name, _ in assets.licences()] == [f"{one['name']} {one['version']}" for one in libraries]
    assert all(
        "THE SOFTWARE IS PROVIDED" in text or "THIS SOFTWARE IS PROVIDED" in text for _, text in assets.licences()
    )


def test_the_default_marker_finds_its_images():
    script = assets.default_icon_script(assets.static_url("/static/vendor/"))
    assert "/static/vendor/leaflet/images/marker-icon.png" in script
