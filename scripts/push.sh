#!/usr/bin/env bash
# Copies the built image from build/image to the repository and tells its digest; what is deployed is named by digest only.
set -euo pipefail
cd "$(dirname "$0")/.."

: "${REPOSITORY:?set REPOSITORY to the URL of the image repository}"
skopeo copy --digestfile build/digest oci:build/image "docker://$REPOSITORY:$(git rev-parse HEAD)"
digest=$(cat build/digest)
printf 'digest=%s\nimage=%s@%s\n' "$digest" "$REPOSITORY" "$digest" | tee -a "${GITHUB_OUTPUT:-/dev/null}"
