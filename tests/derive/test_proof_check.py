"""A written proof is checked from its file alone: a good one holds, whatever is altered in it is found."""

import ast
import copy
import inspect
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo_service.coords.metric import MetricPlane
from geo_service.derive import proof_check, proof_ground, proof_needs, proof_parts
from geo_service.derive.perimeter import PostOrder, derive_perimeter
from geo_service.derive.proof_check import check_proof
from geo_service.derive.proof_file import fingerprint
from geo_service.derive.proof_ground import to_metres
from geo_service.network.graph import network_of
from geo_service.network.travel import way_facts
from tests.derive.random_towns import PATHS, PLANE, RULE, STREETS, document_of, street_town
from tests.network.towns import roads

MODULES = (proof_check, proof_ground, proof_needs, proof_parts)
TOWN = json.loads(json.dumps(document_of(street_town())))


def altered(change, *, signed=True):
    """A copy with something changed; signed again, so that the fingerprint does not give it away."""
    document = copy.deepcopy(TOWN)
    change(document)
    return {**document, "sha256": fingerprint(document)} if signed else document


def choice(document):
    return document["statement"]["choice"]


def any_of(values, number):
    return values[number % len(values)]


def drop_a_staffed_post(document, number):
    choice(document)["staffed"].remove(any_of(choice(document)["staffed"], number))


def staff_one_more(document, number):
    shut = [key for key in choice(document)["costs"] if key not in choice(document)["staffed"]]
    choice(document)["staffed"].append(any_of(shut, number))


def change_a_cost(document, number):
    choice(document)["costs"][any_of(list(choice(document)["costs"]), number)] -= 0.01


def change_the_bound(document, number):
    choice(document)["bound"] += (-1, -0.01, 0.01)[number % 3]


def change_the_total(document, number):
    choice(document)["cost"] -= 0.1 * (number + 1)


def drop_a_need(document, number):
    choice(document)["needs"].remove(any_of(choice(document)["needs"], number))


def ask_for_more(document, number):
    any_of(choice(document)["needs"], number)["at_least"] += 1


def move_a_crossing(document, number):
    any_of(document["statement"]["crossings"], number)["lonlat"][number % 2] += 3e-5


def forget_a_crossing(document, number):
    at = number % len(document["crossing_vertices"])
    vertex, said = document["crossing_vertices"].pop(at), document["statement"]["crossings"].pop(at)
    document["posts"][said["post"]]["vertices"].remove(vertex)


def change_a_time(document, number):
    times = any_of(document["services"], number)["times"]
    column = any_of(["open_s", "allowed_s", "plan_s"], number // 4)
    at = number % len(times[column])
    times[column][at] = (times[column][at] or 0) + 1


def change_a_time_through_a_post(document, number):
    rows = any_of(document["services"], number)["times"]["by_post_s"]
    row = rows[any_of(list(rows), number // 4)]
    row[number % len(row)] = (row[number % len(row)] or 0) - 1


def change_a_detour(document, number):
    any_of(document["statement"]["detours"], number)["plan_s"] -= 1


def forget_a_detour(document, number):
    document["statement"]["detours"].remove(any_of(document["statement"]["detours"], number))


def change_the_cut(document, _number):
    document["statement"]["min_cut"] -= 1


def relabel_a_piece(document, number):
    piece = any_of(document["pieces"], number)
    piece[3] = (piece[3] + 1) % 3


def name_a_hopeless_node(document, number):
    document["statement"]["no_way_before"].append({"node_id": number, "lonlat": [0, 0]})


def widen_a_limit(document, number):
    any_of(document["services"], number)["extra_s"] += 60


def move_a_vertex(document, number):
    document["vertices"][any_of(document["services"][0]["times"]["vertex"], number)][0] += 1e-4


def call_it_good(document, _number):
    document["statement"]["holds"] = not document["statement"]["holds"]


def move_a_site_inside(document, number):
    sites = [site for service in document["services"] for site in service["sites"]]
    any_of(sites, number)["inside"] ^= True


CHANGES = (
    move_a_site_inside,
    drop_a_staffed_post,
    staff_one_more,
    change_a_cost,
    change_the_bound,
    change_the_total,
    drop_a_need,
    ask_for_more,
    move_a_crossing,
    forget_a_crossing,
    change_a_time,
    change_a_time_through_a_post,
    change_a_detour,
    forget_a_detour,
    change_the_cut,
    relabel_a_piece,
    name_a_hopeless_node,
    widen_a_limit,
    move_a_vertex,
    call_it_good,
)


def test_a_good_proof_holds():
    assert check_proof(TOWN) == []


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@given(number=st.integers(0, 60))
@settings(max_examples=12, deadline=None)
def test_whatever_is_altered_is_found(change, number):
    assert check_proof(altered(lambda document: change(document, number)))


def test_an_unsigned_change_shows_in_the_fingerprint():
    found = check_proof(altered(lambda document: document["zone"].update(version=9), signed=False))
    assert found == ["指纹不符：文件写成后被改动过"]


def test_a_shut_order_is_part_of_the_proof():
    case = street_town()
    order = PostOrder(Point(150, 0), staffed=False, ground="施工")
    found = derive_perimeter(case.zone, case.roads, case.demand, RULE, orders=[order])
    document = document_of(case, found)
    assert list(document["statement"]["choice"]["fixed"].values()) == [False]
    assert check_proof(document) == []


def test_a_stub_that_is_closed_for_good_is_listed_and_checked():
    case = street_town()
    frame = roads(*STREETS, *PATHS, [(210, -500), (210, 20)])
    around = replace(case.roads, frame=frame, network=network_of(frame), facts=way_facts(frame))
    order = PostOrder(Point(210, 0), staffed=False, ground="施工")
    found = derive_perimeter(case.zone, around, case.demand, RULE, orders=[order])
    document = json.loads(json.dumps(document_of(replace(case, roads=around), found)))
    assert (found.staffing.released, len(document["statement"]["shut_stubs"])) == ((), 2)
    assert check_proof(document) == []
    document["statement"]["shut_stubs"] = []
    assert check_proof({**document, "sha256": fingerprint(document)}) == ["按指定封闭的断头路名单与复算不符"]


@pytest.mark.parametrize("document", [None, [], {}, {"format": "x"}, {"format": TOWN["format"]}])
def test_what_is_no_proof_is_said_to_be_none(document):
    assert len(check_proof(document)) >= 1


@pytest.mark.parametrize("value", [10**30, 1e308, float("nan"), -1, "x", None, [], {}, [1e300, 1e300]], ids=str)
@pytest.mark.parametrize(
    "place",
    [
        ("pieces", 1, 1),
        ("bollards",),
        ("ways", 0, "oneway"),
        ("ways", 0, "walking_m_s"),
        ("services", 0, "sites", 0, "lonlat"),
        ("services", 0, "times", "open_s", 0),
        ("zone", "outline", "coordinates", 0, 0, 0, 0),
        ("buildings", 0, "lonlat", 0),
    ],
    ids=str,
)
def test_a_value_that_no_proof_has_is_a_line_and_no_traceback(place, value):
    def put(document):
        for key in place[:-1]:
            document = document[key]
        document[place[-1]] = value

    found = check_proof(altered(put))
    assert found == [] or all(len(line) < 600 and "\n" not in line for line in found)


def test_a_document_nested_without_end_is_a_line():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert len(check_proof({"format": TOWN["format"], "zone": deep})) == 1


@pytest.mark.parametrize("part", sorted(set(TOWN) - {"format"}))
def test_a_proof_without_a_part_does_not_hold(part):
    assert check_proof({name: value for name, value in TOWN.items() if name != part})


def test_the_check_uses_nothing_of_the_code_that_makes_the_proof():
    own = {module.__name__ for module in MODULES}
    for module in MODULES:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("geo_service"):
                assert node.module in own


def test_its_metres_are_those_of_the_plane():
    places = np.array([[104.01, 30.02], [103.97, 29.98], [104.0, 30.0]])
    assert to_metres(places, (PLANE.lon, PLANE.lat)) == pytest.approx(
        np.array([PLANE.to_metres(Point(place)).coords[0] for place in places]), abs=1e-4
    )


def test_its_metres_hold_in_the_south_and_far_from_the_centre():
    plane = MetricPlane(151.2, -33.9)
    there = Point(151.24, -33.93)
    assert to_metres(np.array([there.coords[0]]), (151.2, -33.9))[0] == pytest.approx(
        plane.to_metres(there).coords[0], abs=1e-3
    )
