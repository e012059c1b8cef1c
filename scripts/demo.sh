#!/bin/sh
# The whole job from an empty machine: register, zones, plans, maps, lists, served pages.
# Options are passed on, e.g.  sh scripts/demo.sh --buildings 20000 --port 8080
set -eu
cd "$(dirname "$0")/.."
. scripts/venv.sh
make_venv ""
exec .venv/bin/geo-service demo "$@"
