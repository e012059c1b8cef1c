import pytest

from geo_service.addresses.index_costs import Place
from geo_service.addresses.index_slips import mark_name, mark_slips


def unread(body, known, own_starts=()):
    """What stays unread when the marked parts of the body are known (x)."""
    marks = bytearray(1 if mark == "x" else 0 for mark in known)
    mark_slips(body, marks, own_starts)
    return "".join(character for character, mark in zip(body, marks, strict=True) if not mark)


@pytest.mark.parametrize(
    ("body", "known"),
    [("怡怡景花园", ".xxxx"), ("怡景花园园", "xxxx."), ("怡景花花园", "xx.xx"), ("怡景花花园", "xxx.x")],
)
def test_a_doubled_character_is_explained(body, known):
    assert unread(body, known) == ""


def test_another_character_is_not():
    assert unread("怡景花园西区", "xxxx..") == "西区"


@pytest.mark.parametrize("head", ["天涯省海角市", "海角市", "天涯自治区海角地区", "天涯省"])
def test_province_and_city_before_an_own_administrative_name_are_explained(head):
    body = f"{head}虚构区怡景花园"
    assert unread(body, "." * len(head) + "x" * 7, [len(head)]) == ""


def test_a_city_alone_is_not_explained():
    assert unread("海角市怡景花园", "...xxxx") == "海角市"


def test_other_words_before_an_own_administrative_name_are_not_explained():
    assert unread("除虚构区怡景花园", ".xxxxxxx", [1]) == "除"


@pytest.mark.parametrize(
    ("body", "start", "end", "marked"),
    [
        ("怡景花元", 0, 3, "xxxx"),
        ("元景花园", 1, 4, "xxxx"),
        ("怡景花西区", 0, 3, "xxx.."),
        ("怡景怡花园", 1, 5, "xxxxx"),
        ("新怡景花园", 1, 5, ".xxxx"),
        ("怡景花2", 0, 3, "xxx."),
    ],
)
def test_a_name_explains_the_slips_at_its_edges(body, start, end, marked):
    marks = bytearray(len(body))
    mark_name(body, marks, "怡景花园", Place(0.0, 0.0, start, end))
    assert "".join("x" if mark else "." for mark in marks) == marked
