"""`python -m benchmarks`: the core, then the page in headless Chromium; or one measurement by its name."""

import sys
from importlib import import_module

PARTS = {
    "core": "benchmarks.core",
    "trial": "benchmarks.trial",
    "forecaster": "benchmarks.forecaster",
    "page": "benchmarks.page",
    "reliability": "benchmarks.reliability.command",
}
USUAL = ("core", "trial", "page")


def main(arguments: list[str]) -> int:
    """Run what is named; a part is imported when it runs, for the page needs a browser's driver."""
    if not arguments:
        for name in USUAL:
            import_module(PARTS[name]).main([])
        return 0
    name, *rest = arguments
    if name not in PARTS:
        print(f"{name!r} is none of {', '.join(PARTS)}", file=sys.stderr)
        return 2
    import_module(PARTS[name]).main(rest)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
