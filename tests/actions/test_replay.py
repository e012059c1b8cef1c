"""Official lists replayed: equal to a count by hand, and to a straightforward count of the real list."""

import gzip
import json
from collections import defaultdict
from datetime import datetime, timedelta

import pytest

from geo_service.actions.replay import SPLIT_AT, replay_risk_list
from geo_service.addresses.extents import read_extents
from geo_service.errors import InputError
from geo_service.model.local_time import LOCAL_TIME
from geo_service.storage import open_store
from geo_service.zones.list_replay import replay_lines
from geo_service.zones.said_units import said_unit
from tests.shared_data import RISK_LISTS, require_shared

NINTH, TWENTY = "cn-covid-2022-9", "cn-covid-2022-20"


@pytest.fixture
def empty(sqlite_url):
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


def snapshot(at, high=(), medium=()):
    areas = {"highlist": high, "middlelist": medium}
    plain = {key: [{"county": "云溪区", "communitys": list(texts)}] for key, texts in areas.items()}
    return json.dumps({"end_update_time": at, **plain}, ensure_ascii=False)


def listed(folder, *snapshots):
    path = folder / "list.jsonl"
    path.write_text("\n".join(snapshots), encoding="utf-8")
    return path


def counts(replay, period, category):
    found = next(one for one in replay.periods if one.name_en == period)
    return next(one for one in found.counts if one.category == category)


FROM_THEN = "first listed from then on"


def test_units_and_days_of_a_small_list(tmp_path, empty):
    path = listed(
        tmp_path,
        snapshot("2022-11-12T08:00", high=["怡景花园3栋", "怡景花园", "天上人间"]),
        snapshot("2022-11-18T01:00", high=["怡景花园"]),
        snapshot("2022-11-18T09:00", high=[]),
    )
    (found,) = replay_risk_list(empty, path, [TWENTY])
    high = counts(found, FROM_THEN, "high")
    assert (high.zones, high.too_large, high.too_large_unsure) == (3, 1, 1)
    # until the last list that has it, and by the longer reading: 12 November 8:00 and five calendar days
    assert (high.too_long, high.longest_h, high.still_listed) == (1, 1, 0)
    assert empty.latest_zones() == []


def test_a_zone_that_came_down_from_high_has_three_days(tmp_path, empty):
    path = listed(
        tmp_path,
        snapshot("2022-08-01T08:00", high=["怡景花园"]),
        snapshot("2022-08-08T08:00", medium=["怡景花园"]),
        snapshot("2022-08-12T01:00", medium=["怡景花园", "乙小区"]),
        snapshot("2022-08-20T01:00"),
    )
    (found,) = replay_risk_list(empty, path, [NINTH])
    assert counts(found, "first listed before", "high").too_long == 0
    assert (medium := counts(found, "first listed before", "medium")).zones == 2
    assert (medium.too_long, medium.longest_h) == (1, 1)


def test_a_category_that_the_edition_does_not_have_is_said(tmp_path, empty):
    path = listed(tmp_path, snapshot("2022-11-12T08:00", medium=["怡景花园"]), snapshot("2022-11-13T08:00"))
    found = replay_risk_list(empty, path, [TWENTY])
    assert not counts(found[0], FROM_THEN, "medium").known
    assert "本版无此类别" in "\n".join(replay_lines(found))


def test_a_file_without_snapshots_is_refused(tmp_path, empty):
    with pytest.raises(InputError, match="has no snapshot"):
        replay_risk_list(empty, listed(tmp_path, "{}"), [TWENTY])


def test_lists_out_of_order_are_refused(tmp_path, empty):
    path = listed(tmp_path, snapshot("2022-11-13T08:00"), snapshot("2022-11-12T08:00"))
    with pytest.raises(InputError, match="sort the file"):
        replay_risk_list(empty, path, [TWENTY])


# ---------------------------------------------------------------- the real list, counted once more without our clocks


def straightforward_stays():
    """
    District, words and category of each uninterrupted stay, with its first and last list.

    The fourth value is the list that no longer had it, None while it stands.
    """
    open_ones, stays, before = {}, [], None
    with gzip.open(RISK_LISTS, "rt", encoding="utf-8") as file:
        for line in file:
            said = json.loads(line)
            at = datetime.fromisoformat(said["end_update_time"]).replace(tzinfo=LOCAL_TIME)
            now = {
                (area["county"].strip(), text.strip(), name)
                for key, name in (("highlist", "high"), ("middlelist", "medium"))
                for area in said.get(key, ())
                for text in area["communitys"]
            }
            stays += [(key, open_ones.pop(key), before, at) for key in set(open_ones) - now]
            open_ones |= dict.fromkeys(now - set(open_ones), at)
            before = at
    return stays + [(key, first, before, None) for key, first in open_ones.items()]


def days_over(first, days):
    midnight = datetime(first.year, first.month, first.day, tzinfo=LOCAL_TIME)
    return midnight + timedelta(days=days + 1)


@pytest.fixture(scope="module")
def stays():
    require_shared()
    return straightforward_stays()


@pytest.mark.shared
def test_the_real_list_under_the_twenty_measures_equals_a_straightforward_count(empty, stays):
    (found,) = replay_risk_list(empty, RISK_LISTS, [TWENTY])
    late = [stay for stay in stays if stay[1] >= SPLIT_AT and stay[0][2] == "high"]
    high = counts(found, FROM_THEN, "high")
    assert high.zones == len(late)
    assert high.too_long == sum(last > days_over(first, 5) for _, first, last, _ in late)
    assert high.still_listed == sum(gone is None for *_, gone in late)
    assert high.running == sum(gone is None and last <= days_over(first, 5) for _, first, last, gone in late)
    sizes = defaultdict(int)
    for (_, text, _), *_ in late:
        sizes[said_unit(read_extents(text).extents)] += 1
    small = {"household", "floor", "stair", "building"}
    above = {one: count for one, count in sizes.items() if one.unit not in small}
    assert high.too_large == sum(count for one, count in above.items() if one.certain)
    assert high.too_large_unsure == sum(count for one, count in above.items() if not one.certain)


@pytest.mark.shared
def test_the_real_list_under_the_ninth_edition_equals_a_straightforward_count(empty, stays):
    (found,) = replay_risk_list(empty, RISK_LISTS, [NINTH])
    high = [stay for stay in stays if stay[1] < SPLIT_AT and stay[0][2] == "high"]
    assert counts(found, "first listed before", "high").zones == len(high)
    assert counts(found, "first listed before", "high").too_long == sum(
        last > days_over(first, 7) for _, first, last, _ in high
    )
    came_down = {(key[:2], gone) for key, _, _, gone in stays if key[2] == "high"}
    medium = [stay for stay in stays if stay[1] < SPLIT_AT and stay[0][2] == "medium"]
    assert counts(found, "first listed before", "medium").zones == len(medium)
    assert counts(found, "first listed before", "medium").too_long == sum(
        last > days_over(first, 3 if (key[:2], first) in came_down else 7) for key, first, last, _ in medium
    )
