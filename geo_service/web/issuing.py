"""Field sheets issued after a request was answered: a publication never waits for a plan."""

from collections.abc import Callable, Iterable
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request

from geo_service.actions.issues import issue_published
from geo_service.model.zone import IN_FORCE, ZoneVersion
from geo_service.web.context import AnActor, AStore, Now
from geo_service.web.limits import run_heavy

Issuer = Callable[[Iterable[ZoneVersion]], None]
"""Takes zones that were put in force or changed; their sheets are issued once the answer is out. Drafts need none."""


async def issuer_of(request: Request, tasks: BackgroundTasks, store: AStore, actor: AnActor, now: Now) -> Issuer:
    """What issues the sheets of a request's zones later."""

    async def issue(zones: list[ZoneVersion]) -> None:
        await run_heavy(request, issue_published, store, zones, actor=actor, at=now)

    def issue_later(zones: Iterable[ZoneVersion]) -> None:
        binding = [zone for zone in zones if zone.status == IN_FORCE]
        if binding:
            tasks.add_task(issue, binding)

    return issue_later


IssueLater = Annotated[Issuer, Depends(issuer_of)]
