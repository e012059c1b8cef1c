from datetime import timedelta

import pytest

from geo_service.actions.facts import import_facts, list_facts, record_fact, withdraw_fact
from geo_service.errors import ConflictError, InputError, NotFoundError, PermissionDeniedError, TableError
from geo_service.model.account import OPERATOR, VIEWER, Actor
from geo_service.zones.fact_kinds import standing_facts
from tests.actions.town import AT, zone

CLERK = Actor("clerk", OPERATOR)
LATER = AT + timedelta(hours=2)
ROUND = {"expected": 100, "sampled": 100}


def record(store, kind="test_round", values=None, zone_id=None, **changes):
    known = {"actor": CLERK, "at": LATER, **changes}
    return record_fact(store, kind, ROUND if values is None else values, zone_id, **known)


def test_a_fact_is_kept_with_its_defaults_and_a_number_of_its_own(town):
    made = zone(town).zone_id
    first, second = (record(town, zone_id=made, happened_at=AT + timedelta(minutes=minute)) for minute in (1, 2))
    assert first.fact_id.startswith("F20221116-")
    assert first.fact_id < second.fact_id
    assert town.facts(zone_ids=[made]) == [first, second]
    assert first.values["pending"] == 0


def test_without_a_time_it_happened_now(sqlite_town):
    assert record(sqlite_town, zone_id=zone(sqlite_town).zone_id).happened_at == LATER


def test_a_viewer_may_not_record(sqlite_town):
    with pytest.raises(PermissionDeniedError, match="operator"):
        record(sqlite_town, actor=Actor("guest", VIEWER))


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("rumour", {}, "no kind of fact"),
        ("test_round", {"expected": 0, "sampled": 0}, "expected"),
        ("test_round", {**ROUND, "patient": "x"}, "patient"),
        ("notice", {"channel": "拨打13800000000"}, "person"),
        ("barrier", {"object": "road", "place": "望江村3组赵小乐家"}, "person"),
    ],
)
def test_what_is_no_fact_is_refused_in_one_line(sqlite_town, kind, values, words):
    with pytest.raises(InputError, match=words) as refused:
        record(sqlite_town, kind, values, zone(sqlite_town).zone_id)
    assert "\n" not in str(refused.value)
    assert not sqlite_town.facts()


def test_what_is_still_to_come_is_no_fact(sqlite_town):
    with pytest.raises(InputError, match="still to come"):
        record(sqlite_town, zone_id=zone(sqlite_town).zone_id, happened_at=LATER + timedelta(seconds=1))


def test_an_unknown_zone_and_a_missing_one_are_refused(sqlite_town):
    with pytest.raises(NotFoundError, match="Z0"):
        record(sqlite_town, zone_id="Z0")
    with pytest.raises(InputError, match="name it"):
        record(sqlite_town)


# ---------------------------------------------------------------- taking back


def test_a_withdrawn_fact_stays_on_record_and_no_longer_stands(sqlite_town):
    made = zone(sqlite_town).zone_id
    wrong = record(sqlite_town, zone_id=made)
    withdraw_fact(sqlite_town, wrong.fact_id, "记错", actor=CLERK, at=LATER)
    facts = list_facts(sqlite_town, made)
    assert [fact.kind for fact in facts] == ["test_round", "withdrawal"]
    assert standing_facts(facts, at=LATER) == []


def test_recording_a_withdrawal_takes_back_too(sqlite_town):
    wrong = record(sqlite_town, zone_id=zone(sqlite_town).zone_id)
    values = {"fact_id": wrong.fact_id, "why": "记错"}
    assert record(sqlite_town, "withdrawal", values).zone_id == wrong.zone_id


def test_a_fact_is_taken_back_once(sqlite_town):
    wrong = record(sqlite_town, zone_id=zone(sqlite_town).zone_id)
    first = withdraw_fact(sqlite_town, wrong.fact_id, "记错", actor=CLERK, at=LATER)
    for fact_id in (wrong.fact_id, first.fact_id):
        with pytest.raises(ConflictError, match="withdrawn already"):
            withdraw_fact(sqlite_town, fact_id, "再来", actor=CLERK, at=LATER)
    with pytest.raises(NotFoundError, match="F0"):
        withdraw_fact(sqlite_town, "F0", "没有", actor=CLERK, at=LATER)


# ---------------------------------------------------------------- tables


def table(folder, *lines):
    path = folder / "facts.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_table_in_office_words_is_kept_row_by_row(sqlite_town, tmp_path):
    made = zone(sqlite_town).zone_id
    path = table(
        tmp_path,
        "类型,风险区,时间,应检,实检,对象,位置,可开启",
        f"核酸筛查,{made},2022-11-16 09:00,100,98,,,",
        f"围挡,{made},2022-11-16 09:30,,,estate_gate,东门,是",
    )
    done = import_facts(sqlite_town, path, actor=CLERK, at=LATER)
    assert [fact.kind for fact in done.facts] == ["test_round", "barrier"]
    assert (done.facts[0].values["sampled"], done.facts[1].values["unlockable"]) == (98, True)
    assert done.facts[0].happened_at.isoformat() == "2022-11-16T09:00:00+08:00"
    assert not done.notes


def test_bad_rows_are_told_and_nothing_of_them_is_kept(sqlite_town, tmp_path):
    made = zone(sqlite_town).zone_id
    path = table(
        tmp_path,
        "kind,zone,happened,expected,sampled",
        f"test_round,{made},2022-11-16 09:00,100,98",
        "rumour,,,,",
        f"test_round,{made},11月16日,100,98",
        f"test_round,{made},2022-11-16 09:00,100,many",
        "test_round,Z0,2022-11-16 09:00,100,98",
        f"test_round,{made},2022-11-17 09:00,100,98",
    )
    done = import_facts(sqlite_town, path, actor=CLERK, at=LATER)
    assert len(done.facts) == 1
    assert sorted(note.what for note in done.notes) == [f"row {number}" for number in range(3, 8)]
    assert sqlite_town.facts() == list(done.facts)


def test_the_same_table_again_keeps_nothing_twice(sqlite_town, tmp_path):
    made = zone(sqlite_town).zone_id
    path = table(tmp_path, "kind,happened,expected,sampled", "test_round,2022-11-16 09:00,100,98")
    for kept in (1, 0):
        done = import_facts(sqlite_town, path, actor=CLERK, at=LATER, zone_id=made)
        assert len(done.facts) == kept
    assert "on record already" in done.notes[0].reason


def test_the_kind_may_be_said_beside_the_table(sqlite_town, tmp_path):
    path = table(tmp_path, "happened,count", "2022-11-16 09:00,2")
    made = zone(sqlite_town).zone_id
    assert import_facts(sqlite_town, path, actor=CLERK, at=LATER, kind="case", zone_id=made).facts


@pytest.mark.parametrize(
    ("header", "words"),
    [("kind,身份证号", "about persons"), ("kind,colour", "no fact knows"), ("expected,sampled", "no column kind")],
)
def test_tables_with_wrong_columns_are_refused(sqlite_town, tmp_path, header, words):
    with pytest.raises(TableError, match=words):
        import_facts(sqlite_town, table(tmp_path, header, "notice,x"), actor=CLERK, at=LATER)


def test_a_table_does_not_take_facts_back(sqlite_town, tmp_path):
    wrong = record(sqlite_town, zone_id=zone(sqlite_town).zone_id)
    path = table(tmp_path, "kind,fact_id,why", f"withdrawal,{wrong.fact_id},记错")
    done = import_facts(sqlite_town, path, actor=CLERK, at=LATER)
    assert "one by one" in done.notes[0].reason
