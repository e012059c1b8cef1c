"""How often somebody may guess: failures counted by name and by address, in a window of time that goes along."""

import ipaddress
import math
import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from geo_service.errors import TooManyTriesError

WINDOW = timedelta(minutes=15)
"""How long a failure counts."""

MOST_OF_BOTH = 5
"""Failures with one name from one address; a person who mistypes needs fewer."""

MOST_OF_ADDRESS = 30
"""Failures from one address: an office behind one router has several who mistype."""

MOST_OF_NAME = 50
"""Failures with one name from anywhere; below the 100 of NIST SP 800-63B, and too many to shut somebody out idly."""

KEYS_KEPT = 10_000
"""Names and addresses remembered; beyond that the ones longest unused go."""

MOST_KEY_CHARACTERS = 64
"""What of a name counts; no account has a longer one."""

IPV6_SITE_BITS = 64
"""The part of an IPv6 address that one customer shares (RFC 6177)."""


class Tries:
    """Counts by key; safe to use from many threads."""

    def __init__(self, most: int, window: timedelta = WINDOW) -> None:
        self._most = most
        self._window = window
        self._times: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, key: str, at: datetime) -> int:
        """Seconds until the next try is allowed; 0 when it is, and then it is counted."""
        with self._lock:
            times = self._times.setdefault(key, deque())
            self._times.move_to_end(key)
            while times and times[0] <= at - self._window:
                times.popleft()
            if len(times) >= self._most:
                return max(1, math.ceil((times[0] + self._window - at).total_seconds()))
            times.append(at)
            while len(self._times) > KEYS_KEPT:
                self._times.popitem(last=False)
            return 0

    def take_back(self, key: str) -> None:
        """The last try of a key was right and does not count."""
        with self._lock:
            if self._times.get(key):
                self._times[key].pop()

    def forget(self, key: str) -> None:
        """Nothing of a key counts any more."""
        with self._lock:
            self._times.pop(key, None)


class SignInTries:
    """What one service remembers of wrong passwords: by name, by address, and by both."""

    def __init__(self) -> None:
        self._both = Tries(MOST_OF_BOTH)
        self._address = Tries(MOST_OF_ADDRESS)
        self._name = Tries(MOST_OF_NAME)

    def begin(self, name: str, address: str, at: datetime) -> None:
        """
        Count a try before its password is looked at; nothing is returned.

        Raises
        ------
        TooManyTriesError
            If there were too many, whether the name exists or not; says how long to wait.
        """
        for tries, key in self._counts(name, address):
            wait_s = tries.wait_s(key, at)
            if wait_s:
                raise TooManyTriesError(wait_s)

    def right(self, name: str, address: str) -> None:
        """The password was right: failures with this name from here are forgotten, others stay."""
        (both, both_key), *others = self._counts(name, address)
        both.forget(both_key)
        for tries, key in others:
            tries.take_back(key)

    def _counts(self, name: str, address: str) -> tuple[tuple[Tries, str], ...]:
        site, folded = site_of(address), name.casefold()[:MOST_KEY_CHARACTERS]
        return (self._both, f"{site} {folded}"), (self._address, site), (self._name, folded)


def site_of(address: str) -> str:
    """Who is counted as one: an IPv4 address, or the network of an IPv6 address."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped is None:
        return str(ipaddress.ip_network((read, IPV6_SITE_BITS), strict=False))
    return str(getattr(read, "ipv4_mapped", None) or read)
