"""Zones from the text of a notice: each item is looked up in the register and done to the zones that stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import geopandas as gpd

from geo_service.actions.bounds import shapes_of_areas
from geo_service.actions.case_ground import buildings_around
from geo_service.actions.designation import Decision, Designated, version_of
from geo_service.actions.places import Found, find_exactly, register_vocabulary
from geo_service.actions.protocols import protocol_for
from geo_service.actions.register import ADMIN_LAYERS, require_register
from geo_service.actions.zones import NewZoneIds, save_version
from geo_service.addresses.match import Match
from geo_service.addresses.split import split_address
from geo_service.addresses.vocabulary import Vocabulary, usual_name
from geo_service.errors import AddressError, InputError, ProtocolError
from geo_service.importers.texts import read_text
from geo_service.model.address import Address
from geo_service.model.said import NoticeItem, NoticeProblem
from geo_service.model.zone import ADOPTED, ARCHIVED, DRAFT, IN_FORCE, LIFTED, PENDING, ZoneVersion
from geo_service.notices.read import read_notice
from geo_service.storage.store import Store
from geo_service.zones.answer import time_text
from geo_service.zones.asks import Ask, NotOnTheMapError, asks_of
from geo_service.zones.delineate import Delineation
from geo_service.zones.grounds import make_grounds
from geo_service.zones.items import Area, Lookup, zone_from_item
from geo_service.zones.protocol import Protocol
from geo_service.zones.said_areas import areas_held, areas_left_out
from geo_service.zones.steps import Step, category_of, effective_of, same_zone, step_of

NO_CATEGORY = "没有写明是哪一类风险区；请用 --category 指定"
UNITS = {"communities": "community", "townships": "township"}
"""Layers whose areas a notice may name as a whole."""


def designate_notice(
    store: Store,
    path: Path,
    *,
    category: str | None,
    decision: Decision,
    at: datetime,
    district: str | None = None,
) -> Designated:
    """
    Do what the notice in a file says, as `designate_notice_text` does.

    Raises
    ------
    InputError
        As that does, or if the file can't be read.
    """
    text = read_text(path)
    return designate_notice_text(store, text, category=category, decision=decision, at=at, district=district)


def designate_notice_text(
    store: Store, text: str, *, category: str | None, decision: Decision, at: datetime, district: str | None = None
) -> Designated:
    """
    Do what a notice says: designate, adjust, downgrade and lift zones; what can't be done is listed.

    `category` is for items that name none, `district` for those that name none. An item that the register does not
    settle becomes a zone of words alone. A draft makes new zones only: it changes nothing that is in force.

    Raises
    ------
    InputError
        If nothing in the text is a zone, or the register is empty.
    """
    protocol = protocol_for(store, decision.protocol)
    require_register(store)
    reading = read_notice(text)
    items = [_completed(item, category, district) for item in reading.items]
    if not any(item.category or item.action != "designate" for item in items):
        raise InputError(
            "the notice names no zone that could be read; it should say, for example, 新增高风险区：怡景花园3栋"
        )
    problems = [_said(problem) for problem in reading.problems]
    with store.transaction():
        done = _Register(store, protocol, decision, at).do_all(items)
    return Designated(tuple(done.zones), (*problems, *done.problems))


def _completed(item: NoticeItem, category: str | None, district: str | None) -> NoticeItem:
    # what a lift ends or a downgrade leads to is not for the one who types it to say
    category = category if item.action == "designate" else None
    return replace(item, category=item.category or category, district=item.district or district)


def _said(problem: NoticeProblem) -> str:
    return f"第{problem.start + 1}字起“{problem.text}”：{problem.reason}"


@dataclass
class _Done:
    """Versions that were made, and what could not be done or should be looked at."""

    zones: list[ZoneVersion]
    problems: list[str]


class _Register:
    """The register and the zones that stand, while the items of one notice are done one after the other."""

    def __init__(self, store: Store, protocol: Protocol, decision: Decision, at: datetime) -> None:
        self.store = store
        self.protocol = protocol
        self.decision = decision
        self.at = at
        self.vocabulary = register_vocabulary(store)
        newest = store.latest_zones()
        self.new_ids = NewZoneIds(zone.zone_id for zone in newest).on(at)
        self.newest = {zone.zone_id: zone for zone in newest}
        zones = store.latest_zones(published=True)
        self.standing = {zone.zone_id: zone for zone in zones if zone.status == IN_FORCE}
        self.drafts = [zone for zone in newest if zone.status in PENDING]
        self.ended = [zone for zone in zones if zone.status in (LIFTED, ARCHIVED)]

    def do_all(self, items: Sequence[NoticeItem]) -> _Done:
        """Do each item; the next one sees what it has changed."""
        done = _Done([], [])
        for item in items:
            try:
                zone, problems = self._do(item)
            except ProtocolError:
                unknown = f"规程 {self.protocol.id} 里没有“{item.category}”这一类"
                zone, problems = None, (f"{item.line}：{unknown if item.category else NO_CATEGORY}",)
            done.problems += problems
            if zone:
                done.zones.append(zone)
        done.problems = list(dict.fromkeys(done.problems))
        return done

    def _do(self, item: NoticeItem) -> tuple[ZoneVersion | None, tuple[str, ...]]:
        drawn = self._draw(item)
        before = self._draw(replace(item, extent=item.replaces)) if item.replaces else drawn
        step = step_of(item, before, list(self.standing.values()), self.protocol)
        problem = step.problem or self._why_not(item, step, before)
        if problem:
            return None, (problem,)
        zone = self._next(item, step, drawn)
        save_version(self.store, self.newest.get(zone.zone_id), zone, self.decision.actor)
        self._keep(zone)
        return zone, drawn.problems if step.reshape else ()

    def _why_not(self, item: NoticeItem, step: Step, drawn: Delineation) -> str:
        """Why a step is not taken (Chinese): a draft would bind, or it would undo what was decided for later."""
        effective = effective_of(item, self.decision.effective_from or self.at)
        zone = step.zone
        if zone is None:
            return self._why_not_begun(item, drawn, effective)
        if self.decision.draft:
            return f"{zone.zone_id} {zone.name}在生效，草稿没有改动它"
        # an end before a change that is still to come leaves nothing open
        ends_first = step.status == LIFTED and zone.effective_from > self.at <= effective
        if zone.recorded_at > self.at or (effective < zone.effective_from and not ends_first):
            return f"{zone.zone_id} {zone.name}已有{time_text(zone.effective_from)}起的决定，没有改动"
        return ""

    def _why_not_begun(self, item: NoticeItem, drawn: Delineation, effective: datetime) -> str:
        """Why no zone is begun (Chinese): it ended after the time that the notice says, or is a draft already."""
        ended = [zone for zone in self.ended if item.effective and zone.effective_from > effective]
        same = same_zone(item, drawn, ended)
        if same:
            return f"{same.zone_id} {same.name}已于{time_text(same.effective_from)}解除，没有重新划定"
        draft = same_zone(item, drawn, self.drafts) if self.decision.draft else None
        return f"{draft.zone_id} {draft.name}已有草稿，没有重复划定" if draft else ""

    def _keep(self, zone: ZoneVersion) -> None:
        self.newest[zone.zone_id] = zone
        if zone.status == DRAFT:
            self.drafts.append(zone)
        if zone.status == IN_FORCE:
            self.standing[zone.zone_id] = zone
        else:
            self.standing.pop(zone.zone_id, None)

    def _draw(self, item: NoticeItem) -> Delineation:
        lookup = _look_up(self.store, item, self.vocabulary)
        buildings, estates = _found(self.store, lookup)
        return zone_from_item(
            item,
            lookup,
            make_grounds(buildings, estates),
            category=category_of(item, self.protocol).id if item.category else "",
            margin_m=self.protocol.outline.footprint_margin_m.value,
        )

    def _next(self, item: NoticeItem, step: Step, drawn: Delineation) -> ZoneVersion:
        effective = effective_of(item, self.decision.effective_from or self.at)
        decision = replace(self.decision, effective_from=effective)
        if step.zone is None:
            begun = version_of(next(self.new_ids), drawn, self.protocol, decision, self.at)
            return begun if decision.draft else replace(begun, status=IN_FORCE, step=ADOPTED)
        newest = self.newest[step.zone.zone_id]
        version = replace(step.zone, version=newest.version).next(
            step=ADOPTED,
            status=step.status,
            at=self.at,
            effective_from=effective,
            author=decision.actor.name,
            reason=decision.reason,
        )
        if step.category != version.category:
            version = replace(version, category=step.category, entered_from=version.category, clock_start=None)
        if not step.reshape:
            return version
        return replace(
            version, name=drawn.name_hint, extent=drawn.extent, geometry=drawn.geometry, members=drawn.members
        )


def _look_up(store: Store, item: NoticeItem, vocabulary: Vocabulary) -> Lookup:
    try:
        asks = asks_of(item)
    except NotOnTheMapError as reason:
        return Lookup(refused=str(reason))
    areas = {ask.text: area for ask in asks if ask.area and (area := _area(store, ask, item))}
    shapes = shapes_of_areas(store, (*areas_held(item), *areas_left_out(item)), item)
    return Lookup(asks, _matches(store, [ask for ask in asks if not ask.area], vocabulary), areas, shapes=shapes)


def _matches(store: Store, asks: Sequence[Ask], vocabulary: Vocabulary) -> dict[str, Match]:
    """What the addresses of a notice mean by exact keys; one that is not read to its end means nothing."""
    addresses = {ask.text: _read(ask, vocabulary) for ask in asks}
    readable = [address for address in addresses.values() if isinstance(address, Address) and not address.rest]
    found = {one.address.text: one for one in find_exactly(store, readable, vocabulary)}
    return {
        text: _exact(found[text]) if text in found else Match("none", reason=_why_unread(address))
        for text, address in addresses.items()
    }


def _read(ask: Ask, vocabulary: Vocabulary) -> Address | AddressError:
    try:
        address = split_address(ask.text, vocabulary)
    except AddressError as error:
        return error
    if ask.left_out and (address.floor or address.room):
        return AddressError("只是楼的一部分，不能整栋除去")
    return address


def _exact(found: Found) -> Match:
    """The match, unless it passed over the name of an estate."""
    if found.is_settled or not found.passed_over:
        return found.match
    return Match("none", reason=f"里的“{found.passed_over}”不是登记的小区名")


def _why_unread(address: Address | AddressError) -> str:
    return str(address) if isinstance(address, AddressError) else f"里的“{address.rest}”没有读懂"


def _area(store: Store, ask: Ask, item: NoticeItem) -> Area | None:
    """The one area of that name that lies in the township that the item names."""
    for layer, unit in UNITS.items():
        frame = store.read_layer(layer)
        wanted = usual_name(ask.area, unit)
        named = frame[[isinstance(name, str) and usual_name(name, unit) == wanted for name in frame["name"]]]
        rows = [row for row in named.to_dict("records") if _lies_in(store, row, item)]
        if len(rows) == 1:
            row = rows[0]
            return Area(row[f"{unit}_id"], row["name"], unit, row["geometry"])
    return None


def _lies_in(store: Store, row: Mapping[str, object], item: NoticeItem) -> bool:
    wanted = {"districts": item.district, "townships": item.street}
    point = gpd.GeoSeries([row["geometry"]]).representative_point().iloc[0]
    for layer in ADMIN_LAYERS[:2]:
        name, level = wanted[layer], layer.removesuffix("s")
        around = store.read_layer(layer, bounds=point.bounds)
        names = around["name"][around.covers(point)]
        if name and len(names) and usual_name(name, level) not in {usual_name(one, level) for one in names}:
            return False
    return True


def _found(store: Store, lookup: Lookup) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The buildings and estates of the matches, and all buildings round them."""
    estates = store.read_layer("estates", ids={match.estate_id for match in lookup.matches.values() if match.estate_id})
    ids = {one for match in lookup.matches.values() for one in match.building_ids}
    drawn = [shape.area for shape in lookup.shapes.values() if shape.area is not None]
    shapes = [*(area.outline for area in lookup.areas.values()), *drawn]
    return buildings_around(store, ids, [*estates.geometry, *shapes]), estates
