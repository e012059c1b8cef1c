"""Checks of zones and of the register against a protocol: what a program can see, and what it says it can't."""
