"""Province, city, district and functional zone of a zone against those of an address."""

from geo_service.addresses.contains_finding import MET, Finding, left_open, other
from geo_service.addresses.contains_names import compare_heads
from geo_service.addresses.ladder import Rungs


def compare_far(zone: Rungs, said: Rungs) -> Finding:
    """Province, city and district: another one settles it; functional zones overlap them and settle nothing."""
    if said.functional or (zone.functional and (not zone.district or said.district == zone.functional)):
        return _functional(zone, said)
    if zone.district and said.district:
        return compare_head("district", zone.district, said.district)
    if zone.province and said.province:
        return compare_head("district", zone.province, said.province)
    return _by_city(zone, said, said.city) if said.city else MET


def _by_city(zone: Rungs, said: Rungs, city: str) -> Finding:
    """A city may lie in another one, as a district does."""
    if said.district and zone.city == said.district:
        return MET
    if zone.city and not (zone.district or said.district) and zone.city != city:
        return left_open(f"{city}是否在{zone.city}，不能定", "在哪个区县？")
    return _city(zone, city)


def _functional(zone: Rungs, said: Rungs) -> Finding:
    if zone.functional and zone.functional in {said.functional, said.district}:
        return MET
    if not (said.functional or said.district or said.city):
        return MET
    if zone.functional and said.city and not said.functional and not said.district:
        return MET if zone.functional.startswith(said.city[:-1]) or said.city == zone.city else _city(zone, said.city)
    if said.functional and said.functional in {zone.district, zone.functional}:
        return MET
    return left_open(f"{said.functional or zone.functional}是功能区，与行政区重叠，不能当作外区", "在哪个行政区？")


def _city(zone: Rungs, said: str) -> Finding:
    named = [name for name in (zone.city, zone.district, zone.province) if name]
    if not named or any(compare_heads("district", name, said) == "same" for name in named):
        return MET
    if zone.city:
        return compare_head("district", zone.city, said)
    return left_open(f"不能肯定{named[0]}在{said}", "在哪个区县？")


def compare_head(level: str, zone: str, said: str) -> Finding:
    """Compare one administrative name of a level."""
    likeness = compare_heads(level, zone, said)
    if likeness == "same":
        return MET
    if likeness == "near":
        return left_open(f"{said}与{zone}是否同一处，不能定")
    return other(f"{said}不是{zone}")
