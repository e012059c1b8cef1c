"""What is written as a notice is read back as it was."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.errors import InputError
from geo_service.model.said import (
    NoticeItem,
    SaidBounds,
    SaidEnclosure,
    SaidMember,
    SaidPlace,
    SaidRest,
    SaidVillage,
)
from geo_service.notices.read import read_notice
from geo_service.notices.write import NoticeText, write_extents, write_item, write_notice

DAY = date(2022, 11, 16)

# invented names; none of them is a word of the grammar
STEMS = st.sampled_from(["青禾", "云岫", "澄怀", "墨林", "玉带", "听雨", "沐晴", "锦书", "望舒", "松吟"])
COMPOUNDS = st.builds(
    str.__add__,
    STEMS,
    st.sampled_from(["小区", "花园", "佳苑", "公寓", "大厦", "一期", "花园A区", "新村", "苑3组团", "豪庭"]),
)
ROADS = st.builds(str.__add__, STEMS, st.sampled_from(["路", "大道", "北街", "二巷", "东路"]))
NUMBERS = st.builds(
    str.__add__, st.integers(1, 999).map(str), st.sampled_from(["号", "号院", "号附3号", "号之一", "-2号", "弄"])
).filter(lambda number: not number.startswith("1-2"))
BUILDINGS = st.builds(
    str.__add__,
    st.one_of(st.integers(1, 99).map(str), st.sampled_from(["A", "B", "C5"])),
    st.sampled_from(["栋", "幢", "号楼", "座"]),
)
UNITS = st.lists(st.integers(1, 9).map(lambda number: f"{number}单元"), unique=True, max_size=3).map(tuple)
MEMBERS = st.one_of(
    st.dictionaries(BUILDINGS, UNITS, max_size=4).map(
        lambda units: tuple(SaidMember(building, said) for building, said in units.items())
    ),
    UNITS.map(lambda units: (SaidMember(None, units),) if units else ()),
)
INCLUDES = st.lists(st.sampled_from(["底商", "沿街商铺", "地下车库"]), unique=True, max_size=2).map(tuple)
EXCEPT_TEXTS = st.lists(st.sampled_from(["高风险区", "青禾路5号", "青禾路7号"]), unique=True, max_size=2).map(tuple)
STREETS = st.builds(str.__add__, STEMS, st.sampled_from(["街道", "镇", "乡"]))


def compounds(**changes):
    return st.builds(SaidPlace, place=COMPOUNDS, members=MEMBERS, include=INCLUDES, except_text=EXCEPT_TEXTS, **changes)


PLACES = st.one_of(
    compounds(),
    compounds(road=ROADS, number=NUMBERS),
    st.builds(SaidPlace, road=ROADS, number=NUMBERS, members=MEMBERS, include=INCLUDES),
    st.builds(
        SaidPlace,
        place=COMPOUNDS,
        exceptions=st.dictionaries(BUILDINGS, UNITS, min_size=1, max_size=2).map(
            lambda units: tuple(SaidMember(building, said) for building, said in units.items())
        ),
    ),
    st.builds(SaidPlace, road=ROADS),
)
VILLAGES = st.builds(
    SaidVillage,
    village=st.builds(str.__add__, STEMS, st.just("村")),
    group=st.one_of(st.integers(1, 30).map(lambda number: f"{number}组"), STEMS.map(lambda stem: f"{stem}组")),
    number=st.one_of(st.none(), st.integers(1, 300).map(lambda number: f"{number}号")),
)
FEATURES = st.one_of(ROADS, STEMS.map(lambda stem: f"{stem}河"))
BOUNDS = st.builds(
    SaidBounds,
    east=FEATURES,
    south=FEATURES,
    west=st.one_of(st.none(), FEATURES),
    north=FEATURES,
    except_text=EXCEPT_TEXTS,
)
ENCLOSURES = st.builds(
    SaidEnclosure, lines=st.lists(ROADS, min_size=2, max_size=5, unique=True).map(tuple), include=INCLUDES
)
LEFT = st.builds(SaidRest, area=STREETS)
DEEDS = st.sampled_from(
    [
        ("designate", "高风险区", None),
        ("designate", "高风险区", "中风险区"),
        ("designate", "低风险区", None),
        ("downgrade", "低风险区", "高风险区"),
        ("downgrade", "中风险区", "高风险区"),
        ("lift", "临时管控区", "临时管控区"),
        ("designate", "封控区", None),
    ]
)
TIMES = st.sampled_from([None, "2022-11-16", "2022-11-16T08:00", "2022-11-15T18:30"])


@st.composite
def items(draw):
    action, category, before = draw(DEEDS)
    extent = draw(
        st.one_of(
            st.lists(PLACES, min_size=1, max_size=3, unique_by=lambda place: (place.road, place.number, place.place)),
            st.tuples(VILLAGES),
            st.tuples(BOUNDS),
            st.tuples(ENCLOSURES),
        )
    )
    street = draw(STREETS)
    community = extent[0].village if isinstance(extent[0], SaidVillage) else None
    return NoticeItem("", action, category, before, None, street, community, draw(TIMES), tuple(extent))


def read_back(*said):
    text = write_notice(NoticeText("某市某某区关于调整风险区的通告", DAY, said))
    reading = read_notice(text)
    return tuple(replace(item, line="") for item in reading.items), reading.problems


@settings(max_examples=150, deadline=None)
@given(st.lists(items(), min_size=1, max_size=4))
def test_a_written_notice_is_read_back(said):
    assert read_back(*said) == (tuple(said), ())


@settings(max_examples=30, deadline=None)
@given(st.lists(LEFT, min_size=2, max_size=3, unique=True))
def test_what_is_left_of_streets_is_read_back(areas):
    item = NoticeItem("", "designate", "低风险区", extent=tuple(areas))
    assert read_back(item) == ((item,), ())


def adjusted():
    before, after = SaidPlace(place="青禾小区"), SaidPlace(place="青禾小区", members=(SaidMember("3栋", ("1单元",)),))
    return NoticeItem("", "adjust", "高风险区", "高风险区", street="云岫街道", extent=(after,), replaces=(before,))


def test_an_adjustment_says_before_and_after():
    assert write_item(adjusted()) == "云岫街道青禾小区调整为云岫街道青禾小区3栋1单元"
    assert read_back(adjusted()) == ((adjusted(),), ())


def test_the_notice_counts_its_lists_and_closes_with_measures_and_tally():
    item = NoticeItem(
        "",
        "designate",
        "高风险区",
        street="云岫街道",
        effective="2022-11-16T08:00",
        extent=(SaidPlace(place="青禾小区"),),
    )
    text = write_notice(
        NoticeText(
            "某市某某区关于划定风险区的通告",
            DAY,
            (item, item),
            basis="根据有关规定,经研究决定,现将有关事项通告如下:",
            measures={"高风险区": ["足不出户、上门服务。"]},
            tally={"高风险区": 9},
            issuer="某某区指挥部",
        )
    )
    assert "一、新增高风险区（2个）\n自2022年11月16日8时起\n1.云岫街道青禾小区；\n2.云岫街道青禾小区。" in text
    assert "二、防控措施\n高风险区：足不出户、上门服务。" in text
    assert text.endswith("截至2022年11月16日，共有高风险区9个。\n某某区指挥部\n2022年11月16日\n")
    assert [replace(one, line="") for one in read_notice(text).items] == [item, item]
    assert not read_notice(text).problems


def test_four_sides_are_written_in_words():
    bounds = SaidBounds(east="青禾路", south="云岫河", west="墨林街", north="玉带路", include=("两侧商铺",))
    assert write_extents([bounds]) == "东至青禾路，南至云岫河，西至墨林街，北至玉带路（含两侧商铺）"


def test_a_notice_without_zones_is_refused():
    with pytest.raises(InputError, match="at least one zone"):
        write_notice(NoticeText("某某通告", DAY, ()))
