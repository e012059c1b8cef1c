import re
import string
from pathlib import Path

import pytest

from geo_service.web import strings
from geo_service.web.strings import LANGUAGES, STRINGS, say

WEB = Path(strings.__file__).parent
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted((WEB / "static").glob("*.js"))}
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((WEB / "templates").glob("*.html"))}
STARTS = (
    "status.", "file.", "column.", "letter.", "kind.", "access.", "when.", "fault.", "deed.", "role.",
    "ending.", "prospect.", "duty.", "check.", "barrier.", "decided_by.", "facility_kind.", "layer.", "service.",
    "placed_by.", "wish.", "turn.", "turn_ask.", "site.", "site_ask.", "order_state.",
)  # fmt: skip
"""Keys that scripts put together from a start and a code."""


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", STRINGS)
def test_every_string_is_there_in_both_languages_with_the_same_values(key):
    chinese, english = STRINGS[key]
    assert chinese.strip()
    assert english.strip()
    assert fields(chinese) == fields(english)
    assert len(STRINGS[key]) == len(LANGUAGES)


def keys_in_scripts():
    whole = "\n".join(SCRIPTS.values())
    return set(re.findall(r"\bsay(?:Or)?\(\s*\"([\w.]+)\"", whole)) | set(re.findall(r"(?:fact)\(\"(\w+)\"", whole))


def test_every_string_that_a_script_says_exists():
    assert {f"console.{key}" for key in keys_in_scripts()} <= set(STRINGS)


def test_every_string_that_a_page_says_exists():
    said = {key for text in PAGES.values() for key in re.findall(r"say\(['\"]([\w.]+)['\"]", text)}
    assert said <= set(STRINGS)


def test_no_string_is_left_over():
    whole = "\n".join(
        [
            *SCRIPTS.values(),
            *PAGES.values(),
            *(path.read_text(encoding="utf-8") for path in WEB.glob("*.py") if path.stem != "strings"),
        ]
    )
    made = ("category.", "measure.", *(f"console.{start}" for start in STARTS))
    verdicts = {f"resident.{verdict}" for verdict in ("inside", "outside", "unsure")}
    questions = {f"console.{step}_ask" for step in ("sign", "publish", "discard", "downgrade", "lift", "archive")}
    unused = [
        key
        for key in STRINGS
        if not key.startswith(made)
        and not re.search(rf"['\"]({re.escape(key)}|{re.escape(key.removeprefix('console.'))})['\"]", whole)
    ]
    assert set(unused) <= verdicts | questions


def test_no_words_hide_in_scripts_or_templates():
    for name, text in {**SCRIPTS, **PAGES}.items():
        code = re.sub(r"//.*|/\*.*?\*/|\{#.*?#\}", "", text, flags=re.DOTALL)
        found = re.findall(r"[一-鿿]+", code)
        assert set(found) <= {"月", "日"}, name


def test_values_are_put_in():
    assert say("resident.zone_since", "en", time="16 Nov") == "since 16 Nov"


def test_only_api_js_fetches_only_map_js_touches_leaflet_and_nothing_writes_html():
    for name, text in SCRIPTS.items():
        assert ("fetch(" in text) == (name == "api.js")
        assert bool(re.search(r"\bL\.", text)) == (name == "map.js")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)
