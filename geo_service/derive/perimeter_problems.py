"""Sentences about what a perimeter could not keep: limits that no post meets, places without a way, orders undone."""

from collections.abc import Iterator, Sequence

import numpy as np

from geo_service.derive.cordon_times import RINGS_M
from geo_service.derive.perimeter import Perimeter

SHOWN = 8
"""Ids named in one sentence before it says how many more there are."""


def perimeter_problems(perimeter: Perimeter, keys: Sequence[str], building_ids: Sequence[str]) -> list[str]:
    """Everything that whoever signs must know of the perimeter, in Chinese; none when all limits hold."""
    return [
        *_roads_known(perimeter),
        *_limits(perimeter),
        *_buildings_over(perimeter, building_ids),
        *_orders(perimeter, keys),
        *_crews(perimeter, keys),
        *_proof(perimeter),
    ]


def _roads_known(perimeter: Perimeter) -> Iterator[str]:
    ground = perimeter.ground
    if not len(ground.network.tail):
        yield "区界周围没有登记道路，卡口和绕行无从计算，须现场踏勘"
        return
    if ground.ring_m is None:
        yield "登记道路没有通到区外，无从核对出路，须补充周边道路"
    elif ground.ring_m < RINGS_M[0]:
        yield f"登记道路在区外不足{RINGS_M[0]:.0f}米处即止，出路只核对到{ground.ring_m:.0f}米"
    for service in perimeter.staffing.services:
        if service.reach.from_edge and ground.ring_m is not None:
            yield f"周边没有登记{service.reach.service.title}的出发点，按从区外{ground.ring_m:.0f}米处到达计"


def _limits(perimeter: Perimeter) -> Iterator[str]:
    shut = any(
        not order.staffed and number not in perimeter.staffing.released for number, order in perimeter.orders.items()
    )
    every = "指定封闭的以外" if shut else ""
    large = [one for one in perimeter.staffing.services if one.single.any()]
    for one in perimeter.staffing.services:
        if one.unmet.any():
            yield f"{one.reach.service.title}：{int(one.unmet.sum())}处即使{every}全部卡口值守也超过时限，已取最短"
    for one in large:
        yield f"{one.reach.service.title}：{int(one.single.sum())}处只有一个卡口可达，受阻时没有第二条路"
    hopeless = perimeter.proof.hopeless
    if len(hopeless):
        yield f"区内{len(hopeless)}处道路节点原本就没有通往区外的路，见证明中的名单"


def _buildings_over(perimeter: Perimeter, building_ids: Sequence[str]) -> Iterator[str]:
    reached = {trip.building for trip in perimeter.proof.detours}
    apart = [name for number, name in enumerate(building_ids) if number not in reached]
    if apart and len(perimeter.ground.network.tail):
        yield f"{len(apart)}栋附近没有登记道路，绕行无从计算：{some_of(apart)}"


def _orders(perimeter: Perimeter, keys: Sequence[str]) -> Iterator[str]:
    for number in perimeter.staffing.released:
        why = "按规程不得封闭" if number in perimeter.staffing.ruled else "会断绝出路"
        yield f"指定封闭{keys[number]}（{perimeter.posts[number].name}）{why}，未执行"
    for order in perimeter.lost_orders:
        wish = "值守" if order.staffed else "封闭"
        yield f"指定{wish}的位置附近没有道路穿越区界，未执行：{order.ground}"


def _crews(perimeter: Perimeter, keys: Sequence[str]) -> Iterator[str]:
    short = [keys[number] for number, crew in perimeter.crews.items() if not crew.enough]
    if short:
        yield f"{'、'.join(short)}的查验通道已到上限仍会久等，须分流或增设卡口"
    if perimeter.staffing.crowded:
        yield "全部卡口的查验通道仍不够高峰通行，须错峰"


def _proof(perimeter: Perimeter) -> Iterator[str]:
    proof = perimeter.proof
    if len(proof.leaks):
        yield f"泄漏检查未通过：{len(proof.leaks)}处可绕过卡口出区"
    if len(proof.cut_off):
        yield f"{len(proof.cut_off)}处道路节点因封闭失去出路"
    if len(proof.shut):
        yield f"按指定封闭的断头路上没有登记楼栋，{len(proof.shut)}处道路节点不再有出路"
    if not proof.proved:
        yield f"卡口方案未证明最省，与下限相差不超过{np.ceil(proof.gap * 1000) / 10:g}%"


def some_of(ids: Sequence[str]) -> str:
    """The first few ids of buildings, and how many there are in all."""
    more = f"等{len(ids)}栋" if len(ids) > SHOWN else ""
    return "、".join(ids[:SHOWN]) + more
