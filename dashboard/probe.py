"""Exit 0 when the server on this machine's PORT is alive. Standard library only: a container runs it every few seconds."""

import os
import sys
import urllib.request

TIMEOUT_S = 4


def main() -> int:
    url = f"http://127.0.0.1:{os.environ.get('PORT', '8050')}/healthz"
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:
            return 0 if answer.status == 200 else 1
    except OSError as error:
        print(f"{url}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
