"""A small generated township in a store, made once, copied for each test."""

from datetime import UTC, datetime

from geo_service.actions.designation import Decision, designate_drawing
from geo_service.actions.imports import write_layers
from geo_service.importers.demo import make_township
from geo_service.model.account import ADMIN, Actor

AT = datetime(2022, 11, 16, 0, 0, tzinfo=UTC)
DECISION = Decision(protocol="cn-covid-2022-9", actor=Actor("tester", ADMIN), reason="test")
TOWN = make_township(60)


def fill(store):
    """The township of 60 buildings in a store."""
    write_layers(store, TOWN.layers, source="demo")
    return store


def zone(store, number=0, **changes):
    """One of the township's zones, designated."""
    drawing = TOWN.zones[number]
    decision = Decision(**{**vars(DECISION), "name": drawing.name, **changes})
    return designate_drawing(store, drawing.polygon, category=drawing.category, decision=decision, at=AT).zones[0]
