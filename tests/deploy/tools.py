"""What several deploy tests share: running a program, waiting, finding a port, the tools of this environment."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def run(*command, check=True, **options):
    """A finished process; when it failed, the test says what it printed."""
    done = subprocess.run([str(part) for part in command], check=False, capture_output=True, text=True, **options)
    assert not check or done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer(url, body=None, timeout=60, headers=None):
    """Status, headers and body, whatever the status is."""
    asked = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(asked, timeout=timeout) as got:
            return got.status, got.headers, got.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def eventually(what, seconds, every=0.1):
    """The first true result; connection errors count as not yet."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := what():
                return found
        except OSError:
            pass
        time.sleep(every)
    raise AssertionError(f"not seen within {seconds} s")


def without_proxies() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if not name.lower().endswith("_proxy")}
