"""Zones and facts for tests of clocks: times of November 2022 in China, each recorded when it happened."""

from datetime import datetime, timedelta

from geo_service.model.extent import Extent, SaidText
from geo_service.model.fact import Fact
from geo_service.model.local_time import LOCAL_TIME
from geo_service.model.zone import IN_FORCE, LIFTED
from geo_service.zones.clocks import clock_of
from geo_service.zones.fact_kinds import checked_fact
from geo_service.zones.protocol import load_protocol
from tests.zones.register import zone_version

NINTH = "cn-covid-2022-9"
TWENTY = "cn-covid-2022-20"
CHONGQING = "cn-covid-2022-20+chongqing"
ANNEX = "cn-covid-2022-20+annex-2022-11-21"


def on(month, day, hour=0, minute=0):
    """A time of 2022 in China."""
    return datetime(2022, month, day, hour, minute, tzinfo=LOCAL_TIME)


def zone(since, *, protocol=CHONGQING, category="high", name="怡景花园3栋", **changes):
    """A zone in force since a time, recorded an hour before."""
    values = {
        "protocol": protocol,
        "effective_from": since,
        "recorded_at": since - timedelta(hours=1),
        "name": name,
        "extent": Extent((), said=SaidText(name)),
        "geometry": None,
        "step": "publish",
    }
    return zone_version("Z1", category=category, **{**values, **changes})


def lifted(before, at, *, recorded_at=None):
    """The version that ends a zone at a time."""
    version = before.next(step="lift", status=LIFTED, at=recorded_at or at, author="值班员", reason="满足条件")
    return replaced(version, effective_from=at)


def downgraded(before, at, category="medium"):
    """The version that makes a zone a lower one from a time, as a published list tells it: without a new start."""
    version = before.next(step="adopt", status=IN_FORCE, at=at, author="值班员", reason="名单")
    return replaced(version, category=category, effective_from=at)


def replaced(version, /, **changes):
    """A version with other values."""
    return type(version)(**{**vars(version), **changes})


def fact(kind, at, *, zone_id="Z1", recorded_at=None, called=None, **values):
    """A fact of the zone, checked as entrances check it."""
    name_of = called or f"{kind}-{at:%d%H%M}"
    return checked_fact(Fact(name_of, kind, zone_id, at, recorded_at or at, "值班员", values))


def clean_round(at, people=300):
    """A finished round of everybody, all negative."""
    return fact("test_round", at, expected=people, sampled=people)


def clock(history, facts=(), *, at, **options):
    """The clock of a history under the protocol of its newest version."""
    versions = [history] if not isinstance(history, list) else history
    return clock_of(load_protocol(versions[-1].protocol), versions, list(facts), at=at, **options)


def both(clock):
    """The earliest time of a clock's first transition in both readings."""
    times = clock.prospect.earliest
    return times.elapsed_24h, times.calendar_day


def keys(clock):
    """The keys of a clock's lines."""
    return [line.key for line in clock.lines]
