"""Which times make sense: a year typed wrong must not stop the clocks of everybody else."""

from datetime import datetime

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Beyond them stands a slip of the hand; days can be added and taken away between them without an end [assumption]."""


def time_fault(time: datetime) -> str:
    """What is wrong with a time, whatever its zone; "" when nothing is."""
    if FIRST_YEAR <= time.year <= LAST_YEAR:
        return ""
    return f"is in the year {time.year}; need one from {FIRST_YEAR} to {LAST_YEAR}"
