"""`geo-service sites ZONE`: what was sited and how good it is; with --private the case places to be disinfected."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer

from geo_service.actions.plans import plan_zone
from geo_service.actions.sites import private_sites
from geo_service.cli.common import AsJson, Author, Database, ZoneId, acting, opened_store, print_facts
from geo_service.derive.sites_private import DisinfectionSite
from geo_service.model.case import ROLE_TITLES
from geo_service.model.plan import PLAN_LAYERS, Plan

commands = typer.Typer()


@commands.command("sites")
def show_sites(
    zone: ZoneId,
    *,
    private: Annotated[
        bool, typer.Option("--private", help="List the case places to be disinfected; only for those who designate.")
    ] = False,
    author: Author = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Say how many sites a zone's plan has and how near they are to the best; or what is to be disinfected."""
    with opened_store(database) as store:
        if private:
            found = private_sites(store, acting(store, author), zone)
            facts: dict[str, Any] = {"disinfection": [asdict(one) for one in found]}
            print_facts(facts, as_json, [_disinfection_line(one) for one in found] or ["没有留存的病例地点"])
            return
        plan = plan_zone(store, zone)
    said = plan.proof.get("sites", {})
    print_facts({"sites": said, "problems": list(plan.problems)}, as_json, _lines(plan, said))


def _lines(plan: Plan, said: Mapping[str, Mapping[str, Any]]) -> list[str]:
    counted = [_site_line(plan, kind, said[kind]) for kind in said if kind in PLAN_LAYERS]
    return [*counted, *(f"注意：{problem}" for problem in plan.problems)]


def _site_line(plan: Plan, kind: str, said: Mapping[str, Any]) -> str:
    count = f"{PLAN_LAYERS[kind].title}{len(plan.frames[kind])}处"
    return f"{count}，与下界相差{said['gap']:.1%}" if "gap" in said else count


def _disinfection_line(one: DisinfectionSite) -> str:
    where = one.address or f"{one.lon}, {one.lat}"
    points = "、".join(point for point in (one.transfer_point_id, one.medical_waste_point_id) if point)
    return f"{one.place_id} {ROLE_TITLES[one.role]} {where} {one.building_id or '未对应楼栋'} {points} {one.steps}"
