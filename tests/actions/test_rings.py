from dataclasses import replace
from datetime import timedelta

import pytest
from shapely import Point

from geo_service.actions.case_places import list_case_places
from geo_service.actions.rings import Place, designate_places, place_of, preview_places, redraw_note
from geo_service.actions.user_tables import import_user_table
from geo_service.actions.zones import Act, publish_zone
from geo_service.errors import (
    GeometryError,
    InputError,
    NotFoundError,
    PermissionDeniedError,
    ProtocolError,
    TableError,
)
from geo_service.model.account import VIEWER, Actor
from tests.actions.town import AT, DECISION, TOWN, zone

SITE = TOWN.layers["buildings"].geometry.iloc[0].centroid
ERG = replace(DECISION, protocol="erg-table1")
ASF = replace(DECISION, protocol="cn-asf-2019")
INPUTS = {"un": "UN 1017", "spill": "Small", "day_night": "night", "wind_from_deg": "270"}
TABLE = """edition,un,name,spill,day_night,iso_m,protect_km
invented,1017,gas,small,night,60,0.4
invented,1017,gas,small,day,60,0.2
"""


def designate(store, decision=ASF, point=SITE, **options):
    return designate_places(store, [Place(point)], decision=decision, at=AT, **options)


def load(store, folder, text=TABLE, name="erg", **options):
    path = folder / "erg.csv"
    path.write_text(text, encoding="utf-8")
    return import_user_table(store, name, path, at=AT, actor=DECISION.actor, **options)


def test_a_farm_gets_its_whole_set_as_one_change(town):
    made = designate(town).zones
    assert [one.category for one in made] == ["point", "zone", "threat"]
    assert len({one.change for one in made}) == 1
    assert made[0].change
    assert all(one.members for one in made[:1])


def test_drafts_of_a_set_are_published_together(sqlite_town):
    made = designate(sqlite_town, replace(ASF, draft=True)).zones
    publish_zone(sqlite_town, made[1].zone_id, Act(DECISION.actor, AT, "signed"))
    assert {one.status for one in sqlite_town.latest_zones()} == {"in_force"}


def test_a_preview_saves_nothing_and_has_reasons_and_prices(sqlite_town):
    proposed = preview_places(sqlite_town, [Place(SITE)], protocol_id="cn-asf-2019", at=AT)
    assert all(one.price and one.reasons for one in proposed.zones)
    assert sqlite_town.latest_zones() == []


def test_a_place_outside_the_register_is_refused(sqlite_town):
    with pytest.raises(GeometryError, match="outside the register"):
        designate(sqlite_town, point=Point(10, 10))
    with pytest.raises(GeometryError, match="swapped"):
        designate(sqlite_town, point=Point(SITE.y, SITE.x))


def test_a_protocol_of_units_draws_no_rings(sqlite_town):
    with pytest.raises(ProtocolError, match="draws no rings"):
        designate(sqlite_town, DECISION)
    with pytest.raises(InputError, match="takes no un"):
        designate(sqlite_town, inputs={"un": "1017"})


def test_without_its_table_a_release_is_refused_and_says_what_to_load(sqlite_town):
    with pytest.raises(InputError, match="import table erg_table1"):
        designate(sqlite_town, ERG, inputs=INPUTS)


def test_a_release_takes_its_lengths_from_the_table(town, tmp_path):
    assert load(town, tmp_path).editions == {"invented": 2}
    made = designate(town, ERG, inputs=INPUTS).zones
    assert [one.category for one in made] == ["isolation", "protective"]
    assert {fact.values["name"] for fact in town.facts(zone_ids=[made[0].zone_id])} == set(INPUTS)


def test_a_wind_that_turns_asks_for_a_new_square(sqlite_town, tmp_path):
    load(sqlite_town, tmp_path)
    square = designate(sqlite_town, ERG, inputs=INPUTS).zones[1]
    assert redraw_note(sqlite_town, square.zone_id, wind_from_deg=290) is None
    assert "请重新划定" in redraw_note(sqlite_town, square.zone_id, wind_from_deg=300)
    with pytest.raises(InputError, match="not drawn by a wind"):
        redraw_note(sqlite_town, zone(sqlite_town).zone_id, wind_from_deg=0)


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"un": "9999"}, "has no row for un=9999.*near it: edition=invented un=1017"),
        ({"spill": None}, "missing: spill"),
        ({"colour": "red"}, "unknown: colour"),
        ({"wind_from_deg": "west"}, "need a number"),
        ({"wind_from_deg": "400"}, "0 to 360"),
        ({"edition": "2099"}, "2099 is not loaded"),
    ],
)
def test_inputs_that_do_not_fit_are_named(sqlite_town, tmp_path, inputs, words):
    load(sqlite_town, tmp_path)
    given = {name: value for name, value in {**INPUTS, **inputs}.items() if value is not None}
    with pytest.raises(InputError, match=words):
        designate(sqlite_town, ERG, inputs=given)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TABLE.replace("iso_m", "iso"), "lacks iso_m"),
        (TABLE.replace(",60,0.4", ",sixty,0.4"), "row 2: iso_m"),
        (TABLE.replace("day,60,0.2", "night,60,0.2"), "row 3 has the same keys as row 2"),
        (TABLE.replace("1017,gas,small,day", ",gas,small,day"), "row 3 has no un"),
        (TABLE.splitlines()[0] + "\n", "no rows"),
    ],
)
def test_a_table_with_an_error_is_refused_with_its_row(sqlite_town, tmp_path, text, words):
    with pytest.raises(TableError, match=words):
        load(sqlite_town, tmp_path, text)
    assert sqlite_town.user_table("erg_table1") is None


def test_an_edition_may_be_given_beside_the_file(sqlite_town, tmp_path):
    plain = "\n".join(line.partition(",")[2] for line in TABLE.splitlines())
    assert load(sqlite_town, tmp_path, plain, edition="mine").editions == {"mine": 2}


def test_a_table_that_no_protocol_needs_is_refused(sqlite_town, tmp_path):
    with pytest.raises(NotFoundError, match="erg_table1"):
        load(sqlite_town, tmp_path, name="prices")


def test_a_point_is_lon_then_lat():
    assert place_of("108.77, 29.53") == Point(108.77, 29.53)
    for text in ("108.77", "a,b", "29,108", "nan,1"):
        with pytest.raises(InputError, match=r"LON,LAT|out of range"):
            place_of(text)


def test_rings_keep_no_case_places(sqlite_town):
    designate(sqlite_town)
    assert list_case_places(sqlite_town, DECISION.actor) == []


def test_a_viewer_may_not_draw_rings(sqlite_town):
    with pytest.raises(PermissionDeniedError):
        designate(sqlite_town, replace(ASF, actor=Actor("v", VIEWER)))
    assert sqlite_town.latest_zones() == []


def test_the_whole_takes_effect_when_it_is_decided(sqlite_town):
    later = AT + timedelta(hours=2)
    assert {one.effective_from for one in designate(sqlite_town, replace(ASF, effective_from=later)).zones} == {later}
