"""gunicorn.conf.py with a stand-in page and a stand-in engine build: what starts with the server ends with it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.house.tree import ROOT

PAGE = """
def application(environ, start_response):
    start_response("200 OK", [])
    return [b"served"]
"""
BUILD = """
import os, subprocess, sys
compiler = subprocess.Popen(["sleep", "600"])
with open("pids.new", "w") as file:
    file.write(f"{os.getpid()} {compiler.pid}")
os.rename("pids.new", "pids")
compiler.wait()
"""
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def eventually(what, seconds=20):
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, f"not seen within {seconds} s"
        time.sleep(0.05)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
    except urllib.error.URLError:
        return None


def is_alive(pid) -> bool:
    """A zombie that nobody reaped yet no longer runs."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):  # gone before it was opened, or between that and reading
        return False


@pytest.fixture
def serve(tmp_path):
    for path, text in {"dashboard/wsgi.py": PAGE, "twin/compiled.py": BUILD}.items():
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text(text)
    shutil.copy(ROOT / "gunicorn.conf.py", tmp_path)
    shutil.copy(ROOT / "dashboard/logs.py", tmp_path / "dashboard")
    started = []

    def start(**environment):
        port = free_port()
        settings = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), **environment}
        server = subprocess.Popen([sys.executable, "-m", "gunicorn"], cwd=tmp_path, env=settings, **QUIET)
        started.append(server)
        assert eventually(lambda: answer(port)) == b"served"
        return server

    yield start
    for server in started:
        server.kill()
        server.wait()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopping_the_server_stops_the_engine_build(serve, tmp_path, how):
    server = serve(BUILD_ENGINE="1", CXX="sh")
    eventually((tmp_path / "pids").exists)
    pids = (tmp_path / "pids").read_text().split()
    assert all(is_alive(pid) for pid in pids)
    server.send_signal(how)
    assert server.wait(timeout=20) == 0
    eventually(lambda: not any(is_alive(pid) for pid in pids))


@pytest.mark.parametrize("environment", [{"BUILD_ENGINE": "", "CXX": "sh"}, {"BUILD_ENGINE": "1", "CXX": "no-such-compiler"}])
def test_nothing_is_built_unasked_or_without_a_compiler(serve, tmp_path, environment):
    serve(**environment)
    time.sleep(0.5)
    assert not (tmp_path / "pids").exists()
    assert not (tmp_path / "build").exists()
