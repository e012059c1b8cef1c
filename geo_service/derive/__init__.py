"""From a zone and the register to what it means on the ground: one file per derived thing. Pure."""
