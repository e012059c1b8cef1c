"""`geo-service cases …`: the case places that are kept. Only those who designate see them."""

from typing import Annotated

import typer

from geo_service.actions.case_places import list_case_places, purge_case_places
from geo_service.cli.common import AsJson, At, Author, Database, acting, opened_store, print_facts, time_of
from geo_service.model.case import ROLE_TITLES, KeptPlace
from geo_service.web.api_places import PurgedFacts, case_place_facts

cases_app = typer.Typer(no_args_is_help=True, help="Case places kept with their zones; purged by the protocol's rule.")


@cases_app.command("list")
def list_cases(
    zone: Annotated[str | None, typer.Argument(metavar="[ZONE]", help="Id of a zone; left out: all.")] = None,
    *,
    author: Author = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """List the case places that are kept."""
    with opened_store(database) as store:
        kept = list_case_places(store, acting(store, author), zone_id=zone)
    facts = [case_place_facts(place).model_dump() for place in kept]
    print_facts({"places": facts}, as_json, [_line(place) for place in kept] or ["no case places"])


@cases_app.command("purge")
def purge_cases(*, author: Author = None, at: At = None, database: Database = None, as_json: AsJson = False) -> None:
    """Remove for good the case places of zones that ended longer ago than their protocol keeps them."""
    with opened_store(database) as store:
        done = purge_case_places(store, acting(store, author), at=time_of(at))
    zones = ", ".join(done.zone_ids)
    line = f"{done.places} case places removed" + (f", of {zones}" if zones else "")
    print_facts(PurgedFacts(places=done.places, zones=done.zone_ids), as_json, [line])


def _line(kept: KeptPlace) -> str:
    place = kept.place
    where = place.text or f"{place.lon}, {place.lat}"
    return f"{kept.place_id} {ROLE_TITLES.get(place.role, place.role)} {where}"
