"""One way to write an address."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo_service.addresses.normalize import MAX_CHARS, normalize, number_of_numeral
from geo_service.errors import AddressError


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("怡景花園三幢", "怡景花园3栋"),
        ("一百零二号", "102号"),
        ("国泰城二期１幢", "国泰城2期1栋"),
        ("6#楼", "6栋"),
        ("6号楼2门", "6栋2单元"),
        ("１０２＃", "102栋"),
        ("九社14号", "9组14号"),
        ("五〇一室", "501室"),
        ("叁栋", "3栋"),
        ("c座", "C栋"),
        ("03栋0501室", "3栋0501室"),
        ("第三栋", "3栋"),
        ("黄桷郡 15 栋·3 单元", "黄桷郡15栋3单元"),
        ("长春一村1栋", "长春1村1栋"),
        ("四巷1号", "4巷1号"),
    ],
)
def test_the_same_place_is_written_one_way(written, read):
    assert normalize(written) == read


@pytest.mark.parametrize(
    "name",
    ["三八路", "五一路", "百花苑", "一心桥", "三门峡路", "九社区", "一门面", "五一村", "八一楼", "三里屯", "88号楼下"],
)
def test_numerals_and_suffix_words_inside_names_stay(name):
    assert normalize(name) == name


@pytest.mark.parametrize("name", ["一百二号", "八一三栋", "百一号"])
def test_a_numeral_that_may_be_read_two_ways_stays(name):
    assert normalize(name) == name


@pytest.mark.parametrize(("written", "read"), [("3、5栋", "3,5栋"), ("3—5栋", "3-5栋"), ("三、五号", "三,5号")])
def test_punctuation_between_numbers_keeps_them_apart(written, read):
    assert normalize(written) == read


@given(st.integers(1, 9999))
def test_every_spelled_number_is_read_back(value):
    digits, places = "零一二三四五六七八九", ("千", "百", "十", "")
    spelled = "".join(
        digits[int(digit)] + (place if digit != "0" else "")
        for digit, place in zip(f"{value:04d}", places, strict=True)
    ).strip("零")
    while "零零" in spelled:
        spelled = spelled.replace("零零", "零")
    assert number_of_numeral(spelled) == value


@example("3社第3栋")
@given(st.text(alphabet=st.sampled_from("三八一二十百零〇3A5#-、 栋幢号楼单元门梯组社期区村巷苑花樓東第附之")))
def test_writing_twice_changes_nothing(text):
    assert normalize(normalize(text)) == normalize(text)


@given(st.text(max_size=200))
def test_writing_any_text_twice_changes_nothing(text):
    assert normalize(normalize(text)) == normalize(text)


def test_a_megabyte_is_refused():
    with pytest.raises(AddressError, match=str(MAX_CHARS)):
        normalize("三" * 1_000_000)


@pytest.mark.parametrize("piece", ["三", "3", "3栋", "#", "第3", "-", "A1", "千百十", "三 "])
def test_the_longest_text_is_read_to_its_end(piece):
    # an expression that explodes would not come back
    text = normalize(piece * (MAX_CHARS // len(piece)))
    assert len(text) <= MAX_CHARS * 2
