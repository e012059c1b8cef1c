"""
A hand-made quarter in which everything is awkward, for notices whose answers can be seen.

青石镇 has 望江社区 in the west (x < 500 m) and 柳岸社区 in the east. 怡景花园 (also 幸福里) has five buildings:
2栋 has no known stairs, 3栋 two footprints. There is a 翠湖苑 in each community. 云顶城 has a boundary and no
building. 甲路 has buildings 1 to 8, two at 9号; 老粮站 is known by name and by 乙路8号 alone.
"""

from datetime import UTC, datetime

from geo_service.actions.designation import Decision
from geo_service.actions.imports import write_layers
from geo_service.actions.notice_zones import designate_notice
from geo_service.model.account import ADMIN, Actor
from geo_service.model.frames import shape_frame
from tests.zones.register import at_metres, building, buildings_frame, estates_frame

AT = datetime(2022, 11, 16, 0, 0, tzinfo=UTC)
DECISION = Decision(protocol="cn-covid-2022-9", actor=Actor("值班员", ADMIN), reason="演练")
STAIRS = {1: 3, 2: None, 3: 2, 4: 1, 5: 3}
"""Stairs of the buildings of 怡景花园."""


def _area(layer, key, name, bounds_m):
    return shape_frame(layer, [{key: name, "name": name, "geometry": at_metres(*bounds_m)}])


def _areas():
    west, east = (-100, -100, 500, 700), (500, -100, 1100, 700)
    communities = [
        {"community_id": name, "name": name, "geometry": at_metres(*bounds_m)}
        for name, bounds_m in (("望江社区", west), ("柳岸社区", east))
    ]
    return {
        "districts": _area("districts", "district_id", "云溪区", (-100, -100, 1100, 700)),
        "townships": _area("townships", "township_id", "青石镇", (-100, -100, 1100, 700)),
        "communities": shape_frame("communities", communities),
    }


def _estates():
    return estates_frame(
        {"estate_id": "e1", "name": "怡景花园", "aliases": ["幸福里"], "geometry": at_metres(-5, -5, 300, 55)},
        {"estate_id": "e2", "name": "翠湖苑", "geometry": at_metres(50, 90, 200, 130)},
        {"estate_id": "e3", "name": "翠湖苑", "geometry": at_metres(650, 90, 800, 130)},
        {"estate_id": "e4", "name": "云顶城", "geometry": at_metres(0, 500, 100, 600)},
    )


def _palace():
    for number, stairs in STAIRS.items():
        west = 60 * (number - 1)
        yield building(f"y{number}", (west, 0, west + 20, 20), number=str(number), estate_id="e1", stairs=stairs)
    yield building("y3b", (120, 30, 140, 50), number="3", estate_id="e1", stairs=2)


def _lakes():
    for estate, west in (("e2", 0), ("e3", 600)):
        for number in (1, 2):
            left = west + 60 * number
            bounds_m = (left, 100, left + 20, 120)
            yield building(f"{estate}-{number}", bounds_m, number=str(number), estate_id=estate, stairs=2)


def _road():
    for number in range(1, 9):
        left = 50 * (number - 1)
        yield building(f"j{number}", (left, 200, left + 20, 220), addresses=[f"甲路{number}号"])
    for letter, south in (("a", 200), ("b", 230)):
        yield building(f"j9{letter}", (400, south, 420, south + 20), addresses=["甲路9号"])
    yield building("granary", (0, 300, 20, 320), name="老粮站", addresses=["乙路8号"])


def fill_quarter(store):
    """The quarter in a store."""
    layers = {**_areas(), "estates": _estates(), "buildings": buildings_frame(*_palace(), *_lakes(), *_road())}
    write_layers(store, layers, source="quarter")
    return store


def designated(store, folder, text, *, at=AT, **options):
    """What a notice of this text does; `category` and `district` as for the command, others change the decision."""
    known = {name: options.pop(name, None) for name in ("category", "district")}
    path = folder / "notice.txt"
    path.write_text(text, encoding="utf-8")
    decision = Decision(**{**vars(DECISION), **options})
    return designate_notice(store, path, decision=decision, at=at, **known)


def high(*lines):
    """A notice that makes high-risk zones of these lines."""
    numbered = "".join(f"{number}.{line}\n" for number, line in enumerate(lines, start=1))
    return f"关于划定风险区的通告\n2022年11月16日\n一、高风险区\n{numbered}"
