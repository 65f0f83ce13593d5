#!/bin/sh
# Write both lock files: exact versions with hashes, for Python 3.11 to 3.13 on every platform, without index addresses.
# Versions already locked are kept where they still fit; delete a lock file first to move everything forward.
set -eu
cd "$(dirname "$0")/.."
python="${PYTHON:-python3}"
venv="${VENV:-build/lock-venv}"
uv_version=0.13.8

[ -x "$venv/bin/uv" ] || { "$python" -m venv "$venv"; "$venv/bin/python" -m pip --quiet install "uv==$uv_version"; }

compile() {
    target="$1"
    shift
    "$venv/bin/uv" pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra ocr --extra server --group build "$@" \
        --output-file "$target" >/dev/null
    { echo "# Written by 'make lock' from pyproject.toml; do not edit."; grep -v '^# Written by' "$target"; } >"$target.new"
    mv "$target.new" "$target"
}

compile requirements-dev.lock --group dev
compile requirements.lock --constraint requirements-dev.lock

# medspaCy's QuickUMLS part has no wheels and is not used
echo "medspacy-quickumls ; python_version < '3'" >"$venv/without.txt"
"$venv/bin/uv" pip compile benchmarks/peers.in --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-annotate --no-header --override "$venv/without.txt" \
    --output-file requirements-peers.lock >/dev/null
{ echo "# Written by 'make lock' from benchmarks/peers.in; do not edit."
  grep -v '^# Written by' requirements-peers.lock; } >requirements-peers.lock.new
mv requirements-peers.lock.new requirements-peers.lock

if grep -nE '://|index-url|find-links' requirements.lock requirements-dev.lock requirements-peers.lock; then
    echo "A lock file holds an address; see the lines above." >&2
    exit 1
fi
