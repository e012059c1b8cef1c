"""
The choice of posts, computed again from a written proof: times, needs, costs, and the cheapest choice.

Each need in the document must follow from a place or a cut, so no choice is cheaper than their cheapest solution; and
the staffed posts must meet every need of every place. Part of the re-check: nothing of the code that made the proof
is used.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from geo_service.derive.proof_ground import Flags, Floats, Ground, Ints, times_of
from geo_service.derive.proof_parts import parts_of

TIME_S = 0.05
"""Times are written to the millisecond and follow from rounded places; closer ones are equal."""
COST = 2e-5
"""Costs are written to a millionth of a post; sums of them may differ by this."""


@dataclass(frozen=True)
class Times:
    """
    Times of one service computed again, and what they ask for.

    `surely` and `maybe` are posts × places: those that serve a place in time, without and with the rounding. `asked`
    is how many posts each place needs. `over_limit` and `one_post_only` say where the limit or the second post can't be
    had: surely, and maybe.
    """

    vertex: Ints
    open_s: Floats
    by_post_s: Floats
    inside_s: Floats
    allowed_s: Floats
    surely: Flags
    maybe: Flags
    asked: Ints
    over_limit: tuple[Flags, Flags]
    one_post_only: tuple[Flags, Flags]


def times_again(ground: Ground, document: Mapping[str, Any]) -> dict[str, Times]:
    """Times and needs of every service by name."""
    rule = document["rule"]
    large = rule["households"] >= rule["double_households"]
    shut = [key for key, staffed in fixed_posts(ground, document).items() if not staffed]
    return {one["name"]: _times(ground, one, shut, two=large and one["double"]) for one in document["services"]}


def fixed_posts(ground: Ground, document: Mapping[str, Any]) -> dict[str, bool]:
    """Posts that the protocol or somebody's order has decided; orders that could not be kept are none."""
    kinds = [way["highway"] for way in document["ways"]]
    never = set(document["rule"]["never_closed"])
    ruled = {key: True for key in ground.posts if never & {kinds[way] for way in _ways_at(document, key)}}
    ordered = document["statement"]["choice"]["fixed"]
    return {key: one for key, one in ordered.items() if key not in document["released"]} | ruled


def _ways_at(document: Mapping[str, Any], key: str) -> list[int]:
    """Rows of the ways that a post's crossings list."""
    ids = {way for one in document["statement"]["crossings"] if one["post"] == key for way in one["ways"]}
    return [row for row, way in enumerate(document["ways"]) if way["way_id"] in ids]


def _times(ground: Ground, service: Mapping[str, Any], shut: list[str], *, two: bool) -> Times:
    found = times_of(ground, service)
    by_post = found.by_post_s.copy()
    by_post[[key in shut for key in ground.posts]] = np.inf
    limit = np.maximum((1 + service["share"]) * found.open_s, found.open_s + service["extra_s"])
    best = np.minimum(by_post.min(axis=0, initial=np.inf), found.inside_s)
    allowed = np.where(best > limit, best, limit)
    surely, maybe = by_post <= allowed - TIME_S, by_post <= allowed + TIME_S
    # where no post keeps the limit, the best one is asked for
    surely |= (by_post <= best) & (best > limit + TIME_S) & np.isfinite(best)
    real = ground.real[found.vertex]
    with np.errstate(invalid="ignore"):
        asked = np.where(two, 2, 1) - (found.inside_s <= allowed + TIME_S)
        over = [best > limit + slack for slack in (TIME_S, -TIME_S)]
    asked = np.where(np.isfinite(best) & real, asked, 0)
    few, many, wanted = surely.sum(axis=0), maybe.sum(axis=0), np.where(two, 2, 1) - (found.inside_s <= allowed)
    single = [(many < wanted) & (few > 0), (few < wanted) & (many > 0)]
    known = np.isfinite(found.open_s) & real
    return Times(
        vertex=found.vertex,
        open_s=found.open_s,
        by_post_s=found.by_post_s,
        inside_s=found.inside_s,
        allowed_s=allowed,
        surely=surely,
        maybe=maybe,
        asked=asked,
        over_limit=(over[0] & known, over[1] & known),
        one_post_only=(single[0] & known, single[1] & known),
    )


def check_choice(ground: Ground, document: Mapping[str, Any], times: Mapping[str, Times]) -> Iterator[str]:
    """Times, limits, costs, needs and the cheapest choice."""
    for service in document["services"]:
        yield from _check_times(ground, document, service, times[service["name"]])
    yield from _check_costs(ground, document)
    yield from _check_needs(ground, document, times)
    yield from _check_optimum(ground, document)


# ---------------------------------------------------------------- times and costs


def _check_times(
    ground: Ground, document: Mapping[str, Any], service: Mapping[str, Any], times: Times
) -> Iterator[str]:
    said, title = service["times"], service["name"]
    statement = document["statement"]
    limits = statement["limits"].get(title, {})
    if (limits.get("share"), limits.get("extra_s")) != (service["share"], service["extra_s"]):
        yield f"{title}：时限写法前后不一"
    if limits.get("posts_per_place") != 1 + service["double"]:
        yield f"{title}：每处所需卡口数前后不一"
    if said["vertex"] != times.vertex.tolist() or list(said["by_post_s"]) != list(ground.posts):
        yield f"{title}：到达的节点或卡口与复算不符"
        return
    staffed = [key in set(statement["choice"]["staffed"]) for key in ground.posts]
    plan_s = np.minimum(times.by_post_s[staffed].min(axis=0, initial=np.inf), times.inside_s)
    again = {"open_s": times.open_s, "inside_s": times.inside_s, "allowed_s": times.allowed_s, "plan_s": plan_s}
    for name, values in again.items():
        yield from _differs(f"{title} {name}", said[name], values)
    for key, row in zip(ground.posts, times.by_post_s, strict=True):
        yield from _differs(f"{title} 经{key}", said["by_post_s"][key], row)
    for name, sides in (("over_limit", times.over_limit), ("one_post_only", times.one_post_only)):
        listed = Counter(one["node_id"] for one in statement[name].get(title, []))
        sure, most = (Counter(document["nodes"][vertex] for vertex in times.vertex[side].tolist()) for side in sides)
        if not sure <= listed <= most:
            yield f"{title}：{name}名单与复算不符"


def _differs(title: str, said: list[float | None], again: Floats) -> Iterator[str]:
    written = np.array([np.inf if value is None else value for value in said], dtype=np.float64)
    known = np.isfinite(written) & np.isfinite(again)
    wrong = np.isfinite(written) != np.isfinite(again)
    wrong[known] = np.abs(written[known] - again[known]) > TIME_S
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        yield f"{title}：{int(wrong.sum())}处时间不符，首处写明{written[first]:.1f}秒，复算{again[first]:.1f}秒"


def _check_costs(ground: Ground, document: Mapping[str, Any]) -> Iterator[str]:
    said, rule = document["statement"]["choice"]["costs"], document["rule"]
    if list(said) != list(ground.posts):
        yield "计价的卡口与登记的卡口不一致"
        return
    kinds = [way["highway"] for way in document["ways"]]
    for key, post in ground.posts.items():
        work = [rule["closing_people"].get(kinds[way], rule["other_closing_people"]) for way in _ways_at(document, key)]
        people = rule["people"]["vehicle" if post["drivable"] else "foot"]
        price = rule["prices"]
        cost = price["post"] + price["person_day"] * (people - max(work, default=0.0)) - price["kept"] * post["kept"]
        if abs(said[key] - cost) > COST:
            yield f"卡口{key}的代价不符：写明{said[key]:.6f}，复算{cost:.6f}"


# ---------------------------------------------------------------- needs


def _check_needs(ground: Ground, document: Mapping[str, Any], times: Mapping[str, Times]) -> Iterator[str]:
    keys = list(ground.posts)
    needs = [(frozenset(one["posts"]), one["at_least"]) for one in document["statement"]["choice"]["needs"]]
    cuts, rows = parts_of(ground), np.array([[key in posts for key in keys] for posts, _ in needs], dtype=bool)
    rows, least = rows.reshape(len(needs), len(keys)), np.array([one for _, one in needs], dtype=np.int64)
    grounded = np.zeros(len(needs), dtype=bool)
    staffed = np.array([key in set(document["statement"]["choice"]["staffed"]) for key in keys], dtype=bool)
    for name, one in times.items():
        sure, most = one.surely.T[one.asked > 0], one.maybe.T[one.asked > 0]
        asked, fewest = one.asked[one.asked > 0], np.minimum(one.asked[one.asked > 0], sure.sum(axis=1))
        # a need follows from a place when it names exactly the posts that serve it
        fits = ~(sure[:, None] & ~rows).any(axis=2) & ~(rows & ~most[:, None]).any(axis=2)
        grounded |= (fits & (least <= asked[:, None]) & (least >= fewest[:, None])).any(axis=0)
        covered = ~(rows & ~most[:, None]).any(axis=2) & (least >= fewest[:, None])
        missing = (fewest > 0) & ~covered.any(axis=1)
        if missing.any():
            yield f"{name}：{int(missing.sum())}处的需要没有写进方案"
        if ((most & staffed).sum(axis=1) < fewest).any():
            yield f"{name}：值守的卡口不能让每一处都在时限内"
    for number, (posts, asked) in enumerate(needs):
        others = frozenset(keys) - posts
        lost = ((one, one.joined([part], others)) for one in cuts for part in one.cut_off(others))
        if not grounded[number] and not (asked == 1 and any(one.posts_of(group) == posts for one, group in lost)):
            yield f"第{number + 1}条需要没有根据：{'、'.join(sorted(posts))}至少{asked}处"


# ---------------------------------------------------------------- the cheapest choice


def _check_optimum(ground: Ground, document: Mapping[str, Any]) -> Iterator[str]:
    choice, keys = document["statement"]["choice"], list(ground.posts)
    costs = np.array([choice["costs"][key] for key in keys], dtype=np.float64)
    staffed = np.array([key in set(choice["staffed"]) for key in keys], dtype=bool)
    for key in set(choice["staffed"]) - set(keys):
        yield f"值守的卡口{key}没有登记"
    fixed = fixed_posts(ground, document)
    for key, wanted in fixed.items():
        if staffed[keys.index(key)] != wanted:
            yield f"卡口{key}应{'值守' if wanted else '封闭'}而没有"
    room = _room(document, fixed, len(keys))
    if staffed.sum() < room:
        yield "值守的卡口不够高峰通行"
    if abs(float(costs[staffed].sum()) - choice["cost"]) > COST * max(len(keys), 1):
        yield f"总代价不符：写明{choice['cost']}，各项相加{costs[staffed].sum():.6f}"
    best = _cheapest(costs, choice["needs"], keys, fixed, room)
    if best is None:
        yield "需要互相矛盾，没有任何方案能满足"
        return
    slack = COST * max(len(keys), 1)
    if choice["bound"] > best + slack or (choice["proved"] and abs(choice["bound"] - best) > slack):
        yield f"下限不符：写明{choice['bound']}，复算{best:.6f}"
    if choice["proved"] and choice["cost"] > best + slack:
        yield f"方案不是最省：代价{choice['cost']}，最省{best:.6f}"
    gap = max(0.0, (choice["cost"] - choice["bound"]) / max(choice["cost"], COST))
    if choice["proved"] is not (choice["cost"] - choice["bound"] <= COST) or abs(gap - choice["gap"]) > COST:
        yield "“已证明最省”的说法与代价和下限不一致"


def _room(document: Mapping[str, Any], fixed: Mapping[str, bool], posts: int) -> int:
    """Posts that it takes to pass everybody in the busiest hour; all that are not closed, if they are too few."""
    rule = document["rule"]
    if rule["flow_h"] <= rule["post_flow_h"]:
        return 0
    return min(int(np.ceil(rule["flow_h"] / rule["post_flow_h"])), posts - sum(not one for one in fixed.values()))


def _cheapest(
    costs: Floats, needs: list[Mapping[str, Any]], keys: list[str], fixed: Mapping[str, bool], room: int
) -> float | None:
    if not keys:
        return 0.0
    low, high = np.zeros(len(keys)), np.ones(len(keys))
    for key, wanted in fixed.items():
        low[keys.index(key)] = high[keys.index(key)] = float(wanted)
    rows = [[float(key in one["posts"]) for key in keys] for one in needs] + [[1.0] * len(keys)]
    least = [float(one["at_least"]) for one in needs] + [float(room)]
    found = milp(
        costs,
        constraints=LinearConstraint(np.array(rows), np.array(least), np.inf),
        integrality=np.ones(len(keys)),
        bounds=Bounds(low, high),
        options={"mip_rel_gap": 0.0},
    )
    return None if found.x is None else float(found.fun)
