#!/bin/sh
# The long checks: 500 random zones of a generated township through plan, proof and the independent checker.
# Options are passed on to pytest. GEO_SERVICE_NIGHTLY_ZONES and GEO_SERVICE_NIGHTLY_SEED say how many and which;
# without a seed every night takes other zones.
set -eu
cd "$(dirname "$0")/.."
. scripts/venv.sh
make_venv "[test]"
: "${GEO_SERVICE_NIGHTLY_SEED:=$(date +%Y%m%d)}"
export GEO_SERVICE_NIGHTLY_SEED
exec .venv/bin/python -m pytest -m nightly tests/test_nightly_zones.py "$@"
