"""The parts of an address."""

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.addresses.split import MAX_ADDRESS_CHARS, split_address
from geo_service.addresses.vocabulary import make_vocabulary
from geo_service.errors import AddressError

NAMES = make_vocabulary(townships=["城东街道"], communities=["石桥村村委会"])


def parts(text):
    return {name: value for name, value in asdict(split_address(text, NAMES)).items() if value and name != "text"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("怡景花园3栋2单元501", {"estate": "怡景花园", "building": "3", "stair": "2", "floor": "5", "room": "501"}),
        ("怡景花园3栋2单元5-2", {"estate": "怡景花园", "building": "3", "stair": "2", "floor": "5", "room": "2"}),
        ("怡景花园3-2-501", {"estate": "怡景花园", "building": "3", "stair": "2", "floor": "5", "room": "501"}),
        ("长春一村1-3-7-1", {"estate": "长春1村", "building": "1", "stair": "3", "floor": "7", "room": "1"}),
        ("九城时光10栋3-12-4", {"estate": "九城时光", "building": "10", "stair": "3", "floor": "12", "room": "4"}),
        ("怡景花园1栋7-1", {"estate": "怡景花园", "building": "1", "floor": "7", "room": "1"}),
        ("怡景花园2202", {"estate": "怡景花园", "floor": "22", "room": "2202"}),
        ("怡景花园二期A区3栋", {"estate": "怡景花园2期A区", "building": "3"}),
        ("临湖逸景3组团10栋", {"estate": "临湖逸景3组团", "building": "10"}),
        ("芦花馨苑13A栋", {"estate": "芦花馨苑", "building": "13A"}),
        ("祥云小区10号楼东单元", {"estate": "祥云小区", "building": "10", "stair": "东"}),
        ("金桂花园12单元6-2", {"estate": "金桂花园", "stair": "12", "floor": "6", "room": "2"}),
        ("文昌路88号", {"road": "文昌路", "number": "88"}),
        ("文昌路88号附3号", {"road": "文昌路", "number": "88附3"}),
        ("文昌路88号之二号", {"road": "文昌路", "number": "88之2"}),
        ("文昌路88-2号", {"road": "文昌路", "number": "88-2"}),
        ("红星路二段126号", {"road": "红星路2段", "number": "126"}),
        ("云航路三巷20号1栋", {"road": "云航路3巷", "number": "20", "building": "1"}),
        ("文昌路88弄3号501室", {"road": "文昌路88弄", "number": "3", "floor": "5", "room": "501"}),
        ("明秀路1号环湖雅居B区7栋", {"road": "明秀路", "number": "1", "estate": "环湖雅居B区", "building": "7"}),
        ("文昌路怡景花园3栋", {"road": "文昌路", "estate": "怡景花园", "building": "3"}),
        ("玉林路小区3栋", {"estate": "玉林路小区", "building": "3"}),
        ("城东街道石桥村一组127号", {"township": "城东街道", "community": "石桥村", "group": "1", "number": "127"}),
        ("柳家村16组1085号", {"community": "柳家村", "group": "16", "number": "1085"}),
        ("小桥街64号一楼", {"road": "小桥街", "number": "64", "floor": "1"}),
        ("二号桥3栋", {"estate": "2号桥", "building": "3"}),
        ("前进村102号", {"estate": "前进村", "number": "102"}),
    ],
)
def test_every_part_is_found(text, expected):
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("怡景花园2-3", "2-3"),
        ("前进村102栋对面小卖部", "对面小卖部"),
        ("石桥村1组130号临户(无门牌号)", "临户无门牌号"),
        ("怡景花园3栋5栋", "5栋"),
        ("文昌路88号-2", "2"),
    ],
)
def test_what_is_not_understood_is_kept(text, rest):
    assert split_address(text, NAMES).rest == rest


@pytest.mark.parametrize("text", ["", "  ", "。，、", "#"])
def test_nothing_to_read_is_refused(text):
    with pytest.raises(AddressError, match="no address"):
        split_address(text, NAMES)


def test_a_text_too_long_for_an_address_is_refused():
    with pytest.raises(AddressError, match=str(MAX_ADDRESS_CHARS)):
        split_address("怡" * (MAX_ADDRESS_CHARS + 1), NAMES)


names = st.text(alphabet="怡景翠湖天锦澜悦华和", min_size=2, max_size=5)
numbers = st.integers(1, 199).map(str)


words = st.sampled_from(["栋", "幢", "座", "号楼", "#楼", "#"])


@given(names, numbers, words, numbers, st.tuples(st.integers(1, 33), st.integers(1, 12)))
def test_a_composed_address_gives_back_its_parts(name, building, word, stair, floor_and_room):
    floor, room = str(floor_and_room[0]), f"{floor_and_room[0]}{floor_and_room[1]:02d}"
    address = split_address(f"{name}花园{building}{word}{stair}单元{room}", NAMES)
    assert (address.estate, address.building, address.stair) == (f"{name}花园", building, stair)
    assert (address.floor, address.room, address.rest) == (floor, room, "")


@given(names, numbers, st.none() | numbers, names, numbers)
def test_a_composed_street_address_gives_back_its_parts(road, number, sub, estate, building):
    annex = f"附{sub}号" if sub else ""
    address = split_address(f"{road}路{number}号{annex}{estate}苑{building}栋", NAMES)
    plate = f"{number}附{sub}" if sub else number
    assert (address.road, address.number) == (f"{road}路", plate)
    assert (address.estate, address.building, address.rest) == (f"{estate}苑", building, "")


@given(st.text(max_size=10_000) | st.text(alphabet=st.sampled_from("路号栋单元层室附之-,3A#村组街道旁"), max_size=600))
def test_any_text_gives_an_address_or_is_refused(text):
    try:
        address = split_address(text, NAMES)
    except AddressError:
        return
    assert address.text == text


@pytest.mark.parametrize("piece", ["路", "3栋", "3-", "3号", "村", "路3", "附3", "旁", "里3巷", "A", "3组"])
def test_the_longest_address_is_read_to_its_end(piece):
    # an expression that explodes would not come back
    text = "怡" + piece * ((MAX_ADDRESS_CHARS - 1) // len(piece))
    assert split_address(text, NAMES).text == text
