#!/bin/sh
# Make .venv what the requirements say, or do nothing when it is already.
#   environment.sh        what the forum runs on
#   environment.sh dev    and what tests and linters need
# A stamp in .venv holds a checksum of the requirements, the Python and the folder. Without a matching stamp the
# packages are installed again; a .venv whose Python no longer starts is made anew.
set -eu
cd "$(dirname "$0")/.."

run="requirements.txt"
dev="requirements.txt requirements-dev.txt"
case "${1:-run}" in
    dev) wanted=$dev; stamp=.venv/.stamp-dev ;;
    *) wanted=$run; stamp=.venv/.stamp-run ;;
esac
python=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

# What the stamp of these files must say. Prints nothing when the Python of .venv does not start.
current() {
    version=$("$python" -c 'import platform; print(platform.python_version())' 2>/dev/null) || return 0
    printf '%s %s %s\n' "$version" "$(cat "$@" | cksum)" "$PWD"
}

find_python() {
    nearly=""
    for name in python3.13 python3.12 python3.11 python3 python; do
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
        if "$name" -c 'import ensurepip, sqlite3, ssl, venv' >/dev/null 2>&1; then
            printf '%s\n' "$name"
            return 0
        fi
        nearly=$name
    done
    if [ -n "$nearly" ]; then
        say "$nearly is here, but without its parts for virtual environments, SQLite or TLS."
        say "On Debian or Ubuntu: sudo apt install python3-venv"
    else
        say "The forum needs Python 3.11 or newer, and none was found. On Debian or Ubuntu: sudo apt install python3 python3-venv"
    fi
    return 1
}

# shellcheck disable=SC2086  # a list of names
now=$(current $wanted)
if [ -n "$now" ] && [ -f "$stamp" ] && [ "$now" = "$(cat "$stamp")" ]; then
    exit 0
fi

# A .venv that moved, or whose Python or pip is gone, is made anew: its scripts name a place that is no more.
kept=$(cat .venv/.stamp-run .venv/.stamp-dev 2>/dev/null | head -n 1)
case "$kept" in
    "" | *" $PWD") moved=no ;;
    *) moved=yes ;;
esac
if [ -z "$now" ] || [ "$moved" = yes ] || ! "$python" -m pip --version >/dev/null 2>&1; then
    found=$(find_python) || exit 1
    say "Making .venv with $("$found" --version) …"
    "$found" -m venv --clear .venv || {
        say "$found could not make a virtual environment in .venv: see above."
        exit 1
    }
fi

rm -f .venv/.stamp-run .venv/.stamp-dev
say "Installing the packages of $wanted (once, about half a minute) …"
for file in $wanted; do
    "$python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$file" || {
        say "The packages of $file could not be installed: see above. Is there a connection to the package index?"
        exit 1
    }
done
# shellcheck disable=SC2086  # lists of names
[ "$stamp" = .venv/.stamp-run ] || current $dev >.venv/.stamp-dev
current $run >.venv/.stamp-run
