# Make or refresh the virtual environment in .venv; sourced by demo.sh and test.sh.
# Usage: make_venv EXTRAS      ("" or "[test]")

find_python() {
    for candidate in python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "need Python 3.11 or newer; on Debian 12 or newer: apt-get install python3" >&2
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo "$@"
    else
        return 1
    fi
}

new_venv() {
    "$1" -m venv .venv 2>/dev/null && return
    # Debian ships venv apart from Python
    rm -rf .venv
    echo "installing python3-venv" >&2
    if as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; then
        "$1" -m venv .venv && return
    fi
    echo "can't make a virtual environment; install it first: apt-get install python3-venv" >&2
    return 1
}

make_venv() {
    wanted="$1 $(cat pyproject.toml requirements.lock hatch_build.py browser/package-lock.json | cksum)"
    if [ -x .venv/bin/geo-service ] && [ "$(cat .venv/installed 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    python=$(find_python) || return 1
    [ -x .venv/bin/python ] || new_venv "$python" || return 1
    echo "installing into .venv (once; a minute or two)" >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e ".$1" || return 1
    echo "$wanted" >.venv/installed
}
