#!/usr/bin/env bash
# Downloads the container's packages, by hash, into a folder that later builds find again. Prints the folder.
set -euo pipefail
cd "$(dirname "$0")/.."

list=requirements-image.txt
folder=$CACHE/wheels-$(sha256sum "$list" | cut -c1-16)
[ -d "$folder" ] && { echo "$folder"; exit 0; }

draft=$(mktemp -d "$CACHE/draft-XXXXXX")
trap 'rm -rf "$draft"' EXIT
index=()
if .venv/bin/pip index versions torch --index-url "$TORCH_INDEX" --retries 0 --timeout 5 >/dev/null 2>&1; then
    index=(--extra-index-url "$TORCH_INDEX")
fi
.venv/bin/pip download --quiet --disable-pip-version-check --only-binary=:all: --no-deps --require-hashes --timeout 30 \
    "${index[@]}" --dest "$draft" --requirement "$list" >&2
chmod 755 "$draft"
mv "$draft" "$folder"
echo "$folder"
