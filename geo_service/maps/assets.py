"""
The browser libraries of the maps, and the one place where folium learns about them.

folium's classes point at public hosts. On import this module points them at `vendor:<file>` instead; after
rendering, `script_links` and `style_links` turn these into `data:` URIs (a file that opens offline) or into URLs
of the same server (the console). Both therefore work in one process, and a link that is not ours is an error.
"""

import base64
import functools
import json
import mimetypes
import re
from collections.abc import Callable
from pathlib import Path

import folium
from branca.element import CssLink, Figure, JavascriptLink
from folium.plugins import Draw, Fullscreen
from jinja2 import Environment, PackageLoader, StrictUndefined

from geo_service.errors import GeoServiceError

SCHEME = "vendor:"
"""Marks a link that folium renders and this module resolves."""

BUILD_HINT = "build it once: pip install --editable . (needs an npm registry)"

folium.Map.default_js = [("leaflet", SCHEME + "leaflet/leaflet.js")]
folium.Map.default_css = [("leaflet_css", SCHEME + "leaflet/leaflet.css")]
Draw.default_js = [("leaflet_draw_js", SCHEME + "leaflet-draw/leaflet.draw.js")]
Draw.default_css = [("leaflet_draw_css", SCHEME + "leaflet-draw/leaflet.draw.css")]
Fullscreen.default_js = [("fullscreen_js", SCHEME + "leaflet.fullscreen/Control.FullScreen.js")]
Fullscreen.default_css = [("fullscreen_css", SCHEME + "leaflet.fullscreen/Control.FullScreen.css")]
# jquery, bootstrap, font-awesome and awesome-markers are left out: no map of ours uses a folium Popup or Icon

_CSS_URL = re.compile(r"url\(\s*['\"]?(?P<path>[^'\")]+)['\"]?\s*\)")

Resolver = Callable[[str], str]
"""From a file of the vendor folder to the URL a page shall use."""


class VendorMissingError(GeoServiceError):
    """The browser libraries have not been built into this installation."""


def vendor_folder() -> Path:
    """
    Folder with the browser libraries, for a web server to serve as static files.

    Raises
    ------
    VendorMissingError
        If the libraries were never built; the message says how to.
    """
    return _complete_folder(Path(__file__).parent / "vendor")


def _complete_folder(folder: Path) -> Path:
    if not (folder / "MANIFEST.json").is_file():
        raise VendorMissingError(f"no browser libraries in {folder}; {BUILD_HINT}")
    return folder


@functools.cache
def vendor_bytes(path: str) -> bytes:
    """Content of one vendor file, e.g. `leaflet/leaflet.js`; read once."""
    file = vendor_folder() / path
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise VendorMissingError(f"no browser library file {path} in {vendor_folder()}; {BUILD_HINT}") from None


@functools.cache
def data_uri(path: str) -> str:
    """One vendor file as a `data:` URI; in CSS every relative `url()` is a `data:` URI too."""
    content = vendor_bytes(path)
    if path.endswith(".css"):
        content = _inlined_css(path).encode()
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _inlined_css(path: str) -> str:
    folder = path.rpartition("/")[0]

    def inline(match: re.Match[str]) -> str:
        target = match["path"]
        return match[0] if target.startswith(("#", "data:")) else f'url("{data_uri(f"{folder}/{target}")}")'

    return _CSS_URL.sub(inline, vendor_bytes(path).decode())


def static_url(base: str) -> Resolver:
    """Make a resolver to URLs under `base`, where a server serves `vendor_folder()`."""
    return lambda path: f"{base.rstrip('/')}/{path}"


def script_links(figure: Figure, resolve: Resolver) -> list[str]:
    """URLs of the scripts that a rendered figure needs, in order."""
    return _links(figure, JavascriptLink, resolve)


def style_links(figure: Figure, resolve: Resolver) -> list[str]:
    """URLs of the style sheets that a rendered figure needs, in order."""
    return _links(figure, CssLink, resolve)


def _links(figure: Figure, kind: type[CssLink] | type[JavascriptLink], resolve: Resolver) -> list[str]:
    urls = [str(child.url) for child in figure.header._children.values() if isinstance(child, kind)]  # noqa: SLF001 # no public way
    foreign = [url for url in urls if not url.startswith(SCHEME)]
    if foreign:
        raise GeoServiceError(f"a map must not load {foreign[0]}; add the library to hatch_build.py and assets.py")
    return [resolve(url.removeprefix(SCHEME)) for url in urls]


def default_icon_script(resolve: Resolver) -> str:
    """JavaScript that gives Leaflet's default marker its images, which it else seeks beside the page."""
    images = {
        "iconUrl": resolve("leaflet/images/marker-icon.png"),
        "iconRetinaUrl": resolve("leaflet/images/marker-icon-2x.png"),
        "shadowUrl": resolve("leaflet/images/marker-shadow.png"),
    }
    return f"L.Icon.Default.imagePath = ''; L.Icon.Default.mergeOptions({json.dumps(images)});"


@functools.cache
def licences() -> tuple[tuple[str, str], ...]:
    """(name and version, licence text) of each library, as their licences ask to be passed on."""
    manifest = json.loads(vendor_bytes("MANIFEST.json"))
    return tuple(
        (f"{library['name']} {library['version']}", vendor_bytes(f"{library['name']}/LICENSE").decode())
        for library in manifest["libraries"]
    )


PAGES = Environment(
    loader=PackageLoader("geo_service.maps", "page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
"""Our own page templates; everything put into them is escaped."""


@functools.cache
def page_text(name: str) -> str:
    """Our own script or style sheet beside the templates."""
    return (Path(__file__).parent / "page" / name).read_text(encoding="utf-8")
