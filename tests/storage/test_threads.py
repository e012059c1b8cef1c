"""Many threads on one store, and two stores on one database."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo_service.errors import ConflictError
from geo_service.storage import open_store
from tests.storage.samples import buildings, many_buildings, zone

WAIT_S = 30


def test_readers_see_whole_writes_only(store):
    store.write_layer("buildings", many_buildings(2_000, levels=0), source="osm")
    done = threading.Event()

    def read():
        seen = set()
        while not done.is_set():
            levels = set(store.read_layer("buildings")["levels"])
            assert len(levels) == 1
            seen |= levels
        return seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for level in range(1, 5):
                store.write_layer("buildings", many_buildings(2_000, levels=level), source="osm")
        finally:
            done.set()
        assert all(reader.result(WAIT_S) <= set(range(5)) for reader in readers)


def test_an_open_transaction_is_invisible_to_other_threads_and_keeps_none_waiting(store):
    with ThreadPoolExecutor(1) as pool, store.transaction():
        store.write_layer("buildings", buildings("a"), source="osm")
        assert pool.submit(store.count_rows, "buildings").result(WAIT_S) == 0
    assert store.count_rows("buildings") == 1


def test_many_threads_can_read_at_once(store):
    store.write_layer("buildings", buildings("a"), source="osm")
    together = threading.Barrier(12)

    def read(_):
        together.wait(WAIT_S)
        return store.count_rows("buildings")

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(read, range(12))) == [1] * 12


def test_two_imports_of_the_same_rows_add_them_once(store, store_url):
    other = open_store(store_url)
    together = threading.Barrier(2)

    def write(opened):
        together.wait(WAIT_S)
        return opened.write_layer("buildings", many_buildings(3_000), source="osm").added

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, [store, other])) == [0, 3_000]
    other.close()


def test_of_two_writers_of_a_version_one_wins(store, store_url):
    other = open_store(store_url)
    for number in range(1, 11):
        assert _race(store, other, number) == ["conflict", "kept"]
    assert [version.version for version in store.zone_history("Z1")] == list(range(1, 11))
    other.close()


def _race(store, other, number):
    together = threading.Barrier(2)

    def add(opened):
        together.wait(WAIT_S)
        try:
            opened.add_zone_version(zone(version=number))
        except ConflictError:
            return "conflict"
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(add, [store, other]))


def test_a_version_written_between_look_and_insert_is_a_conflict(store, store_url):
    """The second writer looks while the first is still open, so that only the insert can find out."""
    other = open_store(store_url)
    with ThreadPoolExecutor(1) as pool:
        with store.transaction():
            store.add_zone_version(zone())
            late = pool.submit(other.add_zone_version, zone())
            with pytest.raises(TimeoutError):
                late.exception(0.5)
        assert isinstance(late.exception(WAIT_S), ConflictError)
    other.close()
