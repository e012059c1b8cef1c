"""A generated township as an OSM file, so that programs that read OSM can check what we make of it."""

from xml.sax.saxutils import quoteattr

import shapely

from geo_service.importers.demo import Township

FIRST_BUILDING_NODE = 10_000_000
FIRST_BUILDING = 1_000_000


def write_osm(township: Township, path):
    """Write the roads, gates, facilities and buildings of a township as OSM XML."""
    layers = township.layers
    nodes, ways = {}, []
    for row in layers["roads"].itertuples():
        for node, (lon, lat) in zip(row.node_ids, shapely.get_coordinates(row.geometry).tolist(), strict=True):
            nodes[node] = (lon, lat, {})
        ways.append((row.way_id, row.node_ids, _road_tags(row)))
    _tag_gates(layers["gates"], nodes)
    spare = FIRST_BUILDING_NODE
    for number, row in enumerate(layers["buildings"].itertuples()):
        ring = shapely.get_coordinates(row.geometry.exterior).tolist()[:-1]
        ids = list(range(spare, spare + len(ring)))
        spare += len(ring)
        nodes |= {node: (lon, lat, {}) for node, (lon, lat) in zip(ids, ring, strict=True)}
        use = row.use if isinstance(row.use, str) else "yes"
        ways.append((FIRST_BUILDING + number, [*ids, ids[0]], {"building": use}))
    for number, row in enumerate(layers["facilities"].itertuples()):
        middle = row.geometry.centroid
        key = "shop" if row.kind == "supermarket" else "amenity"
        nodes[spare + number] = (middle.x, middle.y, {key: {"market": "marketplace"}.get(row.kind, row.kind)})
    path.write_text("\n".join(_lines(nodes, ways)), encoding="utf-8")
    return path


def _road_tags(row):
    tags = {"highway": row.highway}
    if isinstance(row.name, str):
        tags["name"] = row.name
    if row.oneway:
        tags["oneway"] = "yes" if row.oneway > 0 else "-1"
    if row.width_m == row.width_m:  # a known width
        tags["width"] = f"{row.width_m:g}"
    if row.grade_separated:
        tags |= {"bridge": "yes", "layer": "1"}
    return tags


BARRIERS = {"gate": "gate", "entrance": "entrance", "barrier": "bollard"}


def _tag_gates(gates, nodes):
    for row in gates.itertuples():
        if row.node_id == row.node_id and row.node_id in nodes:  # a known node
            nodes[row.node_id][2]["barrier"] = BARRIERS.get(row.kind, "gate")


def _lines(nodes, ways):
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<osm version="0.6" generator="made up; no data of OpenStreetMap">'
    for node, (lon, lat, tags) in sorted(nodes.items()):
        place = f'<node id="{node}" version="1" lon="{lon:.8f}" lat="{lat:.8f}"'
        yield f"{place}/>" if not tags else f"{place}>{_tags(tags)}</node>"
    for way, ids, tags in ways:
        refs = "".join(f'<nd ref="{node}"/>' for node in ids)
        yield f'<way id="{way}" version="1">{refs}{_tags(tags)}</way>'
    yield "</osm>"


def _tags(tags):
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())
