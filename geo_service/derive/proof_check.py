"""
A written proof of a cordon, checked from the document alone: what does not hold, in plain lines.

Leaks by a search from inside, the cut by its own flow, times by its own graphs, the needs and the cheapest choice
computed again. Nothing of the code that made the proof is used; the outline in the document decides what is inside.
"""

import json
import warnings
from collections import deque
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError

from geo_service.derive.proof_ground import INSIDE, ON_LINE, OUTSIDE, PASSING, Floats, Ground, read_ground, to_metres
from geo_service.derive.proof_needs import Times, check_choice, times_again
from geo_service.derive.proof_parts import check_ways_out, vertices_named

FORMAT = "geo-service-cordon-proof/1"
BAND_M = 1.0
"""Half width of the boundary band."""
NOISE_M = 0.5
"""A stub inside that is shorter than this belongs to the line."""
PLACE_M = 0.01
"""Places in the document are rounded to a tenth of a millimetre, those of crossings to a millimetre."""
TIME_S = 0.05
"""Times are written to the millisecond and follow from rounded places."""
TO_ROAD_M = 150.0
"""A building farther from every way of a service is not on it."""

BROKEN = (
    LookupError,
    TypeError,
    ValueError,
    ArithmeticError,
    AttributeError,
    RecursionError,
    MemoryError,
    ShapelyError,
)
"""What reading a document raises that is no proof: whatever somebody wrote in it, the answer is a line."""
MOST_SHOWN = 200
"""Characters of such an error that the line shows."""

_Arms = dict[int, list[tuple[int, int]]]


def check_proof(document: Mapping[str, Any]) -> list[str]:
    """
    Check a proof.

    Returns
    -------
    findings
        One line for each thing that does not hold; empty when the proof is good.
    """
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        return [f"不是卡口证明：格式应为 {FORMAT}"]
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # numbers that no map has are found to be wrong below
            return [*_fingerprint(document), *_substance(document)]
    except BROKEN as error:
        return [f"证明不完整或已损坏：{type(error).__name__} {' '.join(str(error).split())[:MOST_SHOWN]}"]


def _fingerprint(document: Mapping[str, Any]) -> Iterator[str]:
    rest = {key: value for key, value in document.items() if key != "sha256"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if sha256(text.encode()).hexdigest() != document.get("sha256"):
        yield "指纹不符：文件写成后被改动过"


def _substance(document: Mapping[str, Any]) -> Iterator[str]:
    ground = read_ground(document)
    times = times_again(ground, document)
    yield from _labels(ground)
    yield from _sites(ground, document)
    yield from _crossings(ground, document)
    yield from _leaks(ground, document)
    yield from _cut(ground, document)
    yield from check_choice(ground, document, times)
    yield from check_ways_out(ground, document)
    yield from _detours(ground, document, times)


# ---------------------------------------------------------------- the line


def _labels(ground: Ground) -> Iterator[str]:
    """The outline decides the label of every piece."""
    middle = shapely.points((ground.xy[ground.tail] + ground.xy[ground.head]) / 2)
    shapely.prepare(ground.outline)
    depth = shapely.distance(ground.outline.boundary, middle)
    depth = np.where(shapely.contains(ground.outline, middle), depth, -depth)
    touching = ground.ends(ground.label == OUTSIDE)
    enclosed = (np.abs(depth) <= BAND_M + PLACE_M) & ~touching[ground.tail] & ~touching[ground.head]
    wrong = np.select(
        [np.isin(ground.label, (INSIDE, PASSING)), ground.label == ON_LINE, ground.label == OUTSIDE],
        [
            (depth < BAND_M - PLACE_M) & ~enclosed,
            (depth < -BAND_M - PLACE_M) | (depth > BAND_M + NOISE_M),
            depth > -BAND_M + PLACE_M,
        ],
        default=True,
    )
    if wrong.any():
        yield f"{int(wrong.sum())}段道路的内外标注与范围不符，首段在{_at(ground, int(np.flatnonzero(wrong)[0]))}"
    mixed = ground.ends(ground.label == PASSING) & ground.ends(ground.within)
    if mixed.any():
        yield f"标为上下穿越的道路在{int(mixed.sum())}处与区内道路相接"


def _sites(ground: Ground, document: Mapping[str, Any]) -> Iterator[str]:
    """Whether a service sets out inside or outside is decided by the outline too."""
    for service in document["services"]:
        for number, site in enumerate(service["sites"], 1):
            place = shapely.Point(to_metres(np.array([site["lonlat"]], dtype=np.float64), ground.centre)[0])
            near_line = ground.outline.boundary.distance(place) <= PLACE_M
            if not near_line and site["inside"] is not bool(ground.outline.contains(place)):
                yield f"{service['name']}：第{number}个出发点的内外标注与范围不符"


def _at(ground: Ground, piece: int) -> str:
    x, y = (ground.xy[ground.tail[piece]] + ground.xy[ground.head[piece]]) / 2
    return f"距中心东{x:.0f}米、北{y:.0f}米"


def _crossings(ground: Ground, document: Mapping[str, Any]) -> Iterator[str]:
    """Each crossing lies on the line, on one of its ways, near its vertex, and belongs to a post that is known."""
    said, vertices = document["statement"]["crossings"], document["crossing_vertices"]
    if len(said) != len(vertices):
        yield f"通道数不符：写明{len(said)}处，登记{len(vertices)}处"
        return
    held = {(key, vertex) for key, post in ground.posts.items() for vertex in post["vertices"]}
    named = {(one["post"], vertex) for one, vertex in zip(said, vertices, strict=True) if one["post"][:1] != "G"}
    for key, vertex in sorted(held ^ named, key=str):
        yield f"卡口{key}与通道登记不一致（节点{vertex}）"
    on_line, inner = _arms(ground, ground.label == ON_LINE), _arms(ground, np.isin(ground.label, (INSIDE, PASSING)))
    way_ids = [way["way_id"] for way in document["ways"]]
    for number, (one, vertex) in enumerate(zip(said, vertices, strict=True), 1):
        place = shapely.Point(to_metres(np.array([one["lonlat"]], dtype=np.float64), ground.centre)[0])
        ways = {row for row, way_id in enumerate(way_ids) if way_id in one["ways"]}
        if ground.outline.boundary.distance(place) > BAND_M + PLACE_M:
            yield f"第{number}处通道不在区界上"
        elif not any(ground.way[piece] in ways for piece, _ in inner.get(vertex, ())):
            yield f"第{number}处通道所守的节点不在所写的道路上"
        elif _apart_m(ground, place, vertex, on_line, ways) > PLACE_M:
            yield f"第{number}处通道与所守的节点不相连"


def _apart_m(ground: Ground, place: shapely.Point, vertex: int, on_line: _Arms, ways: set[int]) -> float:
    """How far a crossing's place lies from its vertex or from the pieces of its ways that lead on along the line."""
    apart, seen, queue = place.distance(shapely.Point(ground.xy[vertex])), {vertex}, deque([vertex])
    while queue:
        here = queue.popleft()
        for piece, there in on_line.get(here, ()):
            if there not in seen and ground.way[piece] in ways:
                apart = min(apart, place.distance(shapely.LineString(ground.xy[[here, there]])))
                seen.add(there)
                queue.append(there)
    return float(apart)


# ---------------------------------------------------------------- leaks and cut


def _leaks(ground: Ground, document: Mapping[str, Any]) -> Iterator[str]:
    """Walk from every inside piece; a held vertex stops whoever comes from inside."""
    held = set(document["crossing_vertices"])
    arms = _arms(ground, ground.label <= ON_LINE)
    outside = ground.ends(ground.label == OUTSIDE)
    inner = ground.ends(ground.within)
    reached = {vertex for vertex in np.flatnonzero(inner).tolist() if vertex not in held}
    queue = deque(reached)
    while queue:
        vertex = queue.popleft()
        for piece, other in arms.get(vertex, ()):
            stopped = other in held and ground.label[piece] == INSIDE
            if other not in reached and not stopped:
                reached.add(other)
                queue.append(other)
    leaks = sorted(vertex for vertex in reached if outside[vertex])
    if leaks:
        yield f"泄漏：{len(leaks)}处可不经卡口出区"
    statement = document["statement"]
    if vertices_named(document, statement["leaks"]) != vertices_named(document, leaks):
        yield "所列泄漏与复算不符"
    if statement["holds"] is not (not leaks and not statement["cut_off"]):
        yield "结论与泄漏、断路名单不一致"


def _arms(ground: Ground, pieces: Any) -> _Arms:
    """The pieces at each vertex, with the vertex at the other end."""
    found: _Arms = {}
    for piece in np.flatnonzero(pieces).tolist():
        tail, head = int(ground.tail[piece]), int(ground.head[piece])
        found.setdefault(tail, []).append((piece, head))
        found.setdefault(head, []).append((piece, tail))
    return found


def _cut(ground: Ground, document: Mapping[str, Any]) -> Iterator[str]:
    """The fewest ways that separate inside and outside along the line, by augmenting paths."""
    room: dict[Any, dict[Any, int]] = {}

    def add(start: Any, end: Any, ways: int, back: int) -> None:
        room.setdefault(start, {})[end] = room.setdefault(start, {}).get(end, 0) + ways
        room.setdefault(end, {})[start] = room.setdefault(end, {}).get(start, 0) + back

    for vertex in document["crossing_vertices"]:
        add("inside", vertex, 1, 0)
    for piece in np.flatnonzero(ground.label == ON_LINE).tolist():
        add(int(ground.tail[piece]), int(ground.head[piece]), 1, 1)
    beyond = np.isin(ground.label, (OUTSIDE, PASSING))
    arms = np.bincount(np.concatenate([ground.tail[beyond], ground.head[beyond]]), minlength=len(ground.xy))
    for vertex in [one for one in room if one != "inside" and arms[one]]:
        add(vertex, "outside", int(arms[vertex]), 0)
    cut = 0
    while _augmented(room):
        cut += 1
    if cut != document["statement"]["min_cut"]:
        yield f"最小割不符：写明{document['statement']['min_cut']}，复算{cut}"


def _augmented(room: dict[Any, dict[Any, int]]) -> bool:
    """Send one more way from inside to outside, if there is room."""
    came: dict[Any, Any] = {"inside": None}
    queue = deque(["inside"])
    while queue and "outside" not in came:
        here = queue.popleft()
        for there, ways in room.get(here, {}).items():
            if ways > 0 and there not in came:
                came[there] = here
                queue.append(there)
    if "outside" not in came:
        return False
    end: Any = "outside"
    while came[end] is not None:
        room[came[end]][end] -= 1
        room[end][came[end]] += 1
        end = came[end]
    return True


# ---------------------------------------------------------------- detours


def _detours(ground: Ground, document: Mapping[str, Any], times: Mapping[str, Times]) -> Iterator[str]:
    """The worst trip of each building, at the way nearest to it."""
    said = {one["building_id"]: one for one in document["statement"]["detours"]}
    for building in document["buildings"]:
        name = building["building_id"]
        trips = _trips(ground, building, document, times)
        one = said.pop(name, None)
        if one is None:
            if trips:
                yield f"楼栋{name}缺少绕行数"
        elif one["service"] not in trips:
            yield f"楼栋{name}的绕行无从复算"
        else:
            yield from _detour(name, one, trips)
    for name in said:
        yield f"楼栋{name}不在名单中"


Trip = tuple[float, float, float]


def _trips(
    ground: Ground, building: Mapping[str, Any], document: Mapping[str, Any], times: Mapping[str, Times]
) -> dict[str, list[Trip]]:
    """By service: open, planned and allowed seconds at the nearest place, and at others equally near."""
    place = to_metres(np.array([building["lonlat"]], dtype=np.float64), ground.centre)
    staffed = set(document["statement"]["choice"]["staffed"])
    chosen = np.array([key in staffed for key in ground.posts], dtype=bool)
    found: dict[str, list[Trip]] = {}
    for name, one in times.items():
        apart = np.hypot(*(ground.xy[one.vertex] - place).T)
        apart[~ground.real[one.vertex]] = np.inf
        nearest = float(apart.min(initial=np.inf))
        if nearest > TO_ROAD_M:
            continue
        plan = np.minimum(one.by_post_s[chosen].min(axis=0, initial=np.inf), one.inside_s)
        rows = np.flatnonzero(apart <= nearest + PLACE_M)
        if np.isfinite(one.open_s[rows]).any():
            found[name] = [(float(one.open_s[row]), float(plan[row]), float(one.allowed_s[row])) for row in rows]
    return found


def _detour(name: str, one: Mapping[str, Any], trips: Mapping[str, list[Trip]]) -> Iterator[str]:
    written = tuple(np.inf if one[key] is None else float(one[key]) for key in ("open_s", "plan_s", "allowed_s"))
    if not any(_alike(np.array(written), np.array(trip)) for trip in trips[one["service"]]):
        yield f"楼栋{name}的绕行不符：写明{_words(written)}，复算{_words(trips[one['service']][0])}"
    worst = max(min(_ratio(trip) for trip in rows) for rows in trips.values())
    if _ratio(written) < worst * (1 - TIME_S):
        yield f"楼栋{name}所列不是最大的绕行"


def _ratio(trip: Any) -> float:
    """How many times as long; a place that nobody could reach before has no detour."""
    return float(trip[1] / max(trip[0], 1.0)) if np.isfinite(trip[0]) else -np.inf


def _words(trip: Any) -> str:
    return "/".join("不通" if not np.isfinite(value) else f"{value:.1f}" for value in trip) + "秒"


def _alike(left: Floats, right: Floats) -> bool:
    both = np.isfinite(left) & np.isfinite(right)
    alike = np.abs(left[both] - right[both]) <= TIME_S
    return bool((np.isfinite(left) == np.isfinite(right)).all() and alike.all())
