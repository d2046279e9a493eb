"""Prints the task definition with its placeholders filled in from the environment, in capitals: NAME, IMAGE, REGION …"""

import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Template

FILE = Path(__file__).resolve().parent.parent / "infra/task-definition.json"
BY_DIGEST = re.compile(r".+@sha256:[0-9a-f]{64}")


def rendered(template: str, environment: Mapping[str, str]) -> dict:
    """The task definition. Exits with one sentence when a value is missing or the image has no digest."""
    names = Template(template).get_identifiers()
    missing = [name.upper() for name in names if not environment.get(name.upper())]
    if missing:
        raise SystemExit(f"task definition: set {', '.join(missing)}")
    if not BY_DIGEST.fullmatch(environment["IMAGE"]):
        raise SystemExit(f"task definition: IMAGE must end in @sha256:…, not {environment['IMAGE']}")
    values = {name: json.dumps(environment[name.upper()])[1:-1] for name in names}
    return json.loads(Template(template).substitute(values))


if __name__ == "__main__":
    json.dump(rendered(FILE.read_text(), os.environ), sys.stdout, indent=2)
