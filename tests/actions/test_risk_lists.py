"""Official lists imported as zones with history."""

import gzip
import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from geo_service.actions.check import check_address
from geo_service.actions.risk_lists import import_risk_list
from geo_service.errors import InputError, ProtocolError
from geo_service.importers.risk_lists import Snapshot, read_snapshots
from geo_service.model.zone import IN_FORCE
from geo_service.storage import open_store
from geo_service.zones.answer import LOCAL_TIME
from tests.actions.quarter import DECISION, designated, fill_quarter
from tests.shared_data import RISK_LISTS, require_shared

LABELS = {"high": "高风险区", "medium": "中风险区", "low": "低风险区"}
KEYS = {"high": "highlist", "medium": "middlelist", "low": "lowlist"}
SNAPSHOTS = [
    (8, {"high": ["怡景花园3栋", "新世界花园"], "low": ["其他区域"]}),
    (9, {"high": ["怡景花园3栋"], "medium": ["新世界花园"], "low": ["其他区域"]}),
    (9, {"high": ["怡景花园3栋"], "medium": ["新世界花园", "甲路3号"]}),
    (10, {"medium": ["新世界花园", "甲路3号"]}),
    (11, {"high": ["怡景花园3栋"], "medium": ["怡景花园3栋", "〇〇(｡)"]}),
]


def hour(number):
    return datetime(2022, 11, 3, number, tzinfo=LOCAL_TIME)


def lines(snapshots, county="云溪区"):
    for at, zones in snapshots:
        lists = {KEYS[category]: [{"county": county, "communitys": texts}] for category, texts in zones.items()}
        yield json.dumps({"file": f"{at}.json", "end_update_time": f"{hour(at):%Y-%m-%dT%H:%M}", **lists})


@pytest.fixture
def load(store, tmp_path):
    """Imports snapshots into a store."""

    def _load(snapshots, source="official", protocol=DECISION.protocol):
        path = tmp_path / "list.jsonl"
        path.write_text("\n".join(lines(snapshots)), encoding="utf-8")
        return import_risk_list(store, path, source=source, actor=DECISION.actor, protocol_id=protocol)

    return _load


def in_force(store, at, source="official"):
    """Words and categories of a list that held at a time, by the history in the store."""
    zones = store.latest_zones(recorded_until=at, effective_until=at, status=IN_FORCE)
    return {(one.extent.said.text, one.category) for one in zones if one.extent.said.source == source}


def test_every_snapshot_is_told_by_the_history(store, load):
    report = load(SNAPSHOTS)
    last = dict(SNAPSHOTS)
    for at, zones in last.items():
        expected = {(text, category) for category, texts in zones.items() for text in texts}
        assert in_force(store, hour(at)) == in_force(store, hour(at) + timedelta(minutes=59)) == expected
    assert (report.snapshots, report.appeared, report.changed) == (5, 7, 1)
    assert report.appeared - report.ended == len(in_force(store, hour(12)))


def test_the_same_list_again_is_passed_over_and_counted(store, load):
    load(SNAPSHOTS)
    before = store.latest_zones()
    again = load(SNAPSHOTS)
    assert (again.snapshots, store.latest_zones()) == (0, before)
    assert [note.what for note in again.notes if note.kind == "skipped"] == ["5 snapshots"]


def test_a_longer_list_goes_on_where_the_first_ended(store, load):
    load(SNAPSHOTS[:3])
    report = load(SNAPSHOTS)
    assert (report.snapshots, in_force(store, hour(10))) == (2, {("新世界花园", "medium"), ("甲路3号", "medium")})


def test_lists_do_not_touch_each_other(store, load):
    load(SNAPSHOTS[:1])
    load(SNAPSHOTS[3:4], source="another")
    assert len(in_force(store, hour(12))) == 3
    assert len(in_force(store, hour(12), source="another")) == 2


def test_a_list_out_of_order_is_refused_and_leaves_nothing(store, load):
    with pytest.raises(InputError, match="sort the file"):
        load(reversed(SNAPSHOTS))
    assert store.latest_zones() == []


def test_an_empty_list_and_an_unknown_protocol_are_refused(load):
    with pytest.raises(InputError, match="no snapshot"):
        load([])
    with pytest.raises(ProtocolError):
        load(SNAPSHOTS, protocol="none")


def test_words_that_are_not_read_are_named(load):
    report = load([(8, {"high": ["怡景花园3栋", "——"]})])
    assert (report.texts, report.read) == (2, 1)
    assert [note.what for note in report.notes if note.kind == "warning"] == ["——"]


def test_residents_are_told_by_the_words_and_the_low_list_binds_nobody(store, load):
    load(SNAPSHOTS)
    fill_quarter(store)
    asked = [check_address(store, "怡景花园3栋", at=hour(at)).answer for at in (7, 8, 10, 11)]
    assert asked == ["outside", "inside", "unsure", "inside"]
    assert check_address(store, "新世界花园5栋", at=hour(8)).category == "high"


def test_a_notice_ends_a_zone_of_the_list_and_unread_words_do_not_stop_it(store, load, tmp_path):
    load([(8, {"high": ["新世界花园", "——"]})])
    fill_quarter(store)
    text = "关于解除风险区的通告\n2022年11月3日\n解除新世界花园高风险区管控。"
    made = designated(store, tmp_path, text, at=hour(9))
    assert [zone.status for zone in made.zones] == ["lifted"]
    assert in_force(store, hour(9)) == {("——", "high")}


@pytest.fixture(scope="module")
def whole_list(tmp_path_factory):
    """The real list of one city, imported once into SQLite, with the report."""
    require_shared()
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('list')}/list.sqlite")
    done = import_risk_list(store, RISK_LISTS, source="official", actor=DECISION.actor, protocol_id=DECISION.protocol)
    yield store, done
    store.close()


def spans_of(store) -> Iterator[tuple[tuple[str, str, str], datetime, datetime | None]]:
    """When which words were in which category, from the histories."""
    for zone in store.latest_zones():
        versions = store.zone_history(zone.zone_id) if zone.version > 1 else [zone]
        ends = [*(one.effective_from for one in versions[1:]), None]
        for one, end in zip(versions, ends, strict=True):
            if one.status == IN_FORCE:
                yield (one.extent.said.district, one.extent.said.text, LABELS[one.category]), one.effective_from, end


@pytest.mark.shared
def test_nearly_all_real_words_are_read(whole_list):
    _, report = whole_list
    assert report.snapshots == len(gzip.decompress(RISK_LISTS.read_bytes()).splitlines())
    assert report.read >= 0.98 * report.texts > 0


@pytest.mark.shared
def test_histories_tell_every_real_snapshot(whole_list):
    store, _ = whole_list
    last = {one.at: one for one in read_snapshots(RISK_LISTS) if isinstance(one, Snapshot)}
    changes = {at: (set(), set()) for at in last}
    for key, start, end in spans_of(store):
        # what began and ended at one time was never told
        if start != end:
            changes[start][0].add(key)
            if end:
                changes[end][1].add(key)
    told = set()
    for at, snapshot in last.items():
        began, ended = changes[at]
        told = (told - ended) | began
        assert told == {(zone.district, zone.text, zone.category) for zone in snapshot.zones}, at
