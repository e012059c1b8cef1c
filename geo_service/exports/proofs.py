"""The proof of a cordon as a file: JSON that `geo-service proof --check` computes again."""

import json
from collections.abc import Mapping
from typing import Any


def proof_bytes(document: Mapping[str, Any]) -> bytes:
    """A proof as UTF-8 text; the same proof gives the same bytes."""
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
