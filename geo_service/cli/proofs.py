"""The proof of a cordon on the command line: write it, or check one from its file alone."""

from pathlib import Path
from typing import Annotated

import typer

from geo_service.actions.proofs import check_proof_file, zone_proof
from geo_service.cli.common import AsJson, Database, opened_store, print_facts, progress
from geo_service.errors import InputError
from geo_service.exports.folder import write_together
from geo_service.exports.proofs import proof_bytes

commands = typer.Typer()

DOES_NOT_HOLD = 1


@commands.command()
def proof(
    zone: Annotated[str | None, typer.Argument(metavar="[ZONE]", help="The zone whose proof is written.")] = None,
    *,
    out: Annotated[Path | None, typer.Option("--out", help="Write the proof to this file instead of stdout.")] = None,
    check: Annotated[Path | None, typer.Option("--check", help="Check this proof; no database is read.")] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Write the proof of a zone's cordon, or check a written one: exit 1 when it does not hold."""
    if (zone is None) == (check is None):
        raise InputError("need a zone to prove or a file to --check, one of them")
    if check is not None:
        _check(check, as_json)
    elif zone is not None:
        with opened_store(database) as store, progress("proving"):
            content = proof_bytes(zone_proof(store, zone))
        _write(content, out, as_json)


def _write(content: bytes, out: Path | None, as_json: bool) -> None:
    if out is None:
        typer.echo(content.decode(), nl=False)
        return

    def write(unfinished: Path) -> None:
        unfinished.write_bytes(content)

    write_together(out.parent, {out.name: write})
    print_facts({"file": str(out), "bytes": len(content)}, as_json, [f"已写入 {out}（{len(content)} 字节）"])


def _check(path: Path, as_json: bool) -> None:
    findings = check_proof_file(path)
    lines = findings or ["证明成立：无泄漏、无断路，时限与最省均复算一致"]
    print_facts({"holds": not findings, "findings": findings}, as_json, lines)
    if findings:
        raise typer.Exit(DOES_NOT_HOLD)
