"""What a map says of a zone's cordon: how many posts, whether fewer could do, and which buildings pay with a detour."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from geo_service.maps.strings import STRINGS, say
from geo_service.model.plan import Plan

LEAST_DETOUR_S = 1.0
"""Less than a second is no detour worth a word."""
WORST_SHOWN = 5
"""Buildings with the longest detours that are listed beside the map."""
OPEN = "open"
"""Code of the stretches of a boundary that nothing shuts yet."""


def extra_s(detour: Mapping[str, Any]) -> float:
    """Seconds that a building's worst trip gets longer; not reached at all is endless."""
    return float("inf") if detour["plan_s"] is None else float(detour["plan_s"] - detour["open_s"])


def detour_text(detour: Mapping[str, Any] | None, language: str) -> str | None:
    """A building's longest detour in words; None when it is not known."""
    if detour is None:
        return None
    if extra_s(detour) < LEAST_DETOUR_S:
        return say("detour.none", language)
    service = service_word(detour["service"], language)
    if detour["plan_s"] is None:
        return say("detour.cut_off", language, service=service)
    seconds, minutes = round(extra_s(detour)), round(detour["plan_s"] / 60, 1)
    return say("detour.longer", language, service=service, seconds=seconds, minutes=minutes)


def service_word(name: str, language: str) -> str:
    """Word for a service; one without a word stays as it is."""
    key = f"service.{name}"
    return say(key, language) if key in STRINGS else name


def with_detours(buildings: gpd.GeoDataFrame, plan: Plan, language: str) -> gpd.GeoDataFrame:
    """The buildings with `detour`: the trip that the plan lengthens most for each, in words."""
    known = _detours(plan)
    texts = [detour_text(known.get(key), language) for key in buildings["building_id"]]
    return buildings.assign(detour=pd.Series(texts, index=buildings.index, dtype="object"))


def _detours(plan: Plan) -> dict[str, Mapping[str, Any]]:
    return {one["building_id"]: one for one in plan.proof.get("detours", ())}


def cordon_lines(plan: Plan, language: str) -> tuple[str, ...]:
    """Posts and closures, whether that is proved, people, and metres of fence; nothing for a plan without posts."""
    posts, closures, edge = plan.frames["checkpoint"], plan.frames["closure"], plan.frames["edge"]
    if posts.empty and closures.empty:
        return ()
    open_m = float(edge.loc[edge["barrier"] == OPEN, "length_m"].sum())
    crew, people = int(posts["crew"].sum()), int(posts["people_24h"].sum())
    return (
        say("cordon.posts", language, staffed=len(posts), closed=len(closures)),
        *proof_lines(plan.proof.get("choice"), language),
        say("cordon.people", language, crew=crew, people=people),
        say("cordon.fence", language, metres=open_m),
    )


def proof_lines(choice: Mapping[str, Any] | None, language: str) -> tuple[str, ...]:
    """Whether fewer posts could do; nothing where there was nothing to choose."""
    if choice is None:
        return ()
    if choice["proved"]:
        return (say("cordon.proved", language),)
    return (say("cordon.gap", language, percent=100 * choice["gap"]),)


def worst_detours(buildings: gpd.GeoDataFrame, plan: Plan, titles: Sequence[str], language: str) -> tuple[str, ...]:
    """The buildings with the longest detours, the worst first; nothing when nobody has one."""
    known = _detours(plan)
    found = [
        (extra_s(known[key]), title, known[key])
        for key, title in zip(buildings["building_id"], titles, strict=True)
        if key in known and extra_s(known[key]) >= LEAST_DETOUR_S
    ]
    worst = sorted(found, key=lambda one: (-one[0], one[1]))[:WORST_SHOWN]
    return tuple(
        say("detour.of", language, name=title, detour=detour_text(detour, language)) for _, title, detour in worst
    )
