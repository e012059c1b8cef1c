"""
Whether the tables of a protocol agree: every name leads somewhere, every unit has its rung, every zone has an end.

Each check gives faults with the place in the file that should be changed.
"""

from collections.abc import Collection, Iterator

from geo_service.zones.protocol_lines import Path
from geo_service.zones.protocol_schema import ANYWHERE, NOTHING, PLACES, Condition, Rules

Fault = tuple[Path, str]
"""The place of a key, and what is wrong with it and would be right."""

COUNTING = ("quiet_days", "round", "days_since_start", "more_than_days_since_start")
"""Conditions that need a clock that counts days."""


def disagreements(rules: Rules) -> list[Fault]:
    """All that does not agree in a protocol; when names lead nowhere, only those."""
    return list(_names(rules)) or [fault for check in _CHECKS for fault in check(rules)]


def _names(rules: Rules) -> Iterator[Fault]:
    ids = [category.id for category in rules.categories]
    labels = [category.label for category in rules.categories]
    for number, category in enumerate(rules.categories):
        if category.id in (NOTHING, *PLACES):
            yield ("category", number, "id"), f"{category.id!r} has a meaning of its own; give it another name"
        if category.label in (*labels[:number], *ids):
            yield ("category", number, "label"), f"{category.label!r} is there twice; zones are named by it too"
    for place, name in _names_used(rules):
        if name not in ids:
            yield place, f"{name!r} is no category; the categories are {', '.join(ids)}"


def _names_used(rules: Rules) -> Iterator[tuple[Path, str]]:
    """Every place that names a category of this protocol, and the name."""
    yield from _names_of_categories(rules)
    yield from _names_of_transitions(rules)
    for number, rule in enumerate(rules.designate):
        yield ("designate", number, "to"), rule.to
        yield from ((("designate", number, "also", at), name) for at, name in enumerate(rule.also))
    for number, testing in enumerate(rules.testing):
        yield ("testing", number, "category"), testing.category
    for number, migration in enumerate(rules.migrations):
        if migration.to is not None:
            yield ("migrate", number, "to"), migration.to
        if migration.action == "keep":
            yield ("migrate", number, "category"), migration.category


def _bodies(rules: Rules) -> Iterator[Fault]:
    known = [body.id for body in rules.bodies]
    for number, name in enumerate(rules.governance.approval_chain):
        if name not in known:
            yield (
                ("governance", "approval_chain", number),
                f"{name!r} is no body; the bodies are {', '.join(known)}; add a [[body]] with its labels",
            )


def _names_of_categories(rules: Rules) -> Iterator[tuple[Path, str]]:
    for number, category in enumerate(rules.categories):
        geometry = category.geometry
        outline: Path = ("category", number, "geometry")
        yield from (((*outline, "subtract", at), name) for at, name in enumerate(geometry.subtract))
        yield from (((*outline, "exists_while", at), name) for at, name in enumerate(geometry.exists_while))
        if geometry.of not in PLACES:
            yield (*outline, "of"), geometry.of
        if category.measures_as is not None:
            yield ("category", number, "measures_as"), category.measures_as
        if category.case_raises_to is not None:
            yield ("category", number, "case_raises_to"), category.case_raises_to


def _names_of_transitions(rules: Rules) -> Iterator[tuple[Path, str]]:
    for number, transition in enumerate(rules.transitions):
        row: Path = ("transition", number)
        yield (*row, "from"), transition.source_category
        if transition.to != NOTHING:
            yield (*row, "to"), transition.to
        if transition.entered_from != ANYWHERE:
            yield (*row, "entered_from"), transition.entered_from
        for at, condition in enumerate(transition.all):
            for key in ("no_active", "visits_cleared"):
                yield from (
                    ((*row, "all", at, key, position), name)
                    for position, name in enumerate(getattr(condition, key) or ())
                )


def _units(rules: Rules) -> Iterator[Fault]:
    ladder = rules.heading.unit_ladder
    for place, unit in _units_used(rules):
        if unit not in ladder:
            yield place, f"unit {unit!r} is not in protocol.unit_ladder; it has {', '.join(ladder)}"


def _units_used(rules: Rules) -> Iterator[tuple[Path, str]]:
    for number, category in enumerate(rules.categories):
        row: Path = ("category", number)
        yield from (((*row, "units", at), unit) for at, unit in enumerate(category.units))
        if category.exception is not None:
            yield from (((*row, "exception", "units", at), unit) for at, unit in enumerate(category.exception.units))
        if category.geometry.within is not None:
            yield (*row, "geometry", "within"), category.geometry.within


def _designations(rules: Rules) -> Iterator[Fault]:
    """A rule must lead to a category that can be drawn, by a unit that it allows."""
    by_id = {category.id: category for category in rules.categories}
    for number, rule in enumerate(rules.designate):
        category = by_id[rule.to]
        if category.residual:
            yield ("designate", number, "to"), f"{rule.to} is what others leave, so no place gets it; name another one"
        elif rule.unit not in category.units_with_exception:
            allowed = ", ".join(category.units_with_exception)
            yield ("designate", number, "unit"), f"unit {rule.unit!r} is not allowed for {rule.to}; use {allowed}"
        if rule.to in rule.also:
            yield ("designate", number, "also"), f"{rule.to} is made already; name only the others"


def _outlines(rules: Rules) -> Iterator[Fault]:
    """No outline may depend on itself, and sizes from a table need the table."""
    needed = {one.id: {*one.geometry.subtract, one.geometry.of} - set(PLACES) for one in rules.categories}
    columns = rules.user_table.columns if rules.user_table else ()
    for number, category in enumerate(rules.categories):
        outline: Path = ("category", number, "geometry")
        if category.id in _reached(category.id, needed):
            yield outline, f"the outline of {category.id} needs itself by way of subtract or of; leave one out"
        column = category.geometry.radius_from
        if column is not None and column not in columns:
            known = f"; it has {', '.join(columns)}" if columns else "; add [user_table] with that column"
            yield (*outline, "radius_from"), f"{column!r} is no column of user_table{known}"


def _reached(start: str, edges: dict[str, set[str]]) -> set[str]:
    """What can be reached from a name by one step or more."""
    seen: set[str] = set()
    waiting = list(edges[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += edges.get(name, ())
    return seen


def _ends(rules: Rules) -> Iterator[Fault]:
    """From every category that can be drawn, transitions lead to an end."""
    edges: dict[str, set[str]] = {category.id: set() for category in rules.categories}
    for transition in rules.transitions:
        edges[transition.source_category].add(transition.to)
    ends = {NOTHING, *(category.id for category in rules.categories if category.residual)}
    for number, category in enumerate(rules.categories):
        if not category.residual and not ends & _reached(category.id, edges):
            way = f'[[transition]] from = "{category.id}" that leads to {" or ".join(sorted(ends))}'
            yield ("category", number), f"no transition leads from {category.id} to an end; add a {way}"


def _steps(rules: Rules) -> Iterator[Fault]:
    for number, transition in enumerate(rules.transitions):
        if transition.to == transition.source_category:
            yield ("transition", number, "to"), f"{transition.to} leads to itself; name the category after it"


def _counts(rules: Rules) -> Iterator[Fault]:
    """Days need a clock that counts them."""
    mode = rules.clock.mode
    for number, transition in enumerate(rules.transitions):
        for at, condition in enumerate(transition.all):
            key = _key_of(condition)
            place: Path = ("transition", number, "all", at, key)
            if mode in ("none", "review") and key in COUNTING:
                yield place, f"clock.mode is {mode}, which counts no days; use announcement or evidence"


def _key_of(condition: Condition) -> str:
    return next(name for name in type(condition).model_fields if getattr(condition, name) is not None)


_CHECKS = (_bodies, _units, _designations, _outlines, _ends, _steps, _counts)


def migration_faults(rules: Rules, before: Collection[str]) -> list[Fault]:
    """
    What is wrong with the switch from the edition before.

    Parameters
    ----------
    before
        Ids of the categories of `protocol.supersedes`; empty when nothing is superseded.
    """
    moved = [migration.category for migration in rules.migrations]
    known = ", ".join(before) or "none, because protocol.supersedes is not given"
    faults: list[Fault] = [
        (("migrate", number, "category"), f"{name!r} is no category of the edition before; it has {known}")
        for number, name in enumerate(moved)
        if name not in before
    ]
    here = {category.id for category in rules.categories}
    lost = [name for name in before if name not in here and name not in moved]
    return faults + [
        (
            ("protocol", "supersedes"),
            f"nothing is said of {name} zones of that edition; add [[migrate]] with category = {name!r}",
        )
        for name in lost
    ]
