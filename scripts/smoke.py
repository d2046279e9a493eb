"""Asks a served page for one forecast. `make smoke URL=https://…`; exits with one sentence when none comes."""

import json
import os
import sys
import urllib.request

TIMEOUT_S = 30


def main() -> int:
    url = os.environ.get("URL", "").rstrip("/")
    if not url:
        sys.exit("smoke: set URL to the address of the page")
    asked = urllib.request.Request(
        f"{url}/api/v1/simulate", data=json.dumps({"horizon_days": 1}).encode(), headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as got:
            found = json.load(got)
    except (OSError, ValueError) as error:
        sys.exit(f"smoke: {url} gave no forecast: {error}")
    if found["status"] != "ok":
        sys.exit(f"smoke: {url} answered with status {found['status']}")
    print(f"{url} forecasts, {found['model']['engine']}, version {found['model']['version']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
