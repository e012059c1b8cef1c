"""Buildings as the whole register knows them: their own rows, and what address registers say of them."""

import geopandas as gpd
import pandas as pd

COUNTS = ("stairs", "households", "people")


def with_registered(buildings: gpd.GeoDataFrame, registered: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Add addresses, stairs, households and people of address register rows to their buildings.

    A row about the whole building stands for it; rows about single stairs are summed, and count the stairs.
    Of several rows about the whole building the largest number is taken. What no row says stays as it is.

    Parameters
    ----------
    buildings
        Buildings layer.
    registered
        Addresses layer; rows of other buildings are passed over.

    Returns
    -------
    buildings
        A copy in the same order.
    """
    rows = registered[registered["building_id"].isin(buildings["building_id"])]
    if rows.empty:
        return buildings
    said = _said_of_buildings(rows).reindex(buildings["building_id"])
    changed = {name: _first_known(said[name], buildings[name]) for name in COUNTS}
    texts = rows.groupby("building_id", sort=False)["name"].agg(list).reindex(buildings["building_id"])
    addresses = [_joined(own, more) for own, more in zip(buildings["addresses"], texts, strict=True)]
    return buildings.assign(**changed, addresses=pd.Series(addresses, index=buildings.index, dtype="object"))


def _said_of_buildings(rows: pd.DataFrame) -> pd.DataFrame:
    """Stairs, households and people by building id; null where no row says."""
    of_stairs = rows["stair"].notna()
    whole = rows[~of_stairs].groupby("building_id")[list(COUNTS)].max()
    parts = rows[of_stairs].groupby("building_id")
    summed = parts[["households", "people"]].sum(min_count=1)
    summed["stairs"] = parts["stair"].nunique().astype("Int64")
    return whole.combine_first(summed)


def _first_known(said: pd.Series, own: pd.Series) -> pd.Series:
    values = said.astype("Int64").array
    return pd.Series(values, index=own.index).fillna(own)


def _joined(own: object, more: object) -> list[str]:
    texts = [*(own if isinstance(own, list) else []), *(more if isinstance(more, list) else [])]
    return list(dict.fromkeys(text for text in texts if isinstance(text, str)))
