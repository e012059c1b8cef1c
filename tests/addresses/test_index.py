import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.addresses.index import DOUBTED_MAX, build_index
from geo_service.addresses.index_build import IndexEntry
from geo_service.addresses.match import Admin
from geo_service.addresses.vocabulary import make_vocabulary
from geo_service.errors import AddressError, InputError

VOCABULARY = make_vocabulary(
    districts=["虚构区"],
    townships=["晴川街道", "云岭镇"],
    communities=["文昌社区", "石桥社区", "石桥村", "柳湾二村"],
    estates=["怡景花园", "翠竹苑", "天城嘉苑一期", "天城嘉苑二期"],
)
MAYBE_SURE = 0.9


def flat(building_id, estate, number, community, township="晴川街道", road=None, **more):
    head = f"虚构区{township}{community}"
    texts = [f"{head}{estate}{number}栋", *([f"虚构区{township}{road}{estate}{number}栋"] if road else [])]
    admin = Admin("虚构区", township, community)
    return IndexEntry(building_id, tuple(texts), (estate,), number, community + estate, admin=admin, **more)


def house(building_id, text):
    return IndexEntry(building_id, (text,))


ENTRIES = (
    *(flat(f"yj{n}", "怡景花园", str(n), "文昌社区", road="文昌路88号", stairs=3) for n in range(1, 9)),
    *(flat(f"cz{n}", "翠竹苑", str(n), "石桥社区") for n in range(1, 6)),
    *(flat(f"tc{n}", "天城嘉苑一期", str(n), "石桥社区") for n in range(1, 6)),
    *(flat(f"td{n}", "天城嘉苑二期", str(n), "石桥社区") for n in range(4, 9)),
    *(house(f"wc{n}", f"虚构区晴川街道文昌社区文昌路{n}号") for n in range(10, 30)),
    *(house(f"sx{n}", f"虚构区晴川街道石桥社区石桥街三十五巷{n}号") for n in range(1, 30)),
    *(house(f"gz{n}", f"虚构区云岭镇石桥村{n % 4 + 1}组{n}号") for n in range(1, 30)),
    *(house(f"cq{n}", f"虚构区云岭镇柳湾二村春晴路{n}号") for n in range(1, 10)),
    *(house(f"lw{n}", f"虚构区云岭镇柳湾二村1组{n}号") for n in range(1, 10)),
)
INDEX = build_index(ENTRIES, VOCABULARY)


def meant(text):
    return INDEX.best(text).building_id


@pytest.mark.parametrize(
    ("text", "building_id"),
    [
        ("虚构区晴川街道文昌社区怡景花园3栋", "yj3"),
        ("文昌路88号怡景花园三号楼2单元501", "yj3"),
        ("文昌路88号3#", "yj3"),
        ("怡景花园3-2-501", "yj3"),
        ("石桥街35巷7号", "sx7"),
        ("石桥村二组5号", "gz5"),
        ("柳湾2村1组5号", "lw5"),
        ("云岭镇柳湾二村春晴路5号", "cq5"),
        ("天城嘉苑（一期）4幢", "tc4"),
        ("3幢怡景花园，文昌社区", "yj3"),
        ("5号楼翠竹苑，虚构区石桥社区", "cz5"),
    ],
)
def test_other_words_and_order_are_the_same_address(text, building_id):
    assert meant(text) == building_id


@pytest.mark.parametrize(
    ("text", "building_id"),
    [
        ("文昌社区怡境花园3栋", "yj3"),
        ("文昌社区怡井花园3栋", "yj3"),
        ("文昌路88号怡景花圆3栋", "yj3"),
        ("石桥社区翠祝苑5栋", "cz5"),
        ("云岭镇时桥村2组5号", "gz5"),
        ("怡景花园怡景花园3栋", "yj3"),
        ("晴穿街道文昌社区怡景花园3栋", "yj3"),
        ("石桥街35项7号", "sx7"),
    ],
)
def test_an_error_in_a_name_comes_first_among_the_candidates(text, building_id):
    assert INDEX.find(text)[0].building_id == building_id


def test_a_homophone_with_its_community_is_sure():
    decision = INDEX.best("石桥社区翠祝苑5栋")
    assert (decision.building_id, decision.level) == ("cz5", "building")
    assert "“翠祝苑”读作“翠竹苑”（同音或近音字）" in decision.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("怡景花园99栋", "怡景花园没有登记99栋"),
        ("怡景花园", "只写到怡景花园，没有写号码"),
        ("天城嘉苑4栋", "不能确定是哪一处"),
        ("月亮湾3栋", "没有查到这个地址"),
        ("怡景花园3栋旁边", "附近"),
    ],
)
def test_without_one_building_it_abstains_and_says_why(text, reason):
    decision = INDEX.best(text)
    assert decision.building_id is None
    assert reason in decision.reason


@pytest.mark.parametrize(
    "text",
    [
        "文昌社区明珠花园3栋",
        "文昌路88号明珠广场3栋",
        "云岭镇文昌社区怡景花园3栋",
        "石桥社区怡景花园3栋",
        "文昌路99号怡景花园3栋",
        "怡景花园一期3栋",
        "石桥街36巷7号",
        "柳湾三村1组5号",
    ],
)
def test_what_contradicts_the_register_is_not_named(text):
    assert meant(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "怡景花园西区3栋",
        "怡景花园小学3栋",
        "怡境花园3栋东侧楼",
        "除怡景花园3栋外",
        "新怡景花园3栋",
        "海角市怡景花园3栋",
        "怡景花园望月3栋",
        "海角怡景花园3栋",
        "怡景花园西院3栋",
        "怡景花园养老院3栋",
        "怡境花园二期3栋",
        "怡景花园A区3栋",
        "怡景花园3栋旁工地",
    ],
)
def test_a_word_that_is_not_read_may_be_another_building_so_it_abstains(text):
    decision = INDEX.best(text)
    assert decision.building_id is None
    assert decision.candidates[0].label == "怡景花园3栋"
    assert decision.candidates[0].confidence <= DOUBTED_MAX


@pytest.mark.parametrize(
    "text",
    [
        "老怡景花园3栋",
        "我家住怡境花园3栋",
        "怡景花园3栋2单元501室请放门卫",
        "怡景花园3栋（租户）",
        "怡景花园3栋电话后再送",
        "怡景花园3栋独居老人",
        "怡景花园3栋，李女士，13800000000",
        "怡景花园3栋放5号柜",
        "怡景花园小区3号楼房",
    ],
)
def test_words_that_say_nothing_of_the_place_do_not_hinder(text):
    assert meant(text) == "yj3"


@pytest.mark.parametrize(
    "text",
    [
        "构虚区晴川街道怡景花园3栋",
        "虚构构区晴川街道怡景花园3栋",
        "虚构区晴川街道道怡景花园3栋",
        "虚勾区晴川接道怡景花园3栋",
        "文昌社区区怡景花园3栋",
    ],
)
def test_an_error_in_an_administrative_name_is_no_other_place(text):
    assert meant(text) == "yj3"


def test_a_remark_is_never_cut_from_a_registered_name():
    index = build_index([house("a", "请山路3号"), house("b", "山路3号")], VOCABULARY)
    assert index.best("请山路3号").building_id == "a"


def test_a_phase_that_is_left_out_is_asked_for_even_when_only_one_has_the_number():
    decision = INDEX.best("天城嘉苑7栋")
    assert decision.building_id is None
    assert decision.candidates[0].building_id == "td7"


@pytest.mark.parametrize("text", ["天涯省海角市虚构区怡景花园3栋", "海角市虚构区晴川街道怡境花园3栋", "怡景花园园3栋"])
def test_a_province_before_its_own_district_and_doubled_characters_are_no_other_place(text):
    assert meant(text) == "yj3"


HOUSED = build_index([*ENTRIES, IndexEntry("hs", ("文昌路99号",), facilities=("晴川医院",))], VOCABULARY)


@pytest.mark.parametrize(
    ("text", "building_id"),
    [("晴川医院", "hs"), ("晴穿医院", "hs"), ("晴川医院旁", None), ("晴川医院宿舍3栋", None), ("第二晴川医院", None)],
)
def test_a_building_is_found_by_the_facility_in_it(text, building_id):
    assert HOUSED.best(text).building_id == building_id


def test_a_candidate_has_what_a_list_needs():
    candidate = INDEX.best("怡境花园3栋7单元，文昌社区").candidates[0]
    assert (candidate.label, candidate.estate_id) == ("怡景花园3栋", "文昌社区怡景花园")
    assert (candidate.stair, candidate.missing) == (None, "7单元")


def test_the_same_name_elsewhere_is_told_apart_by_the_community_or_not_at_all():
    twice = (*ENTRIES, *(flat(f"other{n}", "怡景花园", str(n), "石桥社区") for n in range(1, 4)))
    index = build_index(twice, VOCABULARY)
    assert index.best("怡景花园3栋").building_id is None
    assert index.best("石桥社区怡景花园3栋").building_id == "other3"
    assert index.best("文昌社区怡景花园3栋").building_id == "yj3"


def test_footprints_of_one_building_are_one_candidate():
    parts = [flat("a2", "怡景花园", "3", "文昌社区"), flat("a1", "怡景花园", "3", "文昌社区")]
    decision = build_index(parts, VOCABULARY).best("怡景花园3栋")
    assert decision.building_id == "a1"
    assert decision.candidates[0].also == ("a2",)


@pytest.mark.parametrize(
    ("text", "stair"), [("怡景花园3栋2单元", "2"), ("怡景花园3栋", None), ("怡景花园3栋7单元", None)]
)
def test_only_a_stair_that_the_building_has_is_named(text, stair):
    decision = INDEX.best(text)
    assert (decision.building_id, decision.stair) == ("yj3", stair)
    assert ("没有7单元" in decision.reason) == ("7单元" in text)


@given(st.sampled_from([(entry.building_id, text) for entry in ENTRIES for text in entry.texts]))
def test_a_registered_address_finds_its_building_surely(known):
    building_id, text = known
    decision = INDEX.best(text)
    assert decision.building_id == building_id
    assert decision.confidence >= MAYBE_SURE


@given(st.sampled_from(["怡景花园", "翠竹苑", "怡境花园", "文昌社区翠株苑"]), st.integers(1, 400))
def test_another_number_never_leads_to_a_building_with_a_different_one(name, number):
    decision = INDEX.best(f"{name}{number}栋")
    assert decision.building_id is None or decision.building_id[2:] == str(number)
    assert all(candidate.building_id[2:] == str(number) for candidate in decision.candidates)


@given(st.integers(1, 29))
def test_numerals_and_traditional_characters_are_the_same_number(number):
    numerals = "零一二三四五六七八九十"
    tens, ones = divmod(number, 10)
    numeral = (numerals[tens] if tens > 1 else "") + ("十" if tens else "") + (numerals[ones] if ones else "")
    assert INDEX.best(f"石橋街三十五巷{numeral}號") == INDEX.best(f"石桥街35巷{number}号")


@given(st.randoms(use_true_random=False))
@settings(max_examples=5)
def test_the_order_of_the_register_does_not_matter(chance: random.Random):
    shuffled = list(ENTRIES)
    chance.shuffle(shuffled)
    index = build_index(shuffled, VOCABULARY)
    for text in ("怡境花园3栋", "天城嘉苑4栋", "时桥村2组5号", "石桥街7号"):
        assert index.find(text) == INDEX.find(text)


@given(st.text(max_size=80))
def test_any_text_gives_candidates_or_one_clear_error(text):
    try:
        shares = [candidate.confidence for candidate in INDEX.find(text)]
    except AddressError:
        return
    assert all(0 <= share <= 1 for share in shares)
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("text", ["", " ，", "a" * 501])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(AddressError):
        INDEX.find(text)


def test_a_building_listed_twice_is_refused():
    with pytest.raises(InputError, match="wc10 is there again"):
        build_index([*ENTRIES, house("wc10", "文昌路10号")], VOCABULARY)


def test_an_empty_register_finds_nothing():
    index = build_index([], make_vocabulary())
    assert index.find("文昌路10号") == ()
    assert index.best("文昌路10号").level == "none"


def test_the_limit_is_kept():
    assert len(INDEX.find("石桥街35项7号", limit=1)) <= 1
