"""What is made public and who stands behind it: counts, persons in the text, signatures, the record of changes."""

from collections.abc import Sequence

from geo_service.model.check import NEEDS_GROUND, OK, VIOLATION, CheckStatus, Finding
from geo_service.model.zone import ADOPTED, IN_FORCE
from geo_service.zones.checks.inputs import Asked, CheckInput
from geo_service.zones.checks.privacy import LEAK_TITLES, Leak, leaks_in
from geo_service.zones.checks.records import breach, fine, missing, ungrounded
from geo_service.zones.fact_kinds import Publication

_STATED = ("announced", "listed", "tally")


def list_count_matches(inp: CheckInput, _: Asked) -> list[Finding]:
    """Whether the number that a notice announces is that of its list, and its tally that of the register."""
    stated = [(fact.fact_id, said) for fact, said in inp.facts_of(Publication) if _states(said)]
    if not stated:
        return [missing(inp, "发布记录没有登记通告所说的个数")]
    return [one for fact_id, said in stated for one in (_list(inp, fact_id, said), _tally(inp, fact_id, said))]


def _states(said: Publication) -> bool:
    return any(getattr(said, name) is not None for name in _STATED)


def _list(inp: CheckInput, fact_id: str, said: Publication) -> Finding:
    if said.announced is None or said.listed is None:
        return missing(inp, f"发布{fact_id}缺{'宣布' if said.announced is None else '列出'}的个数", fact_id)
    words = f"发布{fact_id}宣布{said.announced}个，列出{said.listed}个"
    return fine(inp, words) if said.announced == said.listed else breach(fact_id, words)


def _tally(inp: CheckInput, fact_id: str, said: Publication) -> Finding:
    if said.tally is None:
        return fine(inp, f"发布{fact_id}没有累计数")
    known = inp.tallies.get(fact_id)
    if known is None:
        return missing(inp, f"发布{fact_id}时登记中有几个，不知道", fact_id)
    words = f"发布{fact_id}称共{said.tally}个，登记中有{known}个"
    return fine(inp, words) if said.tally == known else breach(fact_id, words)


def publication_privacy(inp: CheckInput, _: Asked) -> list[Finding]:
    """Whether names, numbers and rooms of persons stand in what is made public; what is found is shown masked."""
    if not inp.words:
        return [missing(inp, "没有可查的文字")]
    found = [
        Finding(_gravity(inp, leak.kind), inp.subject, f"疑有{LEAK_TITLES[leak.kind]}：{leak.shown}")
        for text in inp.words
        for leak in leaks_in(text)
    ]
    return found or [fine(inp, f"{len(inp.words)}处文字中没有发现")]


def _gravity(inp: CheckInput, kind: Leak) -> CheckStatus:
    """A room is the zone itself where the unit is the household; a masked name may be no name."""
    if kind == "masked_name":
        return NEEDS_GROUND
    by_household = inp.category is not None and "household" in inp.category.units
    return (
        NEEDS_GROUND
        if kind == "room" and by_household and inp.unit is not None and inp.unit.unit == "household"
        else VIOLATION
    )


def _called(bodies: Sequence[str], inp: CheckInput) -> str:
    return "、".join(inp.protocol.body_label(body) for body in bodies)


def approval_chain(inp: CheckInput, _: Asked) -> list[Finding]:
    """Whether every body of the chain has signed, each under a reference."""
    chain = inp.protocol.governance.approval_chain
    zone = inp.zone
    if not chain:
        return [fine(inp, "规程不要求签批")]
    signed = {one.body for one in zone.signatures}
    bare = [
        ungrounded(inp.subject, f"{inp.protocol.body_label(one.body)}的签批没有文号")
        for one in zone.signatures
        if not one.reference
    ]
    absent = [body for body in chain if body not in signed]
    if not absent:
        return bare or [Finding(OK, inp.subject, f"{_called(chain, inp)}都已签批", zone.reference)]
    if zone.status != IN_FORCE:
        return [*bare, fine(inp, f"尚未生效，待签：{_called(absent, inp)}")]
    if any(one.step == ADOPTED for one in inp.history):
        return [*bare, _adopted(inp)]
    return [*bare, breach(inp.subject, f"已生效而{_called(absent, inp)}没有签批")]


def _adopted(inp: CheckInput) -> Finding:
    """A zone that an authority had published: its notice stands for the signatures."""
    if inp.zone.reference:
        return Finding(OK, inp.subject, "按上级通告登记", inp.zone.reference)
    return ungrounded(inp.subject, "按通告登记而没有文号")


def change_record(inp: CheckInput, _: Asked) -> list[Finding]:
    """Whether every version says who changed it and why; when is always kept."""
    found = [
        breach(inp.subject, f"第{one.version}版没有{'变更人' if not one.author.strip() else '理由'}")
        for one in inp.history
        if not one.author.strip() or not one.reason.strip()
    ]
    return found or [fine(inp, f"{len(inp.history)}版都有变更人、时间和理由")]
