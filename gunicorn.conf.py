"""How the page is served. Each worker imports torch itself: torch used before a fork hangs the child."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

wsgi_app = "dashboard.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8050')}"
worker_class = "gthread"
workers = 2
threads = 4
raw_env = ["OMP_NUM_THREADS=1"]
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True

ENGINE_BUILD = ["nice", sys.executable, "-m", "twin.compiled", "build"]
ENGINE_LOG = Path("build/engine.log")
engine_builds: list[subprocess.Popen] = []


def when_ready(server):
    """`make run` compiles the solver beside the server, once; the page answers in eager mode meanwhile."""
    if not os.environ.get("BUILD_ENGINE"):
        return
    if not shutil.which(os.environ.get("CXX", "g++")):
        server.log.info("No C++ compiler: the solver stays in its slower, eager form")
        return
    ENGINE_LOG.parent.mkdir(exist_ok=True)
    with ENGINE_LOG.open("w") as log:
        build = subprocess.Popen(ENGINE_BUILD, stdout=log, stderr=log, start_new_session=True)
    engine_builds.append(build)


def on_exit(server):
    """A build that is still going ends with the server, its compilers too."""
    for build in engine_builds:
        if build.poll() is None:
            os.killpg(build.pid, signal.SIGTERM)
