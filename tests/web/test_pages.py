import re
from datetime import UTC, datetime

import pytest

from geo_service.web.pages import Option, make_card
from geo_service.zones.answer import WHICH_BUILDING, Answer
from geo_service.zones.findings import WHICH_STAIR

NOW = datetime(2022, 11, 16, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"


def ask(client, address, language="zh"):
    return client.post("/", data={"address": address, "lang": language})


def test_the_page_asks_and_lists_the_zones_in_force(anonymous):
    page = anonymous.get("/").text
    assert "我家在风险区里吗" in page
    assert "枫岚苑" in page
    assert "演示数据，虚构地名" in page


def test_an_address_inside_is_told_in_large_words_with_what_to_do(anonymous):
    page = ask(anonymous, "枫岚苑3栋1单元301室").text
    for words in ("在风险区内", "足不出户、上门服务", "枫岚苑", "高风险区"):
        assert words in page


def test_an_unknown_address_asks_back(anonymous):
    page = ask(anonymous, "没有的小区").text
    assert "还不能确定" in page
    assert "请写小区和楼栋" in page


def test_the_english_page_has_english_words_around_the_names(anonymous):
    page = ask(anonymous, "枫岚苑3栋", "en").text
    assert "Inside a risk area" in page
    assert "food, tests and care are brought to your door" in page
    assert '<html lang="en">' in page


def test_an_unknown_language_is_chinese(anonymous):
    assert '<html lang="zh-CN">' in anonymous.get("/?lang=tlh").text


@pytest.mark.parametrize(("address", "words"), [("", "请先写下地址"), ("  ", "请先写下地址"), ("苑" * 201, "地址太长")])
def test_no_address_or_a_long_text_is_asked_again(anonymous, address, words):
    answer = ask(anonymous, address)
    assert answer.status_code == 400
    assert words in answer.text


def test_what_was_asked_is_shown_as_text(anonymous):
    page = ask(anonymous, HOSTILE).text
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("path", ["/", "/console", "/sign-in"])
def test_no_page_has_inline_script_or_style_or_other_hosts(anonymous, path):
    page = anonymous.get(path).text
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=", page)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)


def test_every_file_that_a_page_names_is_served(anonymous):
    for path in ("/", "/console", "/sign-in"):
        for url in re.findall(r"(?:src|href)=\"(/[^\"#]+)\"", anonymous.get(path).text):
            assert anonymous.get(url).status_code in {200, 303}, url


def test_the_console_page_holds_no_data(anonymous):
    parts = [anonymous.get(path).text for path in ("/console", "/console/map.js", "/console/strings.json")]
    assert not any("枫岚苑" in part or "83.5" in part.replace("183.5", "") for part in parts)


def test_a_stair_is_asked_for_behind_the_address():
    asked = Answer("unsure", "只有1单元在内", question=WHICH_STAIR, options=("1单元", "其他单元"))
    assert make_card(asked, "某苑3栋", "zh", NOW).options == (Option("1单元", "某苑3栋1单元"), Option("其他单元", None))


def test_a_building_is_an_address_of_its_own():
    asked = Answer("unsure", "没有写楼栋", question=WHICH_BUILDING, options=("某苑3栋",))
    assert make_card(asked, "某苑", "zh", NOW).options == (Option("某苑3栋", "某苑3栋"),)


def test_a_failing_store_is_a_page_that_says_so_and_keeps_the_emergency_numbers(anonymous, town):
    town.close()
    town.latest_zones = None
    answer = ask(anonymous, "枫岚苑3栋")
    assert answer.status_code == 500
    assert "没有查成" in answer.text
    assert "120" in answer.text
    assert "枫岚苑3栋" not in answer.text
