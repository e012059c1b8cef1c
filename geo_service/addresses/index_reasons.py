"""Why a building is offered, or why none is named, in the words of an office."""

from collections.abc import Sequence

from geo_service.addresses.index_doors import Doors
from geo_service.addresses.index_evidence import Finding
from geo_service.addresses.index_question import Question
from geo_service.addresses.index_reading import door_of
from geo_service.addresses.match import NOT_FOUND

_AGREES = {
    "plate_agrees": "门牌号一致",
    "road_agrees": "道路或小区一致",
    "community_agrees": "社区一致",
    "township_agrees": "街道一致",
}
_DOUBTS = {
    "admin_contradicts": "所写的区县或街道不同",
    "community_contradicts": "所写的社区不同",
    "number_contradicts": "有对不上的号码",
    "number_unknown": "门牌号没有登记",
    "other_place": "还写了另一个地方",
    "unexplained": "有没读懂的字",
    "unexplained_behind": "号码后面有没读懂的字",
    "other_part": "没读懂的字像是另一处地方",
    "before_name": "名称前面有没读懂的字",
    "behind_name": "名称后面有没读懂的字",
    "named_otherwise": "号码前面的名称不同",
    "area_missing": "没有写几期或哪个区",
    "careless": "号码的单位不同",
    "better_place": "更像的地方没有这个号码",
}

SHOWN = 3
"""Choices named in a reason; more are in the candidates."""


def explain(finding: Finding, doors: Doors, stair: str | None) -> str:
    """What was read as what, what else agrees, and what is in doubt."""
    evidence = finding.evidence
    read = finding.door.label
    if evidence.inexact:
        how = "错字" if evidence.name_plain else "同音或近音字"
        read = f"“{finding.written}”读作“{finding.door.name}”（{how}）：{read}"
    said = [words for name, words in (_AGREES | _DOUBTS).items() if getattr(evidence, name)]
    missing = (
        [f"登记有 {doors.stairs[finding.building]} 个单元，没有{stair}单元"]
        if lacks_stair(finding, doors, stair)
        else []
    )
    return "；".join([read, *said, *missing])


def explain_several(findings: Sequence[Finding]) -> str:
    """That several places fit, and which."""
    labels = list(dict.fromkeys(finding.door.label for finding in findings))
    if len(labels) == 1:
        return f"有 {len(findings)} 栋楼用“{labels[0]}”这个地址，请写明社区或小区"
    return f"不能确定是哪一处：{'、'.join(labels[:SHOWN])}"


def explain_nothing(question: Question, doors: Doors) -> str:
    """That the place named has no such number, or that nothing was found."""
    places = [mention.name for mention in question.mentions if mention.name in doors.under]
    if not places:
        return NOT_FOUND
    asked = door_of(question.numbers)
    return f"{places[-1]}没有登记{asked}" if asked else f"只写到{places[-1]}，没有写号码"


def explain_unsure(finding: Finding, doors: Doors, question: Question) -> str:
    """What the nearest building is and what speaks against it; what is missing when the text stops at a place."""
    if finding.evidence.inexact or any(getattr(finding.evidence, name) for name in _DOUBTS):
        return f"不能确定，最接近的是{explain(finding, doors, question.stair)}"
    return f"不能确定是不是{finding.door.label}，请写明社区或道路"


def lacks_stair(finding: Finding, doors: Doors, stair: str | None) -> bool:
    """Whether the address names a stair that the building does not have."""
    count = doors.stairs[finding.building]
    return stair is not None and stair.isdecimal() and count is not None and int(stair) > count
