"""Every word the pages say, in Chinese and English: one table. Those of the console go to the browser as JSON."""

from collections.abc import Mapping
from datetime import datetime

from geo_service.model.local_time import LOCAL_TIME
from geo_service.zones.answer import time_text

LANGUAGES = ("zh", "en")
DEFAULT_LANGUAGE = "zh"
HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}

STRINGS: Mapping[str, tuple[str, str]] = {
    # both pages
    "other_language": ("English", "中文"),
    "fictional": ("演示数据，虚构地名", "Demonstration data, fictional places"),
    "category.high": ("高风险区", "high-risk area"),
    "category.medium": ("中风险区", "medium-risk area"),
    "category.low": ("低风险区", "low-risk area"),
    "measure.high": (
        "足不出户、上门服务",
        "stay at home; food, tests and care are brought to your door",
    ),
    "measure.medium": (
        "人不出区、错峰取物",
        "stay inside the area; collect deliveries at the time you are given",
    ),
    "measure.low": ("个人防护、避免聚集", "protect yourself and avoid gatherings"),
    # resident page
    "resident.title": ("我家在风险区里吗？", "Is my home in a risk area?"),
    "resident.label": ("写下您的地址", "Write your address"),
    "resident.hint": ("小区和楼栋，或者路名和门牌号", "Estate and building, or road and number"),
    "resident.ask": ("查询", "Check"),
    "resident.again": ("换一个地址", "Check another address"),
    "resident.asked": ("查询的地址", "Address asked for"),
    "resident.inside": ("在风险区内", "Inside a risk area"),
    "resident.outside": ("不在风险区内", "Not in a risk area"),
    "resident.unsure": ("还不能确定", "Not certain yet"),
    "resident.inside_text": ("这个地址属于{zone}，是{category}。", "This address belongs to {zone}, a {category}."),
    "resident.outside_text": (
        "{time}时，没有生效的风险区包括这个地址。",
        "At {time} no zone in force includes this address.",
    ),
    "resident.unsure_text": ("还差一点信息，请回答：", "One more detail is needed:"),
    "resident.possible": ("可能涉及：{zone}（{category}）", "May be concerned: {zone} ({category})"),
    "resident.do": ("请这样做", "What to do"),
    "resident.since": ("从什么时候起", "Since"),
    "resident.until": ("到什么时候", "Until"),
    "resident.until_text": (
        "以解除通告为准；解除后在这里查到的就是“不在风险区内”",
        "until it is lifted by notice; this page then answers “not in a risk area”",
    ),
    "resident.zone": ("区域", "Zone"),
    "resident.why": ("判断依据", "Why"),
    "resident.emergency": (
        "急病、分娩、火情：立即拨打 120 或 119。急难危重就医，卡口无条件放行。",
        "Emergency, childbirth, fire: call 120 or 119 at once. Checkpoints must let urgent patients through.",
    ),
    "resident.private": (
        "您查询的地址不会被保存，也不会写入日志。",
        "The address you ask about is neither stored nor logged.",
    ),
    "resident.zones": ("现在生效的风险区", "Zones in force now"),
    "resident.no_zones": ("现在没有生效的风险区。", "No zone is in force now."),
    "resident.zone_since": ("自{time}起", "since {time}"),
    "resident.empty": (
        "请先写下地址，例如：某某小区3栋，或某某路12号。",
        "Write an address first, such as an estate and building, or a road and number.",
    ),
    "resident.too_long": (
        "地址太长了，最多{most}个字；请只写小区楼栋或路名门牌。",
        "This is too long, at most {most} characters; write only the estate and building, or road and number.",
    ),
    "resident.unreadable": ("没有看懂这个地址", "The address could not be read"),
    "resident.error": ("没有查成", "The check did not work"),
    "resident.error_text": (
        "没有保存任何内容，请稍后再试。",
        "Nothing was stored. Please try again in a moment.",
    ),
    # signing in
    "sign.title": ("登录指挥台", "Sign in to the console"),
    "sign.name": ("账号", "Name"),
    "sign.password": ("密码", "Password"),
    "sign.enter": ("登录", "Sign in"),
    "sign.or": ("或", "or"),
    "sign.oidc": ("用单位统一身份登录", "Sign in with your organisation"),
    "sign.lost": ("忘记密码请联系管理员重置。", "If you have lost your password, ask an administrator for a new one."),
    "sign.residents": ("居民查询页", "Page for residents"),
    "sign.wrong": ("账号或密码不对，请重新输入。", "The name or the password is wrong, enter them again."),
    "sign.wait": (
        "尝试次数太多，请等 {seconds} 秒再试。",
        "Too many tries. Wait {seconds} seconds, then try again.",
    ),
    "sign.old_form": ("页面已过期，请再登录一次。", "This page was old. Please sign in again."),
    "sign.change": ("修改密码", "Choose a password"),
    "sign.must_change": (
        "现在用的是一次性密码，请先换成自己的密码，然后才能操作。",
        "You have used a one-time password. Replace it with your own before you go on.",
    ),
    "sign.old": ("现在的密码", "Present password"),
    "sign.new": ("新密码", "New password"),
    "sign.repeat": ("再输一遍新密码", "New password again"),
    "sign.rule": (
        "{least} 到 {most} 个字符，什么字符都可以，不能与现在的密码相同。",
        "{least} to {most} characters of any kind, other than the present password.",
    ),
    "sign.differ": ("两遍新密码不一样，请重新输入。", "The two new passwords differ, enter them again."),
    "sign.wrong_old": ("现在的密码不对，请重新输入。", "The present password is wrong, enter it again."),
    "sign.no_password": (
        "这个账号由单位统一身份登录，没有密码。",
        "This account signs in with your organisation and has no password here.",
    ),
    "sign.save": ("保存新密码", "Save the new password"),
    "sign.leave": ("退出登录", "Sign out"),
    "sign.as": ("当前账号：{name}", "signed in as {name}"),
    "sign.back": ("回到指挥台", "Back to the console"),
    "sign.error": ("没有成功", "This did not work"),
    "sign.error_text": ("没有保存任何内容。", "Nothing was saved."),
    "sign.again": ("重新登录", "Sign in again"),
    "sign.going": ("已登录，正在打开指挥台…", "You are signed in; the console opens…"),
    "sign.go": ("打开指挥台", "Open the console"),
    # the console's frame
    "console.title": ("指挥台", "Command console"),
    "console.leave": ("退出", "Leave"),
    "console.zones": ("区域", "Zones"),
    "console.no_zones": (
        "还没有区域。请在右侧点“画范围”开始划定。",
        "There are no zones yet. Start with “Draw the area” on the right.",
    ),
    "console.map": ("地图", "Map"),
    "console.new": ("新划定", "New zone"),
    "console.skip": ("跳到操作面板", "Skip to the panel"),
    "console.waiting": ("正在打开…", "Opening…"),
    "console.password": ("改密码", "Password"),
    "console.signed_in": ("{name} · {role}", "{name} · {role}"),
    "console.role.viewer": ("查看", "viewer"),
    "console.role.operator": ("经办", "operator"),
    "console.role.approver": ("审批", "approver"),
    "console.role.admin": ("管理", "admin"),
    "console.signed_out": (
        "登录已过期，没有保存。图形和填写的内容都还在：请在新标签页登录，再回来重试。",
        "You are signed out; nothing was saved. Your drawing and words are kept: sign in in a new tab, then try again.",
    ),
    "console.fault.403": (
        "您的账号没有这项权限，没有保存。",
        "Your account may not do this; nothing was saved.",
    ),
    "console.empty_register": (
        "登记库是空的。请先导入楼栋和道路：geo-service import osm 文件",
        "The register is empty. Import buildings and roads first: geo-service import osm FILE",
    ),
    # the console's designate
    "console.designate": ("划定", "Designate"),
    "console.step_draw": ("第1步 画范围", "1 Draw the area"),
    "console.draw": ("画范围", "Draw the area"),
    "console.draw_hint": (
        "在地图上逐点点击，点回第一个点闭合；也可以用地图左上角的矩形工具。",
        "Click corner by corner on the map and click the first corner to close; or use the rectangle tool at top left.",
    ),
    "console.redraw": ("重画", "Draw again"),
    "console.drawn": ("已画好范围", "The area is drawn"),
    "console.drawing": ("正在画，点回第一个点闭合", "Drawing; click the first corner to close"),
    "console.or_file": ("读入 GeoJSON 图形", "Read a GeoJSON drawing"),
    "console.step_category": ("第2步 选类别", "2 Choose the category"),
    "console.step_words": ("第3步 理由和名称", "3 Reason and name"),
    "console.reason": ("理由（必填，随版本留存）", "Reason (needed, kept with the version)"),
    "console.reason_hint": ("例如：流调组研判，第3号通告", "e.g. assessment of the tracing team, notice 3"),
    "console.name": ("名称（不填则取小区名）", "Name (left out: names of the estates)"),
    "console.step_preview": ("预计涉及", "It would hold"),
    "console.preview_none": (
        "画好范围后，这里显示涉及的楼栋和户数。",
        "Once drawn, buildings and households show here.",
    ),
    "console.preview_failed": ("没有算出来，原因见下方。", "Could not be counted; see below."),
    "console.preview_busy": ("正在计算…", "Counting…"),
    "console.do_designate": (
        "划定 {buildings} 栋 · {households} 户",
        "Designate {buildings} buildings · {households} households",
    ),
    "console.do_designate_empty": ("划定", "Designate"),
    "console.draft_note": (
        "先存为草稿，核对方案后再发布生效。",
        "Saved as a draft first; check the plan, then publish.",
    ),
    "console.need_reason": ("请先写理由", "Write the reason first"),
    "console.by_cases": ("按病例地点名单划定", "Designate from a list of case places"),
    "console.by_cases_hint": (
        "CSV 或 XLSX，只含地点、角色和时间，不含人员信息。使用上面的理由；类别由规程判定。",
        "CSV or XLSX with places, roles and times, no persons. Uses the reason above; the protocol gives the category.",
    ),
    "console.cases_file": ("名单文件", "List file"),
    "console.do_cases": ("读入名单并划定", "Read the list and designate"),
    "console.by_notice": ("按通告文字划定、调整、解除", "By the text of a notice"),
    "console.by_notice_hint": (
        "粘贴通告全文，先读出条目核对，再办理。使用上面的理由；办理后立即生效，登记里查不到的按文字答复，不画图。",
        "Paste it whole, check what is read, then apply: it binds at once. What the register lacks is not drawn.",
    ),
    "console.notice_text": ("通告全文", "Text of the notice"),
    "console.read_notice": ("读出条目", "Read it"),
    "console.do_notice": ("按通告办理：立即生效", "Apply: binds at once"),
    "console.notice_found": ("读出 {count} 条：", "{count} items:"),
    "console.notice_unread": ("没有读懂的", "Not understood"),
    "console.notice_nothing": ("没有划定或改动任何风险区，原因如下。", "No zone was made or changed, because:"),
    "console.words_only": (
        "这个风险区只有文字，没有画在图上：居民查询按文字答复，没有方案和清单。",
        "This zone is known by its words alone: residents are answered by them; there is no plan and no list.",
    ),
    "console.undrawn": ("未上图", "not drawn"),
    "console.deed.designate": ("划定", "Designate"),
    "console.deed.adjust": ("调整", "Adjust"),
    "console.deed.downgrade": ("降级", "Downgrade"),
    "console.deed.lift": ("解除", "Lift"),
    # the console's numbers
    "console.buildings": ("楼栋", "Buildings"),
    "console.stairs": ("单元", "Stairs"),
    "console.households": ("户数", "Households"),
    "console.people": ("人数", "People"),
    "console.checkpoints": ("卡口", "Checkpoints"),
    "console.delivery_points": ("配送点", "Delivery points"),
    "console.of_which_estimated": ("含估算 {count}", "{count} estimated"),
    "console.beside_cursor": ("{buildings} 栋 · {households} 户", "{buildings} buildings · {households} households"),
    # the console's plan
    "console.plan": ("方案", "Plan"),
    "console.back": ("返回划定", "Back to designate"),
    "console.version": ("第 {version} 版", "version {version}"),
    "console.when.draft": ("尚未生效", "binds nobody yet"),
    "console.when.assessed": ("尚未生效", "binds nobody yet"),
    "console.when.approved": ("尚未生效", "binds nobody yet"),
    "console.when.archived": ("{time} 起解除", "ended {time}"),
    "console.when.in_force": ("自 {time} 起", "since {time}"),
    "console.when.lifted": ("{time} 起解除", "ended {time}"),
    "console.recorded": ("{time} 记录", "recorded {time}"),
    "console.measures": ("措施", "Measures"),
    "console.problems": ("需现场核实", "To settle on the ground"),
    "console.no_problems": ("没有需要核实的问题", "Nothing to settle"),
    "console.downloads": ("下载", "Downloads"),
    "console.history": ("历史", "History"),
    "console.publish": ("发布：立即生效", "Publish: in force now"),
    "console.publish_ask": (
        "发布“{name}”？从现在起约束 {buildings} 栋 · {households} 户。",
        "Publish “{name}”? From now on it binds {buildings} buildings · {households} households.",
    ),
    "console.lift": ("解除", "Lift"),
    "console.lift_ask": ("解除“{name}”？从现在起不再管控。", "Lift “{name}”? From now on its measures end."),
    "console.discard": ("作废草稿", "Discard the draft"),
    "console.discard_ask": ("作废草稿“{name}”？", "Discard the draft “{name}”?"),
    "console.sign": ("登记签署：{body}", "Enter agreement: {body}"),
    "console.sign_ask": ("登记{body}同意“{name}”？", "Enter that the {body} agrees with “{name}”?"),
    "console.downgrade": ("降级", "Downgrade"),
    "console.downgrade_ask": ("“{name}”从现在起降级？", "Downgrade “{name}” from now on?"),
    "console.archive": ("归档", "Archive"),
    "console.archive_ask": ("归档“{name}”？之后不再改动。", "Archive “{name}”? Nothing follows."),
    "console.why": ("理由（必填）", "Reason (needed)"),
    "console.reference": ("文号（可空）", "Number of the decision (optional)"),
    # the console's process
    "console.signatures": ("审批", "Approval"),
    "console.signed_by": ("{body}：{account}登记，{time}，{reference}", "{body}: by {account}, {time}, {reference}"),
    "console.no_reference": ("无文号", "no reference"),
    "console.to_sign": ("待{body}签署", "waits for the {body}"),
    "console.one_person": ("一人办理并发布", "drafted and published by one person"),
    "console.two_persons": ("{count} 人经办", "{count} persons stand behind it"),
    "console.clock_title": ("时限", "Clock"),
    "console.unknown_time": ("时间未定", "no time yet"),
    "console.why_so": ("逐条说明", "Explain line by line"),
    "console.prospect.waiting": ("最早 {time} 可转为{to}", "may become {to} at {time} at the earliest"),
    "console.prospect.blocked": ("转为{to}的条件未满足（最早 {time}）", "{to}: conditions not met (earliest {time})"),
    "console.prospect.due": ("已可转为{to}（自 {time}）", "may become {to} now (since {time})"),
    "console.prospect.overdue": ("应转为{to}，已超时 {hours} 小时", "should have become {to} {hours} h ago"),
    "console.prospect.unknown": ("转为{to}：条件尚不清楚", "{to}: it is not known whether the conditions hold"),
    "console.ending.waiting": ("最早 {time} 可解除", "may be lifted at {time} at the earliest"),
    "console.ending.blocked": ("解除条件未满足（最早 {time}）", "can't be lifted yet (earliest {time})"),
    "console.ending.due": ("已可解除（自 {time}）", "may be lifted now (since {time})"),
    "console.ending.overdue": ("应已解除，超时 {hours} 小时", "should have been lifted {hours} h ago"),
    "console.ending.unknown": ("解除条件尚不清楚", "it is not known whether it may be lifted"),
    "console.duty.running": ("{what}：{time} 前", "{what}: before {time}"),
    "console.duty.late": ("{what}：已超过 {time}", "{what}: was due {time}"),
    "console.deadline_next": ("最近时限 {time}：{what}", "next {time}: {what}"),
    "console.deadline_alarms": ("{count} 项超时", "{count} late"),
    "console.checks": ("核查", "Checks"),
    "console.no_checks": ("这个规程没有核查项", "This protocol asks for no checks"),
    "console.other_checks": ("其余 {count} 项", "{count} others"),
    "console.check.ok": ("符合", "ok"),
    "console.check.violation": ("违反", "violation"),
    "console.check.needs_ground": ("缺依据", "needs a ground"),
    "console.check.cannot_check": ("无法核对", "can't be checked"),
    "console.cancel": ("取消", "Cancel"),
    "console.status.draft": ("草稿", "draft"),
    "console.status.assessed": ("已研判", "assessed"),
    "console.status.approved": ("已批准", "approved"),
    "console.status.archived": ("已归档", "archived"),
    "console.status.in_force": ("生效", "in force"),
    "console.status.coming": ("将生效", "coming"),
    "console.status.lifted": ("已解除", "lifted"),
    "console.status.lifting": ("将解除", "ending"),
    "console.file.checkpoints.xlsx": ("卡口清单 XLSX", "Checkpoints XLSX"),
    "console.file.buildings.xlsx": ("楼栋清单 XLSX", "Buildings XLSX"),
    "console.file.delivery_points.xlsx": ("配送点清单 XLSX", "Delivery points XLSX"),
    "console.file.checkpoints.csv": ("卡口 CSV", "Checkpoints CSV"),
    "console.file.buildings.csv": ("楼栋 CSV", "Buildings CSV"),
    "console.file.delivery_points.csv": ("配送点 CSV", "Delivery points CSV"),
    "console.file.plan.geojson": ("方案 GeoJSON", "Plan GeoJSON"),
    "console.file.plan.gpkg": ("方案 GPKG", "Plan GPKG"),
    "console.file.map": ("离线地图 HTML", "Offline map HTML"),
    # the console's tables
    "console.tables": ("清单", "Lists"),
    "console.tables_close": ("收起清单", "Close the lists"),
    "console.no_rows": ("没有条目", "No entries"),
    "console.show_row": ("在地图上看 {name}", "Show {name} on the map"),
    "console.resize": ("调整清单高度", "Resize the lists"),
    "console.estimated_mark": ("（估）", " (est.)"),
    "console.yes": ("是", "yes"),
    "console.no": ("否", "no"),
    "console.column.id": ("编号", "Id"),
    "console.column.name": ("位置", "Place"),
    "console.column.access": ("通行", "Passage"),
    "console.column.drivable": ("可通车", "Vehicles"),
    "console.column.why": ("理由", "Why"),
    "console.column.estate_name": ("小区", "Estate"),
    "console.column.number": ("楼号", "No."),
    "console.column.address": ("地址", "Address"),
    "console.column.grid_code": ("网格", "Grid"),
    "console.column.levels": ("层数", "Levels"),
    "console.column.stairs": ("单元", "Stairs"),
    "console.column.households": ("户数", "Households"),
    "console.column.people": ("人数", "People"),
    "console.column.share_inside": ("区内占比", "Inside"),
    "console.column.delivery_point_id": ("配送点", "Delivery"),
    "console.column.walk_m": ("步行(米)", "Walk (m)"),
    "console.column.at": ("依托", "At"),
    "console.column.desks": ("台位", "Desks"),
    "console.column.capacity_households": ("可服务户数", "Capacity"),
    "console.column.buildings": ("楼栋", "Buildings"),
    "console.column.walk_max_m": ("最远(米)", "Farthest (m)"),
    "console.access.vehicle": ("车行", "vehicles"),
    "console.access.foot": ("人行", "on foot"),
    "console.letter.checkpoint": ("卡", "C"),
    "console.letter.delivery_point": ("配", "D"),
    "console.letter.grade_separated": ("桥", "B"),
    "console.kind.checkpoint": ("卡口", "Checkpoint"),
    "console.kind.delivery_point": ("配送点", "Delivery point"),
    "console.kind.grade_separated": ("立体交叉，不设卡", "Grade separated, no post"),
    "console.kind.building": ("楼栋", "Building"),
    "console.unit.buildings": ("栋", " bldg"),
    # the console's base map
    "console.legend.high": ("高风险区（斜线）", "High risk (hatched)"),
    "console.legend.medium": ("中风险区（点）", "Medium risk (dotted)"),
    "console.legend.building": ("涉及楼栋", "Affected building"),
    "console.legend": ("图例", "Legend"),
    "console.base_cut": (
        "底图只画了最近的 {shown} / {total} 个，放大可看全。",
        "The base map shows the nearest {shown} of {total}; zoom in for all.",
    ),
    "console.base_far": ("放大后显示楼栋轮廓", "Zoom in to see building outlines"),
    # the console's errors
    "console.fault.0": (
        "连不上服务。图形和填写的内容都还在，请检查网络后重试。",
        "The service can't be reached. Your drawing and words are kept; check the network and try again.",
    ),
    "console.fault.400": (
        "输入有问题，没有保存。图形和填写的内容都还在，请改正后重试。",
        "There is something wrong with the input; nothing was saved. Your drawing is kept: correct it and try again.",
    ),
    "console.fault.404": ("没有找到，可能已被更改。请刷新。", "Not found, it may have changed. Reload."),
    "console.fault.409": (
        "状态已被他人更改，没有保存。请看最新状态后再操作。",
        "Somebody changed it first; nothing was saved. Look at its state again.",
    ),
    "console.fault.413": ("文件太大，没有保存。", "The file is too large; nothing was saved."),
    "console.fault.422": ("规则不允许，没有保存。", "A rule says no; nothing was saved."),
    "console.fault.500": (
        "服务出错，已记录，没有保存。图形还在，请重试。",
        "The service met an error and logged it; nothing was saved. Your drawing is kept, try again.",
    ),
    "console.fault.503": (
        "数据库没有应答，没有保存。图形还在，请稍后重试。",
        "The database does not answer; nothing was saved. Your drawing is kept, try again in a moment.",
    ),
    "console.fault.crosses": (
        "边线自相交，交点已在地图上标出。请拖动节点或重画。",
        "The outline crosses itself where the map shows it. Move the corners or draw again.",
    ),
    "console.fault.outside": (
        "范围在登记数据之外。请在有楼栋的地方画。",
        "The area lies outside the register. Draw where there are buildings.",
    ),
    "console.fault.file": ("这个文件不是 GeoJSON 面图形。", "This file is no GeoJSON polygon."),
    "console.message": ("服务原话：{message}", "The service said: {message}"),
}


def language_or_default(asked: str | None) -> str:
    """The language asked for, or Chinese when there are no strings in it."""
    return asked if asked in LANGUAGES else DEFAULT_LANGUAGE


def say(key: str, language: str, **values: object) -> str:
    """One string of the table with its values put in."""
    return STRINGS[key][LANGUAGES.index(language)].format(**values)


def say_or(key: str, language: str, otherwise: str) -> str:
    """One string of the table, or other words when the table has none, e.g. for the category of another protocol."""
    return say(key, language) if key in STRINGS else otherwise


def translate_measure(measure: str, language: str) -> str:
    """A measure in a language, when the table has exactly these Chinese words; else as it is."""
    place = LANGUAGES.index(language)
    found = [pair[place] for key, pair in STRINGS.items() if key.startswith("measure.") and pair[0] == measure]
    return found[0] if found else measure


def strings_for(language: str, prefix: str, *also: str) -> dict[str, str]:
    """All strings of a prefix, without it, and those of other prefixes, with it; placeholders stay."""
    place = LANGUAGES.index(language)
    own = {key.removeprefix(prefix): pair[place] for key, pair in STRINGS.items() if key.startswith(prefix)}
    return own | {key: pair[place] for key, pair in STRINGS.items() if key.startswith(also)}


def say_time(at: datetime, language: str) -> str:
    """A time in China as people read it: 11月16日 08:00, or 16 Nov 08:00."""
    if language == DEFAULT_LANGUAGE:
        return time_text(at)
    local = at.astimezone(LOCAL_TIME)
    return f"{local.day} {_MONTHS[local.month - 1]} {local:%H:%M}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
