#!/usr/bin/env bash
# Installs the reference's SDK for Python into a Python environment below `target`. The SDK asks for a newer Python
# than it needs, so its own requirement is not looked at.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
place=../../target/python/drop-in
python3 -m venv "$place"
"$place/bin/pip" install --quiet --disable-pip-version-check --requirement requirements.txt
"$place/bin/pip" install --quiet --disable-pip-version-check --no-deps --ignore-requires-python truto-python-sdk==0.1.6
