import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.zones.checks.privacy import leaks_in


def kinds(text):
    return [leak.kind for leak in leaks_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "望江村3组赵小某甲家周边50米".replace("某甲", "乐"),
        "望江村3组（赵乐）家门口",
        "青石镇望江村欧阳小乐家",
        "甲路12号钱多多住所",
        "户主：孙三",
        "怡景花园3栋（户主李小四）",
    ],
)
def test_a_name_at_a_home_is_found(text):
    assert "name" in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "怡景花园3栋2单元",
        "张家湾社区",
        "望江村李家院子",
        "陈家坪街道",
        "世纪人家6栋",
        "金科家园",
        "王记家常菜馆",
        "高家庄村2组",
        "方便家超市",
        "甲路国家粮库",
        "周家大院3号",
        "甲路16号及周边9户",
    ],
)
def test_names_of_places_are_no_persons(text):
    assert not kinds(text)


@pytest.mark.parametrize("text", ["望江村3组赵某家", "钱某某住所周边", "孙先生家"])
def test_a_masked_name_is_told_apart(text):
    assert "masked_name" in kinds(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系13800000000", "phone"),
        ("电话023-70000000", "phone"),
        ("110101199001010010", "identity"),
        ("渝A00000号车", "plate"),
    ],
)
def test_numbers_of_persons_are_found(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "怡景花园3栋2单元501室",
        "怡景花园3栋2单元501",
        "怡景花园3#501",
        "怡景花园3-2-501",
        "怡景花园3栋12-3",
        "老粮站宿舍104房间",
        "怡景花园3号楼1201号",
    ],
)
def test_rooms_are_found(text):
    assert "room" in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "怡景花园3栋5~28层",
        "怡景花园3栋2单元12层",
        "怡景花园1-15栋",
        "甲路13-1号",
        "甲路127号至143号",
        "怡景花园A区3栋、4栋",
        "望江村3组130号临户",
        "甲路1001号",
        "2022年11月16日8时",
        "以甲路为中心半径500米",
    ],
)
def test_numbers_of_houses_floors_and_days_are_no_rooms(text):
    assert not kinds(text)


def test_what_is_found_is_shown_masked():
    assert [leak.shown for leak in leaks_in("望江村3组赵小乐家")] == ["赵**"]


@given(st.text(max_size=60))
def test_no_text_breaks_the_search_and_nothing_is_shown_whole(text):
    assert all(leak.shown[1:] == "*" * (len(leak.shown) - 1) for leak in leaks_in(text))


@given(st.text(alphabet="甲乙丙丁路街号栋", max_size=20))
def test_a_telephone_number_is_found_wherever_it_stands(text):
    assert "phone" in kinds(f"{text}，13900000000，{text}")
