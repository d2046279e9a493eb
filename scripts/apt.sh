#!/usr/bin/env bash
# Installs Debian packages where this user may; elsewhere says in one sentence what to install.
set -euo pipefail

as_root=()
if ! command -v apt-get >/dev/null; then
    echo "Please install what Debian calls: $*" >&2
    exit 1
elif [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
        echo "Please run: sudo apt-get install $*" >&2
        exit 1
    fi
    as_root=(sudo -n)
fi

echo "apt-get install $*"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
