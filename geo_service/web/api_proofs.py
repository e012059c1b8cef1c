"""The API of proofs: the whole proof of a zone's cordon, for whoever wants to compute it again."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from geo_service.actions.proofs import zone_proof
from geo_service.exports.proofs import proof_bytes
from geo_service.storage.store import Store
from geo_service.web.context import AStore, GuardedRoute
from geo_service.web.limits import run_heavy

PROOFS = APIRouter(prefix="/api/v1", tags=["proofs"], route_class=GuardedRoute)


@PROOFS.get("/zones/{zone_id}/proof", summary="The proof of a zone's cordon", response_class=Response)
async def show_proof(request: Request, store: AStore, zone_id: str) -> Response:
    """Give the statement and all it rests on; `geo-service proof --check` computes it again from this file alone."""
    return Response(await run_heavy(request, _proof_bytes, store, zone_id), media_type="application/json")


def _proof_bytes(store: Store, zone_id: str) -> bytes:
    return proof_bytes(zone_proof(store, zone_id))
