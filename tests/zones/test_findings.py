"""What one zone says about one place: map and words together."""

import numpy as np
import pytest
from shapely import Point

from geo_service.model.extent import Extent, SaidText
from geo_service.zones.by_words import told
from geo_service.zones.findings import Door, finding_at_building, finding_at_point
from geo_service.zones.protocol import load_protocol
from tests.zones.register import PLANE, member, zone_version


def by_words(text, district=None):
    return zone_version(extent=Extent((), said=SaidText(text, district)), geometry=None, name=text)


def drawn(text, *members):
    plain = zone_version(members=members)
    return zone_version(members=members, extent=Extent(plain.extent.parts, said=SaidText(text)), name=text)


def verdict(zone, *texts, building="b3", stair=None):
    finding = finding_at_building(zone, Door(building, stair, texts), load_protocol)
    return finding.verdict if finding else "outside"


def point(x_m, y_m):
    return Point(*PLANE.points_to_lonlat(np.array([[x_m, y_m]], dtype=float))[0])


@pytest.mark.parametrize(
    ("text", "expected"), [("怡景花园3栋", "inside"), ("怡景花园", "unsure"), ("怡景花园4栋", "outside")]
)
def test_a_zone_of_words_answers_by_them(text, expected):
    assert verdict(by_words("怡景花园3栋"), text) == expected


def test_a_zone_of_words_never_says_outside_of_a_building_without_a_text():
    assert verdict(by_words("怡景花园3栋")) == "unsure"


def test_a_zone_without_map_and_words_is_unsure():
    assert verdict(zone_version(geometry=None), "怡景花园3栋") == "unsure"


def test_the_map_decides_what_words_leave_open():
    zone = drawn("甲路1-9号", member("b3"))
    assert verdict(zone, "怡景花园3栋") == "inside"
    assert verdict(zone, "怡景花园4栋", building="b4") == "outside"


def test_a_building_that_is_named_is_inside_though_the_map_lacks_it():
    assert verdict(drawn("怡景花园", member("b3")), "怡景花园9栋", building="new") == "inside"


def test_a_stair_that_is_named_is_inside_though_the_member_lacks_it():
    zone = drawn("怡景花园（不含3栋东单元）", member("b3", "1", "2"))
    assert verdict(zone, "怡景花园3栋西单元", stair="西") == "inside"
    assert verdict(zone, "怡景花园3栋东单元", stair="东") == "outside"


def test_a_member_that_the_words_leave_out_is_unsure_and_says_both():
    zone = drawn("怡景花园3栋501室", member("b3"))
    finding = finding_at_building(zone, Door("b3", None, ("怡景花园3栋402",)), load_protocol)
    assert finding.verdict == "unsure"
    assert "按文字不在其中" in finding.reason


def test_a_point_in_the_community_of_a_zone_of_words_is_unsure():
    there = told(("云溪区望江社区",))
    zones = [by_words(text, "云溪区") for text in ("望江社区怡景花园", "怡景花园")]
    assert [finding_at_point(zone, point(0, 0), load_protocol, there).verdict for zone in zones] == ["unsure"] * 2


def test_a_point_in_another_district_than_a_zone_of_words_is_outside():
    zone = by_words("怡景花园", "北湖区")
    assert finding_at_point(zone, point(0, 0), load_protocol, told(("云溪区望江社区",))) is None
    assert finding_at_point(zone, point(0, 0), load_protocol).verdict == "unsure"
