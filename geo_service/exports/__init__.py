"""Files that leave the house: lists, GeoJSON and GeoPackage of a plan, and the register of grids."""
