"""Every word the maps say, in office Chinese and in English: one table, no other."""

from collections.abc import Mapping

from geo_service.errors import InputError
from geo_service.model.frames import Column

LANGUAGES = ("zh", "en")
HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}

STRINGS: Mapping[str, tuple[str, str]] = {
    # title block
    "since": ("自 {time} 起", "since {time}"),
    "drawn_at": ("制图 {time}", "drawn {time}"),
    "version": ("第 {number} 版", "version {number}"),
    "status.draft": ("草稿 · 未发布", "draft · not published"),
    "status.assessed": ("已研判 · 未发布", "assessed · not published"),
    "status.approved": ("已批准 · 未发布", "approved · not published"),
    "status.in_force": ("生效", "in force"),
    "status.lifted": ("已解除", "lifted"),
    "status.archived": ("已归档", "archived"),
    "weekdays": ("一 二 三 四 五 六 日", "Mon Tue Wed Thu Fri Sat Sun"),
    "time": ("{month}月{day}日(周{weekday}) {clock}", "{weekday} {year}-{month:02}-{day:02} {clock}"),
    "buildings": ("楼栋", "Buildings"),
    "stairs": ("单元", "Stairs"),
    "households": ("住户", "Households"),
    "people": ("人数", "People"),
    "area": ("面积", "Area"),
    "count.buildings": ("{count:,} 栋", "{count:,}"),
    "count.stairs": ("{count:,} 个", "{count:,}"),
    "count.households": ("{count:,} 户", "{count:,}"),
    "count.people": ("{count:,} 人", "{count:,}"),
    "of_which_estimated": ("其中估算 {count:,}", "{count:,} of these estimated"),
    "all_registered": ("均为登记数", "all registered"),
    "area_m2": ("{area:,.0f} 平方米", "{area:,.0f} m²"),
    "area_km2": ("{area:,.2f} 平方公里", "{area:,.2f} km²"),
    "estimated": ("{value}(估算)", "{value} (estimated)"),
    "measures": ("管控措施", "Measures"),
    "problems": ("待现场核实", "To be settled on the ground"),
    "reductions": ("图面简化", "Simplified in this map"),
    "sources": ("数据来源", "Data"),
    "licences": ("软件许可", "Software licences"),
    "print": ("打印", "Print"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    # map controls
    "map": ("地图", "Map"),
    "layers": ("图层", "Layers"),
    "zoom_in": ("放大", "Zoom in"),
    "zoom_out": ("缩小", "Zoom out"),
    "fullscreen": ("全屏", "Full screen"),
    "fullscreen_exit": ("退出全屏", "Leave full screen"),
    "close": ("关闭", "Close"),
    "north": ("北", "N"),
    # legend and layers
    "legend": ("图例", "Legend"),
    "layer.zone": ("管控范围", "Zone"),
    "layer.context": ("底图", "Base map"),
    "layer.labels": ("名称注记", "Names"),
    "layer.grid": ("网格", "Grids"),
    "layer.building": ("涉及楼栋", "Affected buildings"),
    "layer.link": ("楼栋—中转站连线", "Building to delivery point"),
    "layer.checkpoint": ("卡口", "Checkpoints"),
    "layer.grade_separated": ("立体交叉(不设卡)", "Grade-separated (no post)"),
    "layer.delivery_point": ("物资配送中转站", "Delivery points"),
    "layer.sign": ("标识牌", "Signs"),
    "layer.venue": ("暂停营业场所", "Venues closed"),
    "layer.service": ("就近医疗与药房", "Medical care and pharmacies nearby"),
    "legend.building_inside": ("区内楼栋", "Building inside"),
    "legend.building_partly": ("部分在区内的楼栋", "Building partly inside"),
    "legend.building_outside": ("区外楼栋(底图)", "Building outside (base map)"),
    "legend.grid": ("网格界线与编码", "Grid line and code"),
    "legend.link": ("配送对应关系(直线，非路线)", "Served by (straight line, not the way)"),
    "legend.road": ("道路", "Road"),
    "legend.path": ("步行道", "Footpath"),
    "legend.water": ("水域", "Water"),
    "legend.barrier": ("围墙、栅栏", "Wall, fence"),
    "legend.rail": ("铁路", "Railway"),
    "legend.gate": ("出入口", "Gate"),
    "legend.estate": ("小区", "Estate"),
    "letter.grid": ("网", "G"),
    "letter.checkpoint": ("卡", "C"),
    "letter.grade_separated": ("桥", "B"),
    "letter.delivery_point": ("配", "D"),
    "letter.sign": ("牌", "S"),
    "letter.venue": ("停", "V"),
    "letter.service": ("医", "H"),
    "letter.service.pharmacy": ("药", "P"),
    "letter.service.clinic": ("诊", "K"),
    "facility.hospital": ("医院", "hospital"),
    "facility.clinic": ("诊所", "clinic"),
    "facility.pharmacy": ("药房", "pharmacy"),
    "facility.fire_station": ("消防站", "fire station"),
    "facility.police": ("派出所", "police"),
    "facility.market": ("市场", "market"),
    "facility.supermarket": ("超市", "supermarket"),
    "facility.parking": ("停车场", "parking"),
    "facility.square": ("广场", "square"),
    "facility.school": ("学校", "school"),
    "facility.venue": ("场馆", "venue"),
    # what a map that would be too heavy does
    "reduced.context": ("未绘底图“{layer}”{count:,} 个", "{count:,} of the base map's {layer} left out"),
    "reduced.drop": ("未绘“{layer}”{count:,} 个，见清单", "{count:,} {layer} left out; see the lists"),
    "reduced.by_estate": (
        "{count:,} 栋按小区(无小区的按网格)合并显示，逐栋见清单",
        "{count:,} buildings shown by estate (else by grid); see the lists for each",
    ),
    "reduced.by_status": ("{count:,} 栋合并为整体显示，逐栋见清单", "{count:,} buildings shown as one; see the lists"),
    "reduced.no_geometry": ("“{layer}”{count:,} 个无坐标，未绘", "{count:,} {layer} have no position: not drawn"),
    "context.buildings": ("区外楼栋", "buildings outside"),
    "context.gates": ("出入口", "gates"),
    "context.barriers": ("屏障", "barriers"),
    "context.estates": ("小区", "estates"),
    "context.roads": ("道路", "roads"),
    "building.number": ("{number}栋", "{number}"),
    # grid map
    "grid.count": ("网格", "Grids"),
    "grid.class": ("{low:,}–{high:,} 户", "{low:,}–{high:,}"),
    "grid.class_one": ("{low:,} 户", "{low:,}"),
    "grid.none": ("无登记数", "not registered"),
    "grid.sum_none": ("其中 {count:,} 个网格无登记数", "{count:,} grids not registered"),
    # console drawing
    "draw.polygon": ("画多边形", "Draw a polygon"),
    "draw.rectangle": ("画矩形", "Draw a rectangle"),
    "draw.edit": ("修改图形", "Edit shapes"),
    "draw.edit_none": ("没有可修改的图形", "No shapes to edit"),
    "draw.remove": ("删除图形", "Delete shapes"),
    "draw.remove_none": ("没有可删除的图形", "No shapes to delete"),
    "draw.save": ("完成", "Save"),
    "draw.save_title": ("保存修改", "Save the changes"),
    "draw.cancel": ("取消", "Cancel"),
    "draw.cancel_title": ("放弃修改", "Drop the changes"),
    "draw.finish": ("闭合", "Finish"),
    "draw.finish_title": ("完成绘制", "Finish drawing"),
    "draw.undo": ("退一点", "Delete last point"),
    "draw.undo_title": ("删除最后一个点", "Delete the last point"),
    "draw.clear": ("全部删除", "Clear all"),
    "draw.clear_title": ("删除全部图形", "Delete all shapes"),
    "draw.polygon_start": ("点击地图，画第一个点", "Click to start the shape"),
    "draw.polygon_continue": ("继续点击画下一个点", "Click to continue the shape"),
    "draw.polygon_end": ("点击第一个点闭合", "Click the first point to close the shape"),
    "draw.rectangle_start": ("按住拖动画矩形", "Click and drag to draw a rectangle"),
    "draw.release": ("松开完成", "Release to finish"),
    "draw.crossing": ("边线不能自相交", "Edges must not cross"),
    "draw.edit_tip": ("拖动节点修改图形", "Drag handles to change the shape"),
    "draw.edit_subtip": ("点“取消”放弃修改", "Click cancel to undo changes"),
    "draw.remove_tip": ("点击要删除的图形", "Click a shape to delete it"),
}

COLUMNS_EN: Mapping[str, str] = {
    "access": "access",
    "action": "action",
    "address": "address",
    "at": "at",
    "building_id": "building",
    "buildings": "buildings",
    "category": "category",
    "capacity_households": "can serve (households)",
    "checkpoint_id": "checkpoint",
    "code": "code",
    "community_code": "community",
    "delivery_point_id": "delivery point",
    "desks": "desks",
    "distance_basis": "distance by",
    "distance_m": "road distance (m)",
    "drivable": "drivable",
    "estate_name": "estate",
    "estimated_households": "of these estimated",
    "estimated_people": "of these estimated",
    "facility_id": "facility",
    "facility_kind": "kind",
    "gate_id": "gate",
    "grade_separated_id": "id",
    "grid_code": "grid",
    "households": "households",
    "households_estimated": "households estimated",
    "inside": "inside the zone",
    "leader": "grid leader",
    "levels": "levels",
    "measures": "measures",
    "name": "name",
    "number": "number",
    "people": "people",
    "people_estimated": "people estimated",
    "share_inside": "share inside",
    "sign_id": "sign",
    "since": "since",
    "stairs": "stairs",
    "text": "text",
    "use": "use",
    "walk_basis": "distance by",
    "walk_m": "walking distance (m)",
    "walk_max_m": "longest walk (m)",
    "way_ids": "ways",
    "why": "why",
}


def say(key: str, language: str, **values: object) -> str:
    """One text in a language, with its values filled in."""
    return STRINGS[key][_place(language)].format(**values)


def column_title(column: Column, language: str) -> str:
    """Heading of a column: as the model prints it, or its English mirror."""
    return column.title if language == "zh" else COLUMNS_EN[column.name]


def require_language(language: str) -> str:
    """Refuse a language the maps do not speak."""
    _place(language)
    return language


def _place(language: str) -> int:
    try:
        return LANGUAGES.index(language)
    except ValueError:
        raise InputError(f"no language {language!r}; the maps speak {', '.join(LANGUAGES)}") from None
