"""The proof of a zone over HTTP is the file that the command line checks."""

from geo_service.actions.imports import write_layers
from geo_service.derive.proof_check import check_proof
from geo_service.model.frames import shape_frame
from geo_service.settings import Settings
from geo_service.storage import open_store
from geo_service.web.api_proofs import PROOFS
from geo_service.web.app import create_app
from tests.derive.lanes import FAR, INNER, lanes
from tests.web.conftest import TOKEN, WITH_TOKEN, Client
from tests.zones.register import buildings_frame, zone_version

PROOF_OF = "/api/v1/zones/z1/proof"


def test_the_proof_holds_and_is_not_for_everybody(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/proofs.sqlite")
    write_layers(
        store, {"buildings": buildings_frame(INNER), "roads": shape_frame("roads", [*lanes(), *FAR])}, source="q"
    )
    store.add_zone_version(zone_version())
    made = create_app(store, Settings(), token=TOKEN)
    if PROOF_OF.replace("z1", "{zone_id}") not in {getattr(route, "path", "") for route in made.routes}:
        made.include_router(PROOFS)
    assert check_proof(Client(made, WITH_TOKEN).get(PROOF_OF).json()) == []
    assert Client(made, {}).get(PROOF_OF).status_code == 401
    assert Client(made, WITH_TOKEN).get(PROOF_OF.replace("z1", "z9")).status_code == 404
    store.close()
