"""The command line: parse, call one action, print. Errors are one clear line and exit 2."""

import os
import sys
from typing import Annotated

import typer

from geo_service import __version__
from geo_service.cli import (
    addresses,
    changes,
    checks,
    notices,
    orders,
    proofs,
    protocols,
    review,
    service,
    sites,
    tables,
    zones,
)
from geo_service.cli.accounts import account_app
from geo_service.cli.audit import audit_app
from geo_service.cli.bounds import bounds_app
from geo_service.cli.cases import cases_app
from geo_service.cli.imports import import_app
from geo_service.cli.lines import line_app
from geo_service.cli.notices import notice_app
from geo_service.errors import GeoServiceError

BAD_INPUT = 2

app = typer.Typer(
    name="geo-service",
    help="Emergency risk zones and grid management: register, zone, plan, map, lists, resident check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for part in (service, zones, orders, proofs, sites, changes, checks, review, addresses, notices, protocols):
    app.add_typer(part.commands)
import_app.add_typer(tables.commands)
import_app.add_typer(protocols.imports)
app.add_typer(import_app, name="import")
app.add_typer(cases_app, name="cases")
app.add_typer(notice_app, name="notice")
app.add_typer(line_app, name="line")
app.add_typer(bounds_app, name="bounds")
app.add_typer(account_app, name="account")
app.add_typer(audit_app, name="audit")


def main() -> None:
    """Run the command line; what the user got wrong is one line on stderr and exit code 2."""
    _keep_output_clean()
    try:
        app()
    except GeoServiceError as error:
        typer.echo(f"geo-service: {' '.join(str(error).split())}", err=True)
        sys.exit(BAD_INPUT)
    except OSError as error:
        if error.filename is None:
            raise
        typer.echo(f"geo-service: {error.filename}: {error.strerror}; name a file or folder that can be used", err=True)
        sys.exit(BAD_INPUT)


def _keep_output_clean() -> None:
    """
    Send what compiled libraries print by themselves to stderr.

    HiGHS prints a line now and then whatever its options say, and a line more is no JSON. Where somebody else has taken
    over the output, such as a test, it is left alone.
    """
    given = sys.__stdout__
    if given is None or sys.stdout is not given:
        return
    given.flush()
    own = os.dup(given.fileno())
    os.dup2(sys.stderr.fileno(), given.fileno())
    sys.stdout = os.fdopen(own, "w", encoding=given.encoding, errors=given.errors)


@app.callback(invoke_without_command=True)
def version(*, show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Print the version when asked."""
    if show:
        typer.echo(__version__)
        raise typer.Exit
