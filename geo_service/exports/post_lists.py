"""The lists of a zone's line: staffed checkpoints, closures, what shuts the rest of the line, signs, ways over it."""

from collections.abc import Sequence

from geo_service.exports.fields import POINT, POINT_ON_TWO_LINES, SERIAL, as_it_is, blank, taken
from geo_service.exports.list_sheets import SheetPlan, TotalRow, count_row, summed_row
from geo_service.model.plan import PLAN_LAYERS, Plan

OPEN = "open"
"""Code of the stretches of a boundary that nothing shuts yet."""


def edge_totals(plan: Plan) -> Sequence[TotalRow]:
    """The length of the whole line, and how much of it must still be fenced."""
    rows = plan.frames["edge"]
    length = next(column.title for column in PLAN_LAYERS["edge"].columns if column.name == "length_m")
    key = PLAN_LAYERS["edge"].columns[0].title
    open_m = float(rows.loc[rows["barrier"] == OPEN, "length_m"].sum())
    return (
        {"序号": "合计", length: round(float(rows["length_m"].sum()))},
        {"序号": "其中", key: "须设围栏", length: round(open_m)},
    )


POST_SHEETS: tuple[SheetPlan, ...] = (
    SheetPlan(
        "卡口清单",
        "checkpoint",
        (
            SERIAL,
            taken("checkpoint", "checkpoint_id", 7, number="code"),
            taken("checkpoint", "name", 16),
            taken("checkpoint", "access", 7, number="code"),
            taken("checkpoint", "drivable", 6, number="code"),
            taken("checkpoint", "serves", 12),
            taken("checkpoint", "households", 7, number="int"),
            taken("checkpoint", "lanes", 6, number="int"),
            taken("checkpoint", "crew", 6, number="int"),
            taken("checkpoint", "people_24h", 7, number="int"),
            taken("checkpoint", "decided_by", 7, number="code"),
            blank("责任人", 9),
            blank("班次", 10),
            blank("电话", 13),
            POINT_ON_TWO_LINES,
            taken("checkpoint", "way_ids", 10),
            taken("checkpoint", "why", 32),
        ),
        as_it_is,
        lambda plan: (summed_row(plan, "checkpoint", "处", ("households", "lanes", "crew", "people_24h")),),
        roomy=True,
    ),
    SheetPlan(
        "封闭点清单",
        "closure",
        (
            SERIAL,
            taken("closure", "closure_id", 8, number="code"),
            taken("closure", "name", 16),
            taken("closure", "access", 7, number="code"),
            taken("closure", "barrier", 11),
            taken("closure", "unlockable", 6, number="code"),
            taken("closure", "must_pass", 15),
            taken("closure", "instead", 7, number="code"),
            taken("closure", "decided_by", 7, number="code"),
            blank("钥匙保管人", 10),
            blank("电话", 13),
            blank("已封闭", 8),
            POINT_ON_TWO_LINES,
            taken("closure", "way_ids", 10),
            taken("closure", "why", 32),
        ),
        as_it_is,
        lambda plan: (count_row(plan, "closure", "处"),),
        roomy=True,
    ),
    SheetPlan(
        "边界围栏",
        "edge",
        (
            SERIAL,
            taken("edge", "edge_id", 12, number="code"),
            taken("edge", "barrier", 16),
            taken("edge", "length_m", 12, number="decimal"),
            blank("责任人", 12),
            blank("完成时间", 16),
            taken("edge", "why", 48),
        ),
        as_it_is,
        edge_totals,
        roomy=True,
    ),
    SheetPlan(
        "标识牌",
        "sign",
        (
            SERIAL,
            taken("sign", "sign_id", 14),
            taken("sign", "text", 44),
            taken("sign", "at", 20),
            POINT,
            blank("已设置", 10),
            taken("sign", "why", 34),
        ),
        as_it_is,
        lambda plan: (count_row(plan, "sign", "块"),),
    ),
    SheetPlan(
        "立体交叉",
        "grade_separated",
        (
            SERIAL,
            taken("grade_separated", "grade_separated_id", 14),
            taken("grade_separated", "name", 26),
            taken("grade_separated", "way_ids", 24),
            POINT,
            taken("grade_separated", "why", 44),
        ),
        as_it_is,
        lambda plan: (count_row(plan, "grade_separated", "处"),),
    ),
)
