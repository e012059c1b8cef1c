"""
A fact: something that happened or was ordered and that a clock or a check needs to know; never a person.

Facts are only ever added. One that was wrong is withdrawn by another fact, so what was known at a time stays known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

WITHDRAWAL = "withdrawal"
"""The kind of fact that takes another one back; its values name it by `fact_id`."""


@dataclass(frozen=True)
class Fact:
    """
    One fact of a kind of `zones/fact_kinds.py`.

    `zone_id` None: of the whole register. `happened_at` is when it was so, `recorded_at` when it was entered; both
    aware. `values` are plain JSON values, checked against the kind before it is stored.
    """

    fact_id: str
    kind: str
    zone_id: str | None
    happened_at: datetime
    recorded_at: datetime
    author: str
    values: Mapping[str, Any] = field(default_factory=dict)
