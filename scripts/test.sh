#!/bin/sh
# Every check: style, types, unit, property, store and browser tests, on SQLite and on PostgreSQL with PostGIS.
# Installs what it needs where it may (Debian packages as root or by sudo) and says what it could not.
# With CI set nothing may be left out. Options are passed on to pytest, e.g.  sh scripts/test.sh -k cordon
set -eu
cd "$(dirname "$0")/.."
. scripts/venv.sh

missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || missing="$missing postgresql-postgis"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fc-list 2>/dev/null | grep -q "Noto Sans CJK" || missing="$missing fonts-noto-cjk fontconfig"

if [ -n "$missing" ]; then
    echo "installing$missing" >&2
    if as_root apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
        :
    elif [ -n "${CI:-}" ]; then
        echo "CI must run every test, but$missing could not be installed" >&2
        exit 1
    else
        echo "could not install$missing: tests that need them are skipped and listed at the end" >&2
    fi
fi

make_venv "[test]"
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
exec .venv/bin/python -m pytest "$@"
