#!/usr/bin/env bash
# Stands in for the official Python image where its registry can't be reached: Debian's own Python, under the same name.
set -euo pipefail
cd "$(dirname "$0")/.."

name=$(sed -n 's/^ARG PYTHON_IMAGE=//p' Dockerfile)
podman image exists "$name" && exit 0

tar=$CACHE/base-bookworm.tar
if [ ! -f "$tar" ]; then
    command -v mmdebstrap >/dev/null || scripts/apt.sh mmdebstrap >&2
    without=()
    for folder in doc man locale info; do without+=(--dpkgopt="path-exclude=/usr/share/$folder/*"); done
    mmdebstrap --quiet --variant=minbase --include=python3.11,python3.11-venv,ca-certificates "${without[@]}" bookworm "$tar.draft.tar"
    mv "$tar.draft.tar" "$tar"
fi
podman import --quiet "$tar" "$name" >/dev/null
