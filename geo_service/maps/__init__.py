"""Maps as folium pages: one HTML file that opens without a network, and the parts of the console's map."""
