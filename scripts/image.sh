#!/usr/bin/env bash
# Builds the image with podman, from the cached base and packages, without any package registry but Debian's.
set -euo pipefail
cd "$(dirname "$0")/.."
export CONTAINERS_CONF=$PWD/scripts/containers.conf

mkdir -p "$CACHE"
for tool in podman runc netavark catatonit; do
    command -v "$tool" >/dev/null || [ -x "/usr/lib/podman/$tool" ] || scripts/apt.sh podman runc netavark aardvark-dns catatonit iptables >&2
done
scripts/base_image.sh
base=$(sed -n 's/^ARG PYTHON_IMAGE=//p' Dockerfile)
if ! why=$(podman run --rm --pull never "$base" true 2>&1); then
    echo "This machine can't run containers: ${why##*$'\n'}" >&2
    exit 1
fi
nice podman build --format docker --network host --build-context "wheels=$(scripts/wheelhouse.sh)" --tag "$IMAGE" . >&2
podman image prune --force --filter until=72h >/dev/null # layers of builds that nobody repeats
