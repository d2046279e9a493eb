#!/usr/bin/env bash
# Fills .venv from a requirements file. make decides when; see the stamps in the Makefile.
set -euo pipefail
requirements=$1

here=$(dirname "$0")
venv=.venv

if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Python 3.11 or newer is needed: install it, or name one with 'make PYTHON=/path/to/python3.11'." >&2
    exit 1
fi
if [ ! -x "$venv/bin/pip" ]; then
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || "$here/apt.sh" python3-venv
    "$PYTHON" -m venv "$venv"
fi

"$here/torch.sh" "$venv/bin/pip"
echo "Installing $requirements"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
