"""Is an address in a zone, from text alone."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.addresses.contains import contains, extent_contains
from geo_service.addresses.contains_extents import extent_difference, extent_within, extents_overlap
from geo_service.addresses.extents import read_extents
from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import make_vocabulary
from geo_service.errors import AddressError
from geo_service.model.said import SaidMember, SaidPlace

DISTRICT = "临江市河东区"

CASES = """
东湖街道锦澜家园3栋|河东区东湖街道办事处锦澜家园三号楼|inside
东湖街道锦澜家园3栋|锦澜家园3#楼2-3|inside
东湖街道锦澜家园3栋|东湖社区锦澜家园3栋|inside
东湖街道锦澜家园3栋|文化路锦澜家园3栋|inside
东湖街道锦澜家园3栋|锦澜家园3栋放门口|inside
东湖街道锦澜家园3栋|锦澜家园3栋2单元501室(已隔离)|inside
东湖街道锦澜家园3栋|錦瀾家園３棟|inside
东湖街道锦澜家园3栋|锦澜家园13栋|outside
东湖街道锦澜家园3栋|锦澜花园3栋|outside
东湖街道锦澜家园3栋|河西区锦澜家园3栋|outside
东湖街道锦澜家园3栋|南山镇青石村3组|outside
东湖街道锦澜家园3栋|锦澜佳园3栋|unsure
东湖街道锦澜家园3栋|沙家澜锦3栋|outside
东湖街道锦澜家园3栋|澜锦家园3栋|unsure
东湖街道锦澜家园3栋|锦澜3栋|unsure
东湖街道锦澜家园3栋|锦澜家园|unsure
东湖街道锦澜家园3栋|锦澜家园3号|unsure
东湖街道锦澜家园3栋|锦澜家园二期3栋|unsure
东湖街道锦澜家园3栋|锦澜家园3-501|unsure
东湖街道锦澜家园3栋|锦澜家园3栋楼下超市|unsure
东湖街道锦澜家园3栋|南山街道锦澜家园3栋|unsure
东湖街道锦澜家园3栋|高新区锦澜家园3栋|unsure
东湖街道锦澜家园3栋|文化路22号|unsure
东湖街道锦澜家园3栋2单元|锦澜家园3栋2-1101|inside
东湖街道锦澜家园3栋2单元|锦澜家园3栋二门|inside
东湖街道锦澜家园3栋2单元|锦澜家园3栋3-1101|outside
东湖街道锦澜家园3栋2单元|锦澜家园3栋1101|unsure
东湖街道锦澜家园2单元、5单元|锦澜家园1栋2单元|unsure
东湖街道锦澜家园3栋东单元|锦澜家园3栋西单元|outside
东湖街道锦澜家园3栋东单元|锦澜家园3栋1单元|unsure
东湖街道锦澜家园3栋1层|锦澜家园3栋101|inside
东湖街道锦澜家园3栋1层|锦澜家园3栋-1层|outside
东湖街道锦澜家园3栋7层及上下各两层|锦澜家园3栋904|inside
东湖街道锦澜家园3栋7层及上下各两层|锦澜家园3栋10-1|outside
东湖街道锦澜家园3栋33层及以下两层共3层|锦澜家园3栋3101|inside
东湖街道锦澜家园3栋1101-1108号、3-9层02房|锦澜家园3栋1105|inside
东湖街道锦澜家园3栋1101-1108号、3-9层02房|锦澜家园3栋5-2|inside
东湖街道锦澜家园3栋1101-1108号、3-9层02房|锦澜家园3栋1002|outside
东湖街道锦澜家园A区3栋|锦澜家园B区3栋|outside
东湖街道锦澜家园A区3栋|锦澜家园A3栋|unsure
东湖街道锦澜家园一二期|锦澜家园2期8栋|inside
东湖街道锦澜家园一二期|锦澜家园3期8栋|outside
东湖街道锦澜家园13A栋|锦澜家园13栋|unsure
东湖街道锦澜家园13A栋|锦澜家园13B栋|outside
东湖街道锦澜家园(除3栋2单元外)|锦澜家园3栋1单元|inside
东湖街道锦澜家园(除3栋2单元外)|锦澜家园3栋2单元101|outside
东湖街道锦澜家园(除3栋2单元外)|锦澜家园3栋|unsure
东湖街道锦澜家园(高风险区除外)|锦澜家园4栋|unsure
东湖街道锦澜家园(高风险区除外)|瑞景苑4栋|outside
东湖街道锦澜家园除3号楼以外区域|锦澜家园4号楼|inside
东湖街道锦澜家园除3号楼以外区域|锦澜家园3号楼|outside
东湖街道锦澜家园(含1栋、2栋)|锦澜家园1栋301|inside
东湖街道锦澜家园(含1栋、2栋)|锦澜家园5栋301|unsure
东湖街道锦澜家园3栋(含底商)|锦澜家园3栋底商|inside
东湖街道全域|东湖街道瑞景苑3栋|inside
东湖街道全域|南山街道瑞景苑3栋|outside
东湖街道全域|瑞景苑3栋|unsure
东湖街道文化路22号|文化路22号3栋2单元|inside
东湖街道文化路22号|文化路22-1号|unsure
东湖街道文化路22号|文化路22号附1号|unsure
东湖街道文化路22号|文化路220号|outside
东湖街道文化路22号|文化东路22号|unsure
东湖街道文化路22号之一|文化路22号之二|outside
东湖街道文化路22号之一|文化路22号之1|inside
东湖街道文化路2-60号双号|文化路34号|inside
东湖街道文化路2-60号双号|文化路33号|outside
东湖街道文化路22号院|文化路22号院3号楼|inside
东湖街道文化路88弄|文化路88号|unsure
东湖街道文化路88弄|文化路88弄3号501室|inside
东湖街道文化三巷20号|文化二巷20号|outside
东湖街道文化路22号金沙花园3栋|文化路22号3栋|inside
东湖街道文化路22号金沙花园3栋|金沙花园3栋|inside
东湖街道文化路22号金沙花园3栋|文化路24号3栋|outside
东湖街道祥和一村5栋|祥和二村5栋|outside
东湖街道祥和一村5栋|祥和村5栋|unsure
南山镇青石村3组|青石村三社12号|inside
南山镇青石村3组|青石村12号|unsure
南山镇青石村3组|3组12号|unsure
南山镇青石村3组|北山镇白石村3组|outside
南山镇青石村3组12号临户(无门牌号)|青石村三组12号临户|inside
南山镇青石村3组12号临户(无门牌号)|青石村3组12号|outside
南山镇青石村3组12号|青石村3组12号临户|outside
东湖街道文化路以东、建设路以南、晴澜路以西、人民路以北|文化路22号|unsure
东湖街道文化路以东、建设路以南、晴澜路以西、人民路以北|南山镇青石村3组|outside
东湖街道文化路以东、建设路以南、晴澜路以西、人民路以北|南山街道文化路22号|unsure
文化路-建设路-晴澜路合围区域(锦澜家园除外)|锦澜家园3栋|outside
文化路-建设路-晴澜路合围区域(锦澜家园除外)|瑞景苑3栋|unsure
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_the_texts_settle_it_or_not(case):
    zone, address, answer = case.split("|")
    found = contains(zone, address, district=DISTRICT)
    assert (found.answer, bool(found.reason)) == (answer, True)


@pytest.mark.parametrize(
    ("address", "missing"),
    [
        ("锦澜家园", "哪一栋？"),
        ("锦澜家园3栋", "哪个单元？"),
        ("锦澜家园3栋502", "哪个单元？"),
        ("3栋2单元", "哪个小区？"),
    ],
)
def test_unsure_asks_for_what_would_settle_it(address, missing):
    assert contains("东湖街道锦澜家园3栋2单元", address).missing == missing


def test_names_of_the_register_are_recognised_without_their_endings():
    names = make_vocabulary(districts=["河西区"])
    assert contains("锦澜家园3栋", "河西锦澜家园3栋", district=DISTRICT).answer == "unsure"
    assert contains("锦澜家园3栋", "河西锦澜家园3栋", district=DISTRICT, vocabulary=names).answer == "outside"


def test_a_parsed_address_is_compared_with_parsed_extents():
    place = SaidPlace(place="锦澜家园", members=(SaidMember("3栋", ("2单元",)),))
    address = split_address("锦澜家园3栋2单元501", make_vocabulary())
    assert extent_contains([place], address).answer == "inside"


stems = st.text(alphabet="翠松云岭澜玉竹岚", min_size=2, max_size=4)
labels = st.integers(1, 199)
units = st.integers(1, 9)
rooms = st.tuples(st.integers(1, 33), st.integers(1, 9)).map(lambda one: f"{one[0]}{one[1]:02d}")


@given(stems, labels, units, rooms)
def test_detail_added_to_an_address_inside_leaves_it_inside(stem, building, unit, room):
    text = f"{stem}花园{building}栋"
    zone = f"东湖街道{text}"
    for detail in ("", f"{unit}单元", f"{unit}单元{room}", f"{unit}-{room}", room):
        assert contains(zone, text + detail).answer == "inside"


@given(stems, labels, labels, units)
def test_another_building_is_never_inside(stem, building, another, unit):
    if building == another:
        return
    zone = f"东湖街道{stem}花园{building}栋"
    assert contains(zone, f"{stem}花园{another}栋").answer == "outside"
    assert contains(zone, f"{stem}苑{another}栋{unit}单元").answer != "inside"


@given(stems, labels, st.sampled_from(["东湖街道", "河东区", "河东区东湖街道", "临江市河东区东湖街道"]), labels)
def test_the_right_administrative_names_change_nothing(stem, building, prefix, another):
    zone = f"东湖街道{stem}花园{building}栋"
    text = f"{stem}花园{another}栋"
    assert contains(zone, prefix + text, district=DISTRICT).answer == contains(zone, text, district=DISTRICT).answer


@given(stems, st.sampled_from(["南山街道", "高新区", "东湖街道", "平安社区"]), labels)
def test_an_administrative_name_alone_never_makes_the_same_place_another(stem, prefix, building):
    zone = f"东湖街道{stem}花园{building}栋"
    assert contains(zone, f"{prefix}{stem}花园{building}栋", district=DISTRICT).answer != "outside"


@given(stems, labels, labels)
def test_an_exclusion_beats_everything_else(stem, left_out, building):
    answer = contains(f"东湖街道{stem}花园(不含{left_out}栋)", f"{stem}花园{building}栋").answer
    assert answer == ("outside" if building == left_out else "inside")


@given(stems, labels, units)
def test_what_stops_before_the_last_level_is_unsure(stem, building, unit):
    zone = f"{stem}花园{building}栋{unit}单元"
    assert contains(zone, f"{stem}花园").answer == contains(zone, f"{stem}花园{building}栋").answer == "unsure"


@given(stems, st.lists(labels, min_size=1, max_size=6, unique=True), labels)
def test_a_list_of_numbers_is_complete(stem, numbers, number):
    listed = "、".join(map(str, numbers))
    answer = contains(f"东湖街道{stem}路{listed}号", f"{stem}路{number}号").answer
    assert answer == ("inside" if number in numbers else "outside")


@given(labels, labels, labels)
def test_a_range_holds_both_ends(first, last, number):
    low, high = sorted((first, last))
    if low == high:
        return
    answer = contains(f"东湖街道翠柳路{low}-{high}号", f"翠柳路{number}号").answer
    assert answer == ("inside" if low <= number <= high else "outside")


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gets_an_answer_or_one_error(zone, address):
    try:
        found = contains(zone, address)
    except AddressError:
        return
    assert found.answer in {"inside", "outside", "unsure"}


@pytest.mark.parametrize(
    "piece", ["路", "3栋", "3-", "(", "()", "(3栋)", "除", "号附3", "旁", "组", "区", "A", " ", "镇", "ﷺ"]
)
def test_long_text_is_answered_or_refused(piece):
    # an expression that explodes would not come back
    text = "锦澜" + piece * (4_900 // len(piece))
    for zone, address in ((text, "锦澜家园3栋"), ("锦澜家园3栋", text * 4)):
        try:
            answer = contains(zone, address).answer
        except AddressError:
            answer = "refused"
        assert answer in ("inside", "outside", "unsure", "refused")


def extents(text):
    return read_extents(text).extents


@pytest.mark.parametrize(
    ("one", "other", "within", "overlap"),
    [
        ("锦澜家园3栋2单元", "锦澜家园3栋", "yes", "yes"),
        ("锦澜家园3栋、4栋", "锦澜家园3栋", "no", "yes"),
        ("锦澜家园", "锦澜家园3栋", "unsure", "yes"),
        ("锦澜家园(不含6栋)", "锦澜家园6栋", "no", "no"),
        ("锦澜家园(不含6栋)", "锦澜家园(不含6栋)", "yes", "yes"),
        ("锦澜家园(不含6栋)", "锦澜家园", "yes", "yes"),
        ("瑞景苑", "锦澜家园", "no", "no"),
        ("文化路2-10号", "文化路5号", "no", "yes"),
        ("文化路3-5号", "文化路2-10号", "yes", "yes"),
        ("文化路3号", "锦澜家园", "unsure", "unsure"),
    ],
)
def test_extents_against_extents(one, other, within, overlap):
    assert extent_within(extents(one), extents(other)).answer == within
    assert extents_overlap(extents(one), extents(other)).answer == overlap


def test_a_difference_drops_buildings_and_excepts_them_from_a_whole_place():
    three = SaidMember("3栋")
    assert extent_difference(extents("锦澜家园3栋、4栋"), extents("锦澜家园3栋")).extents[0].members == (
        SaidMember("4栋"),
    )
    assert extent_difference(extents("锦澜家园"), extents("锦澜家园3栋")).extents[0].exceptions == (three,)
    assert extent_difference(extents("锦澜家园3栋"), extents("锦澜家园")).extents == ()


def test_a_difference_says_what_it_cannot_decide():
    difference = extent_difference(extents("文化路2-10号"), extents("文化路5号"))
    assert (difference.extents, difference.undecided) == ((), extents("文化路2-10号"))


@given(
    stems, st.lists(labels, min_size=1, max_size=5, unique=True), st.lists(labels, min_size=1, max_size=5, unique=True)
)
def test_what_is_left_shares_nothing_with_what_was_taken(stem, mine, taken):
    one = [SaidPlace(place=f"{stem}花园", members=tuple(SaidMember(f"{number}栋") for number in mine))]
    other = [SaidPlace(place=f"{stem}花园", members=tuple(SaidMember(f"{number}栋") for number in taken))]
    left = extent_difference(one, other)
    kept = [member.building for extent in left.extents for member in extent.members]
    assert (kept, left.undecided) == ([f"{number}栋" for number in mine if number not in taken], ())


DEV_CASES = Path(__file__).parents[3] / "shared" / "data" / "contains" / "contains_dev.jsonl"


@pytest.mark.shared
@pytest.mark.skipif(not DEV_CASES.exists(), reason="the shared cases are not beside the checkout")
def test_the_shared_cases_are_answered_without_a_false_outside():
    cases = [json.loads(line) for line in DEV_CASES.read_text(encoding="utf-8").splitlines()]
    found = [
        (contains(case["zone"], case["address"], district=case["district"]).answer, case["answer"]) for case in cases
    ]
    assert not [pair for pair in found if pair[0] == "outside" != pair[1]]
    assert sum(answer == expected for answer, expected in found) >= 0.97 * len(found)
