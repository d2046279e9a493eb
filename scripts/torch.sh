#!/usr/bin/env bash
# Installs the pinned torch from PyTorch's CPU wheel index, or from pip's default index when that can't be reached.
set -euo pipefail
pip=$1

torch=$(grep '^torch==' requirements.txt)
reachable() {  # one attempt, so that a closed network costs seconds
    "$pip" index versions torch --index-url "$TORCH_INDEX" --retries 0 --timeout 5 >/dev/null 2>&1
}

"$pip" show torch 2>/dev/null | grep -E "^Version: ${torch#torch==}(\+|$)" >/dev/null && exit 0
# Reached once, the CPU index must deliver: falling back in mid-download would bring CUDA.
if reachable; then
    echo "Installing $torch (CPU)"
    "$pip" install --quiet --disable-pip-version-check --no-deps --retries 1 --index-url "$TORCH_INDEX" "$torch"
else
    echo "PyTorch's CPU wheel index can't be reached: installing $torch from pip's default index"
    "$pip" install --quiet --disable-pip-version-check --no-deps "$torch"
fi
