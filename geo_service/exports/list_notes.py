"""The sheet of notes that goes with every list of a plan."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from geo_service.exports.post_lists import OPEN
from geo_service.exports.words import ESTIMATED, beijing_time, since, status_mark
from geo_service.exports.workbook import Notes
from geo_service.model.plan import Plan
from geo_service.model.zone import STATUS_TITLES


def list_notes(plan: Plan, exported_at: datetime) -> Notes:
    """Who decided what, when and why; what estimates, blanks and coordinates mean; every problem of the plan."""
    zone, sums = plan.zone, plan.totals
    lines = [
        ("区域", zone.name),
        ("区域编号", f"{zone.zone_id}  第{zone.version}版"),
        ("类别", plan.category_title),
        ("状态", STATUS_TITLES.get(zone.status, zone.status)),
        ("生效时间", since(plan)),
        ("作出人", f"{zone.author}，{beijing_time(zone.recorded_at)}记录"),
        ("作出理由", zone.reason),
        ("管控措施", plan.measures),
        ("依据规程", zone.protocol),
        ("规模", f"楼栋 {sums.buildings:,} 栋，单元 {sums.stairs:,} 个，面积 {sums.area_m2:,.0f} 平方米"),
        ("户数", f"{sums.households:,} 户，其中{ESTIMATED} {sums.households_estimated:,} 户"),
        ("人数", f"{sums.people:,} 人，其中{ESTIMATED} {sums.people_estimated:,} 人"),
        ("卡口设置", cordon_text(plan)),
        (ESTIMATED, _ESTIMATED_MEANS),
        ("坐标", _COORDINATES_MEAN),
        ("空白栏", "登记资料未载明的内容留空，不等于零；责任人、班次、电话等栏由现场手工填写。"),
        *((f"存在问题 {number}", problem) for number, problem in enumerate(plan.problems, start=1)),
        ("数据来源", plan.attribution),
        ("导出时间", beijing_time(exported_at)),
    ]
    return Notes(f"{status_mark(plan)}{zone.name} {_NOTES_TITLE}", lines)


def cordon_text(plan: Plan) -> str:
    """How many posts are staffed and shut, whether fewer could do, and how many people they need."""
    posts, edge = plan.frames["checkpoint"], plan.frames["edge"]
    open_m = float(edge.loc[edge["barrier"] == OPEN, "length_m"].sum())
    parts = (
        f"值守卡口 {len(posts)} 处，封闭点 {len(plan.frames['closure'])} 处",
        _proof_text(plan.proof.get("choice")),
        f"每班 {int(posts['crew'].sum()):,} 人，24小时 {int(posts['people_24h'].sum()):,} 人",
        f"须设围栏 {open_m:,.0f} 米",
    )
    return "；".join(part for part in parts if part)


def _proof_text(choice: Mapping[str, Any] | None) -> str:
    if choice is None:
        return ""
    return "已证明再少则不满足通行要求" if choice["proved"] else f"与可证下限相差不超过 {choice['gap']:.1%}"


_NOTES_TITLE = "清单说明"
_ESTIMATED_MEANS = (
    "斜体数字为估算：登记中没有户数或人数时，按楼栋用途、层数和占地面积推算，用于安排物资和人手，"
    "不能代替入户核实；核实后请将实有数登记，清单重新导出。"
)
_COORDINATES_MEAN = (
    "坐标为 WGS-84 经纬度(与 CGCS2000 相差厘米级)；国内手机地图使用 GCJ-02 坐标，直接输入会偏移数百米，须先换算。"
)
