import re

import pytest

from geo_service.errors import InputError
from geo_service.maps.console_map import console_map_parts
from geo_service.maps.strings import say
from tests.maps.conftest import plan_page

BOUNDS = (108.7, 29.5, 108.8, 29.6)


def test_libraries_come_from_the_same_server():
    header = console_map_parts(bounds=BOUNDS, static_base="/s/").header_html
    links = re.findall(r'(?:src|href)="([^"]*)"', header)
    assert len(links) == 6
    assert all(link.startswith("/s/leaflet") for link in links)


def test_nothing_is_inline():
    parts = console_map_parts(bounds=BOUNDS)
    html = parts.header_html + parts.body_html
    assert not re.search(r"<script(?! src=)|<style|\bon\w+=|data:", html)


def test_the_same_map_gives_the_same_parts_before_and_after_an_offline_page():
    first = console_map_parts(bounds=BOUNDS)
    offline = plan_page()
    assert console_map_parts(bounds=BOUNDS) == first
    assert "/static/vendor" not in offline


def test_the_script_hands_over_map_and_drawn_shapes_at_its_end():
    last = console_map_parts(bounds=BOUNDS).script_js.rstrip().splitlines()[-1]
    assert re.fullmatch(r"window\.geoServiceMap = \{ map: \w+, drawn: \w+ \};", last)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_tools_speak_the_language(language):
    assert say("draw.polygon", language) in console_map_parts(bounds=BOUNDS, language=language).script_js


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError, match="no language"):
        console_map_parts(bounds=BOUNDS, language="fr")
