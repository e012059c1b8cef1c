"""The real data beside the checkout; tests that need them say so when they are absent."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
CHENGDU = SHARED / "data" / "chengdu_core" / "chengdu_core.osm"
CHENGDU_ADMIN = SHARED / "data" / "chengdu_core" / "chengdu_admin_derived.geojson"
CHENGDU_CODES = SHARED / "data" / "admin_codes_2023" / "chengdu_nanjing_core_villages.csv"
CHONGQING = SHARED / "data" / "boundaries_chongqing" / "chongqing_districts_fastgeocn_epsg4490.geojson"
CHENGDU_ZONES = sorted((SHARED / "tools" / "zones" / "chengdu_core").glob("*.geojson"))
RISK_LISTS = SHARED / "data" / "risk_lists_dev.jsonl.gz"
CHECK_PLAN = SHARED / "tools" / "check_plan.py"


def require_shared():
    """Skip, or in CI fail, when the real data are not there."""
    if CHENGDU.is_file() and CHENGDU_ZONES:
        return
    reason = "the real data (../shared beside the checkout) are absent"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
