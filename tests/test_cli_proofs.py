"""Proofs on the command line: written, checked, found out."""

import json

import pytest
from typer.testing import CliRunner

from geo_service.actions.imports import write_layers
from geo_service.cli.proofs import commands
from geo_service.errors import InputError, NotFoundError
from geo_service.model.frames import shape_frame
from geo_service.storage import open_store
from tests.derive.lanes import FAR, INNER, lanes
from tests.zones.register import buildings_frame, zone_version


@pytest.fixture
def url(tmp_path):
    """A store with a zone with four lanes."""
    address = f"sqlite:///{tmp_path}/proofs.sqlite"
    store = open_store(address)
    write_layers(
        store, {"buildings": buildings_frame(INNER), "roads": shape_frame("roads", [*lanes(), *FAR])}, source="q"
    )
    store.add_zone_version(zone_version())
    store.close()
    return address


def run(*arguments):
    done = CliRunner().invoke(commands, [str(one) for one in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.fixture
def written(url, tmp_path):
    path = tmp_path / "z1_proof.json"
    assert run("z1", "--out", path, "--database", url).exit_code == 0
    return path


def test_a_written_proof_holds_without_a_database(written):
    done = run("--check", written)
    assert (done.exit_code, done.stdout) == (0, "证明成立：无泄漏、无断路，时限与最省均复算一致\n")


def test_the_same_zone_gives_the_same_bytes(written, url):
    assert run("z1", "--database", url).stdout.encode() == written.read_bytes()


def test_a_proof_is_written_into_a_folder_that_is_not_there_yet(url, tmp_path):
    out = tmp_path / "new" / "proof.json"
    run("z1", "--out", str(out), "--database", url)
    assert [file.name for file in out.parent.iterdir()] == ["proof.json"]


def test_an_altered_proof_is_found_out_and_exits_1(written):
    document = json.loads(written.read_text(encoding="utf-8"))
    document["statement"]["choice"]["staffed"] = []
    written.write_text(json.dumps(document), encoding="utf-8")
    done = run("--check", written, "--json")
    assert (done.exit_code, json.loads(done.stdout)["holds"]) == (1, False)


@pytest.mark.parametrize("arguments", [(), ("z1", "--check", "f.json"), ("--check", "missing.json")])
def test_a_question_that_makes_no_sense_is_refused(arguments):
    with pytest.raises(InputError):
        run(*arguments)


def test_an_unknown_zone_is_said_to_be_unknown(url):
    with pytest.raises(NotFoundError):
        run("z9", "--database", url)
