"""What could not be sited, served or done in time, in sentences (Chinese)."""

from collections.abc import Sequence

import numpy as np

from geo_service.derive.perimeter_problems import some_of
from geo_service.derive.sites import Sites, SitesGround, SitesRule
from geo_service.derive.sites_sampling import HIGH_RISK
from geo_service.derive.sites_slots import MINUTES_PER_H
from geo_service.derive.sites_waste import WastePoints


def site_problems(ground: SitesGround, sites: Sites, rule: SitesRule) -> list[str]:
    """Sentences about what could not be sited, served or done in time."""
    ids = ground.buildings["building_id"].tolist()
    homes = bool(len(sites.shelves))
    lost = [ids[row] for row, reason in sites.sampling.at_door.items() if reason != HIGH_RISK]
    past = [ids[row] for row in np.flatnonzero((sites.sampling.place >= 0) & ~sites.sampling.safe).tolist()]
    late = [ids[row] for row in np.flatnonzero(sites.stops.late).tolist()]
    found = [
        (not homes, "区内没有住户，不设采样点、垃圾点和转运上车点"),
        (homes and sites.by_foot, "没有车辆能从值守口驶入的路，垃圾清运和转运须人工接驳"),
        (lost, f"{len(lost)}栋在步行{rule.sampling.max_walk_m:.0f}米内没有采样点，改为上门采样：{some_of(lost)}"),
        (past, f"{len(past)}栋去采样点没有避开高风险楼栋的路：{some_of(past)}"),
        (
            late and not sites.by_foot,
            f"{len(late)}栋到转运上车点步行超过{rule.transfer.max_walk_m:.0f}米：{some_of(late)}",
        ),
    ]
    sentences = [text for holds, text in found if holds]
    sentences += [
        f"{point_id(number)}（{sites.sampling.spots[number].name}）需{int(sites.sampling.benches[number])}台，场地放不下，须另辟场地"
        for number in sites.sampling.crowded
    ]
    sentences += _waste_problems(sites.waste, ids, "生活垃圾收集点", "W", rule.waste.max_walk_m, by_foot=sites.by_foot)
    sentences += _waste_problems(
        sites.medical, ids, "医疗废物暂存点", "M", rule.medical.max_walk_m, by_foot=sites.by_foot
    )
    return [*sentences, *_team_problems(sites, rule), *sites.refused]


def _waste_problems(
    points: WastePoints, ids: Sequence[str], title: str, letter: str, limit_m: float, *, by_foot: bool
) -> list[str]:
    far = [ids[row] for row in np.flatnonzero(points.over_limit).tolist()]
    full = "、".join(f"{letter}{number + 1:02d}" for number in points.over_capacity)
    found = [
        (far and not by_foot, f"{len(far)}栋到{title}步行超过{limit_m:.0f}米，上门收集：{some_of(far)}"),
        (full, f"{title}{full}超出规程桶数，须增桶或增加清运"),
    ]
    return [text for holds, text in found if holds]


def _team_problems(sites: Sites, rule: SitesRule) -> list[str]:
    rota, teams = sites.rota, rule.teams
    if rota.ends_min <= teams.finish_h * MINUTES_PER_H:
        return []
    hours = rota.ends_min / MINUTES_PER_H
    more = f"至少需{rota.enough}组" if rota.enough > teams.teams else "须增派或缩短布置时间"
    return [f"{teams.teams}个采样组{teams.finish_h:.0f}小时内完不成一轮，需约{hours:.1f}小时；{more}"]


def point_id(number: int) -> str:
    """Number of a sampling point within the plan."""
    return f"C{number + 1:02d}"
