"""Every line that explains a clock, in office Chinese and in English: one table of templates, filled with values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geo_service.model.local_time import LOCAL_TIME


@dataclass(frozen=True)
class Both:
    """A value that is said differently in the two languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Line:
    """One line of an explanation; `clause` is the passage that it rests on."""

    key: str
    zh: str
    en: str
    clause: str = ""


TEMPLATES: Mapping[str, tuple[str, str]] = {
    # stage and start
    "stage": ("现为{category}，自 {since} 起", "now {category}, since {since}"),
    "stage_from": (
        "现为{category}，由{before}转入，自 {since} 起",
        "now {category}, came from {before}, since {since}",
    ),
    "stage_ended": ("解除前为{category}，自 {since} 起", "was {category} until it ended, since {since}"),
    "never": ("草案，尚未生效，不计时", "a draft that is not in force: no days count"),
    "undone": ("{at} 解除，尚未生效即已撤回", "lifted from {at} on, before it took effect"),
    "coming": ("将于 {since} 生效", "takes effect on {since}"),
    "start.clock_start": ("自 {start} 起算（决定所写起算时间）", "days count from {start}, as the decision says"),
    "start.effective_from": (
        "起算时间没有写明，按生效时间 {start} 起算",
        "no start is said, so days count from {start}",
    ),
    "start.event": ("自 {start} 起算（{event}）", "days count from {start} ({event})"),
    "start.not_started": ("尚未起算：没有登记{event}", "the clock has not started: {event} is not recorded"),
    "start.none": ("不按天数计时，以公告为准", "no days are counted; announcements decide"),
    "mode.single": ("各阶段同一起算时间", "all stages count from the same start"),
    "mode.per_stage": ("每一阶段重新起算", "each stage counts anew"),
    # cases
    "case.reset": ("{at} 发现新增感染 {count} 例，重新起算", "new cases ({count}) on {at}: the days count anew"),
    "case.uncounted": (
        "{at} 新增感染 {count} 例（{where}），不影响计时",
        "new cases ({count}) on {at}, {where}, do not touch the clock",
    ),
    "case.undecided": (
        "{at} 新增感染 {count} 例，须研判：延长全部、部分，或不延长",
        "new cases ({count}) on {at}: assess whether to extend all, part or nothing",
    ),
    "case.decided": (
        "{at} 新增感染 {count} 例，已研判",
        "new cases ({count}) on {at}, assessed",
    ),
    "case.unregistered": (
        "筛查阳性 {positives} 例，登记的新增感染只有 {cases} 例，须登记是在哪里发现的",
        "{positives} positives in rounds, but {cases} cases recorded; say where they were found",
    ),
    "extend.until": ("决定（{reference}）延长至 {until}", "extended until {until} by decision {reference}"),
    "extend.anew": (
        "决定（{reference}）延长，自 {start} 重新起算",
        "extended by decision {reference}: anew from {start}",
    ),
    "extend.part": (
        "决定（{reference}）只延长部分区域，本区计时不变；延长部分另行拆分",
        "decision {reference} extends a part only, which is split off; the days here go on",
    ),
    "extend.no_ground": (
        "决定（{reference}）延长，但没有登记本阶段的新增感染，不计入",
        "decision {reference} extends without a recorded new case, so it is not counted",
    ),
    "extend.forbidden": (
        "决定（{reference}）延长，规程没有这样的规定，不计入",
        "decision {reference} extends, which the protocol does not provide for, so it is not counted",
    ),
    # transitions and their conditions
    "transition": ("转为{to}的条件", "conditions of becoming {to}"),
    "end": ("解除的条件", "conditions of lifting"),
    "quiet_days": (
        "连续{days}天无新增：按每天24小时至 {elapsed}；按自然日至 {calendar}",
        "{days} days without a new case: by 24 hours each until {elapsed}; by calendar days until {calendar}",
    ),
    "days_since_start": (
        "起算满{days}天：按每天24小时至 {elapsed}；按自然日至 {calendar}",
        "{days} days from the start: by 24 hours each until {elapsed}; by calendar days until {calendar}",
    ),
    "more_than_days": (
        "起算超过{days}天：按每天24小时须到 {elapsed}；按自然日须到 {calendar}",
        "more than {days} days from the start: by 24 hours each on {elapsed}; by calendar days on {calendar}",
    ),
    "days.not_started": ("{days}天尚未起算", "the {days} days have not begun"),
    "round.window": (
        "第{day}天全员核酸：按每天24小时为 {elapsed_opens} 至 {elapsed_closes}",
        "round of everybody on day {day}: by 24 hours each {elapsed_opens} to {elapsed_closes}",
    ),
    "round.window.calendar": (
        "第{day}天：按自然日为 {calendar_opens} 至 {calendar_closes}；错过的在解除前补齐",
        "day {day} by calendar days: {calendar_opens} to {calendar_closes}; a missed round may follow",
    ),
    "round.not_started": ("第{day}天全员核酸，尚未起算", "round on day {day}: the clock has not started"),
    "round.clean": (
        "{at} 应采 {expected} 人，已采 {sampled} 人，均为阴性",
        "{at}: {sampled} of {expected} sampled, all negative",
    ),
    "round.progress": (
        "应采 {expected} 人，已采 {sampled} 人，待出结果 {pending} 人，阳性 {positive} 人",
        "{sampled} of {expected} sampled, {pending} pending, {positive} positive",
    ),
    "round.none": ("这一轮还没有登记", "no such round is recorded"),
    "round.readings": ("这一轮按{readings}有效", "the round counts {readings}"),
    "visits.met": ("{category}内场所走访完毕：{at}", "all visits in {category} cleared on {at}"),
    "visits.not_met": ("{category}内场所尚未走访完毕", "visits in {category} are not cleared"),
    "no_active.met": ("{categories}均已解除", "no {categories} is in force"),
    "no_active.not_met": ("仍有{categories}", "{categories} still in force"),
    "no_active.unknown": ("不知道是否仍有{categories}", "it is not known whether {categories} is in force"),
    "evidence.met": ("已登记{name}：{at}（{reference}）", "{name} recorded: {at} ({reference})"),
    "evidence.not_met": ("尚未登记{name}", "{name} is not recorded"),
    "announcement.met": ("已公告：{at}", "announced: {at}"),
    "announcement.not_met": ("须由发布机关公告", "the issuing authority must announce it"),
    "earliest": (
        "最早 {chosen}（{rule}）；另一种算法为 {other}",
        "earliest {chosen} ({rule}); the other reading gives {other}",
    ),
    "earliest.same": ("最早 {chosen}（两种算法相同）", "earliest {chosen} (in both readings)"),
    "earliest.none": ("没有天数要求", "no number of days is asked for"),
    "earliest.unknown": ("最早时间未知", "the earliest time is not known"),
    "state.waiting": ("还差 {hours} 小时", "{hours} h to go"),
    "state.due": ("条件已齐，应当办理", "all conditions are met: it is due"),
    "state.overdue": ("条件于 {since} 已齐，超期 {hours} 小时", "all conditions met on {since}: {hours} h overdue"),
    "state.blocked": (
        "天数已满 {hours} 小时，其他条件未齐",
        "the days were over {hours} h ago; other conditions are not met",
    ),
    "state.open": ("条件未齐", "the conditions are not met"),
    "state.unknown": ("还不能计算", "can't be computed yet"),
    # end, questions
    "ended": ("{at} 解除，历时 {hours} 小时", "ended on {at} after {hours} h"),
    "ended.early": (
        "比最早时间早 {hours} 小时：起算时间是否更早？请核对起算时间",
        "{hours} h before the earliest time: is the start earlier? check clock_start",
    ),
    "ended.late": ("比最早时间晚 {hours} 小时", "{hours} h after the earliest time"),
    "ask.clock_start": ("请补登起算时间（可早于生效时间）", "say clock_start; it may be earlier than effective_from"),
    # rounds, duties, looks
    "test.day": ("第{day}天核酸：{opens} 至 {closes}，{state}", "test on day {day}: {opens} to {closes}, {state}"),
    "test.before_lift": (
        "解除前 {hours} 小时内核酸：{opens} 至 {closes}，{state}",
        "test within {hours} h before lifting: {opens} to {closes}, {state}",
    ),
    "duty.not_started": ("{label}：起点没有登记", "{label}: its start is not recorded"),
    "duty.running": (
        "{label}：{started} 起 {hours} 小时内，至 {due}",
        "{label}: within {hours} h of {started}, by {due}",
    ),
    "duty.late": ("{label}：应在 {due} 前，已超 {late} 小时", "{label}: was due by {due}, {late} h late"),
    "duty.done": ("{label}：{done} 完成，时限 {due}", "{label}: done on {done}, due by {due}"),
    "duty.done_late": ("{label}：{done} 完成，超 {late} 小时", "{label}: done on {done}, {late} h late"),
    "look": ("每 {minutes} 分钟复核一次，下次 {due}", "to be looked at every {minutes} minutes, next {due}"),
    "look.unset": ("须定期复核，规程没有写明间隔", "must be looked at; the protocol says no interval"),
    # migrations
    "migration": (
        "规程已于 {ended} 由{successor}取代，{category}须于 {due} 前{action}",
        "the protocol was replaced by {successor} on {ended}; {category} must be {action} by {due}",
    ),
    "migration.history": (
        "划定时规程已失效（{ended} 止），不是现行规定",
        "the protocol had ended on {ended} before the zone began; it is no current law",
    ),
    "migration.open": (
        "规程已于 {ended} 失效，没有取代它的规程",
        "the protocol ended on {ended} and none replaces it",
    ),
    "migration.over": (
        "规程已于 {ended} 由{successor}取代，须转到新规程",
        "the protocol was replaced by {successor} on {ended}; move the zone to it",
    ),
    "rounds.missed": ("有 {count} 次核酸没有登记：第{days}天", "{count} test rounds are not recorded: day {days}"),
}
"""zh and en by key."""

READING_NAMES: Mapping[str, Both] = {
    "elapsed_24h": Both("每天24小时", "by 24 hours each"),
    "calendar_day": Both("自然日", "by calendar days"),
}

ROUND_STATES: Mapping[str, Both] = {
    "done": Both("已做", "done"),
    "open": Both("正在窗口内", "open now"),
    "coming": Both("未到", "to come"),
    "missed": Both("没有登记", "not recorded"),
}

PLACES_FOUND: Mapping[str, Both] = {
    "zone": Both("区内", "in the zone"),
    "community": Both("社会面", "in the community"),
    "quarantine": Both("隔离管控人员", "in quarantine"),
}

MIGRATIONS: Mapping[str, Both] = {
    "keep": Both("沿用", "kept"),
    "map": Both("转为新类别", "moved to the new category"),
    "reassess": Both("重新研判", "assessed again"),
}

EVENT_NAMES: Mapping[str, Both] = {
    "clock_start": Both("起算时间", "clock_start"),
    "last_cull_completed": Both("最后一次扑杀完成", "last cull completed"),
    "preliminary_cd_completed": Both("初步清洗消毒完成", "preliminary cleansing and disinfection completed"),
    "disinfection_completed": Both("终末消毒完成", "disinfection completed"),
    "env_pcr_negative": Both("环境采样核酸阴性", "environmental PCR negative"),
    "acceptance_higher_level": Both("上级验收合格", "accepted by the higher level"),
    "government_order": Both("政府解除令", "order of the government"),
    "control_and_surveillance_completed": Both("控制和监测完成", "control and surveillance completed"),
}
"""Names of events and evidence in words; another name is shown as it is."""

NO_TIME = Both("未知", "not known")


def line(key: str, /, *, clause: str = "", **values: Any) -> Line:
    """A line of the table with its values, in both languages."""
    zh, en = TEMPLATES[key]
    said = {name: _said(value) for name, value in values.items()}
    return Line(
        key,
        zh.format(**{name: both.zh for name, both in said.items()}),
        en.format(**{name: both.en for name, both in said.items()}),
        clause,
    )


def event_name(name: str) -> Both:
    """An event or a piece of evidence in words."""
    return EVENT_NAMES.get(name, Both(name, name.replace("_", " ")))


def time_words(at: datetime) -> Both:
    """A local time to the minute: 2022年11月21日 08:00."""
    local = at.astimezone(LOCAL_TIME)
    return Both(f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}", f"{local.day} {local:%b %Y %H:%M}")


def _said(value: Any) -> Both:
    if isinstance(value, Both):
        return value
    if isinstance(value, datetime):
        return time_words(value)
    if value is None:
        return NO_TIME
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return Both(text, text)


def joined(words: list[Both]) -> Both:
    """Words as a list."""
    return Both("、".join(one.zh for one in words), ", ".join(one.en for one in words))
