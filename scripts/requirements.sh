#!/bin/sh
# Pin what the two .in files ask for, with hashes, for Python 3.11 and newer. Called by `make requirements`.
set -eu
cd "$(dirname "$0")/.."
version=$1
shift

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
.venv/bin/python -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check "uv==$version"
for name in requirements requirements-dev; do
    "$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
        --no-emit-index-url --custom-compile-command "make requirements" "$@" -o "$name.txt" "$name.in" >/dev/null
done
