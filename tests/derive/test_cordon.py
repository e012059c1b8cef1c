from shapely import box

from geo_service.derive.cordon import plan_posts
from geo_service.network.crossings import find_crossings
from geo_service.network.graph import network_of
from tests.network.towns import gates, roads

ZONE = box(0, 0, 200, 200)
NO_GATES = gates()


def posts(frame, gate_rows=NO_GATES):
    return plan_posts(ZONE, find_crossings(ZONE, network_of(frame), frame), frame, gate_rows)


def test_one_street_is_one_checkpoint_at_its_crossing():
    (post,), _ = posts(roads([(100, 100), (100, 300)], name="文昌路"))
    assert (post.name, post.access, post.place.coords[0]) == ("文昌路（北侧）", "vehicle", (100, 200))


def test_parallel_carriageways_and_their_pavement_are_one_post():
    frame = roads(
        ([(100, 100), (100, 300)], {"name": "文昌路", "oneway": 1}),
        ([(125, 300), (125, 100)], {"name": "文昌路", "oneway": 1}),
        ([(137, 100), (137, 300)], {"highway": "footway"}),
        [(100, 100), (125, 100), (137, 100)],
    )
    (post,), _ = posts(frame)
    assert (len(post.crossings), post.place.geom_type) == (3, "MultiPoint")


def test_neighbouring_streets_of_other_names_are_two_posts():
    frame = roads(([(100, 100), (100, 300)], {"name": "甲街"}), ([(125, 100), (125, 300)], {"name": "乙街"}))
    checkpoints, _ = posts(frame)
    assert [post.name for post in checkpoints] == ["甲街（北侧）", "乙街（北侧）"]


def test_a_footpath_is_held_on_foot():
    (post,), _ = posts(roads([(100, 100), (100, 300)], highway="steps"))
    assert (post.access, post.name) == ("foot", "北侧台阶")


def test_a_gate_near_the_crossing_is_the_place_to_stand():
    frame = roads([(100, 100), (100, 300)])
    (post,), _ = posts(frame, gates(("g1", frame.geometry[0].interpolate(92), "gate", None)))
    assert (post.gate_id, post.place.coords[0]) == ("g1", (100, 192))


def test_a_gate_out_of_reach_is_not():
    frame = roads([(100, 100), (100, 300)])
    (post,), _ = posts(frame, gates(("g1", frame.geometry[0].interpolate(70), "gate", None)))
    assert post.gate_id is None


def test_a_bridge_over_the_zone_needs_no_crew():
    checkpoints, passing = posts(roads(([(-50, 100), (300, 100)], {"grade_separated": True, "name": "高架"})))
    assert (len(checkpoints), len(passing)) == (0, 2)


def test_a_bridge_with_a_way_down_inside_is_staffed_and_says_why():
    frame = roads(([(-50, 100), (100, 100)], {"grade_separated": True, "name": "高架"}))
    (post,), passing = posts(frame)
    assert not passing
    assert "区内有出入口" in post.why


def test_a_street_and_the_tunnel_below_it_are_two_posts():
    frame = roads(
        ([(100, 100), (100, 300)], {"name": "文昌路"}),
        ([(104, 100), (104, 300)], {"name": "文昌路", "grade_separated": True}),
        [(100, 100), (104, 100)],
    )
    checkpoints, _ = posts(frame)
    assert len(checkpoints) == 2


def test_posts_are_numbered_clockwise_from_north():
    ways = [[(100, 100), end] for end in ((100, 300), (300, 100), (100, -100), (-100, 100))]
    checkpoints, _ = posts(roads(*ways))
    assert [post.name for post in checkpoints] == ["北侧道路", "东侧道路", "南侧道路", "西侧道路"]
