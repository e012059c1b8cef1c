"""A process killed in the middle of an import leaves the old rows."""

import os
import subprocess
import sys
from pathlib import Path

from geo_service.storage import open_store
from tests.storage.samples import many_buildings

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from geo_service.storage import open_store
from tests.storage.samples import many_buildings

store = open_store(sys.argv[1])
with store.transaction():
    store.write_layer("buildings", many_buildings(20_000, levels=2), source="osm")
    print("midway", flush=True)
    for level in range(3, 1_000):
        store.write_layer("buildings", many_buildings(20_000, levels=level), source="osm")
"""


def test_a_killed_import_leaves_the_old_rows(store_url):
    store = open_store(store_url)
    store.write_layer("buildings", many_buildings(100, levels=1), source="osm")
    store.close()
    command = [sys.executable, "-c", WRITER, store_url]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as writer:
        assert writer.stdout.readline() == "midway\n"
        writer.kill()
    again = open_store(store_url)
    assert set(again.read_layer("buildings")["levels"]) == {1}
    assert again.write_layer("buildings", many_buildings(100, levels=1), source="osm").unchanged == 100
    again.close()
