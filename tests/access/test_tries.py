from datetime import UTC, datetime, timedelta

import pytest

from geo_service.access import tries as module
from geo_service.access.tries import MOST_OF_ADDRESS, MOST_OF_BOTH, MOST_OF_NAME, WINDOW, SignInTries, Tries, site_of
from geo_service.errors import TooManyTriesError

AT = datetime(2022, 11, 16, 8, tzinfo=UTC)


def fail(tries, count, *, name="duty", address="192.0.2.1", at=AT):
    for _ in range(count):
        tries.begin(name, address, at)


def test_one_name_from_one_address_has_few_tries():
    tries = SignInTries()
    fail(tries, MOST_OF_BOTH)
    with pytest.raises(TooManyTriesError, match="wait 900 seconds"):
        tries.begin("Duty", "192.0.2.1", AT)
    tries.begin("duty", "192.0.2.2", AT)
    tries.begin("other", "192.0.2.1", AT)


def test_the_window_goes_along():
    tries = SignInTries()
    fail(tries, MOST_OF_BOTH)
    tries.begin("duty", "192.0.2.1", AT + WINDOW)


def test_many_names_from_one_address_are_counted_together():
    tries = SignInTries()
    for number in range(MOST_OF_ADDRESS):
        tries.begin(f"duty-{number}", "192.0.2.1", AT)
    with pytest.raises(TooManyTriesError):
        tries.begin("somebody", "192.0.2.1", AT)


def test_one_name_from_many_addresses_is_counted_together():
    tries = SignInTries()
    for number in range(MOST_OF_NAME):
        tries.begin("duty", f"192.0.2.{number}", AT)
    with pytest.raises(TooManyTriesError):
        tries.begin("duty", "198.51.100.1", AT)


def test_a_right_password_does_not_wash_the_address_clean_of_other_names():
    tries = SignInTries()
    for number in range(MOST_OF_ADDRESS):
        if number % MOST_OF_BOTH == 0:
            tries.begin("own", "192.0.2.1", AT)
            tries.right("own", "192.0.2.1")
        tries.begin(f"victim-{number}", "192.0.2.1", AT)
    with pytest.raises(TooManyTriesError):
        tries.begin("own", "192.0.2.1", AT)


def test_after_the_right_password_the_own_mistakes_are_forgotten():
    tries = SignInTries()
    for _ in range(3):
        fail(tries, MOST_OF_BOTH - 1)
        tries.begin("duty", "192.0.2.1", AT)
        tries.right("duty", "192.0.2.1")


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("unknown", "unknown"),
    ],
)
def test_a_network_of_ipv6_is_counted_as_one(address, site):
    assert site_of(address) == site


def test_no_more_is_remembered_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(module, "KEYS_KEPT", 3)
    tries = Tries(1, timedelta(hours=1))
    for number in range(10):
        tries.wait_s(str(number), AT)
    assert len(tries._times) == 3
