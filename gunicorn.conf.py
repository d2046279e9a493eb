"""How the page is served. The master loads it and forecasts once, then forks: safe with one OpenMP thread, which is set here."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from dashboard.logs import LOGGING

wsgi_app = "dashboard.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8050')}"
worker_class = "gthread"
workers = 2
threads = 16  # most wait for a caller's line; how many compute at once is limited in dashboard/limits.py
raw_env = ["OMP_NUM_THREADS=1"]
preload_app = True
timeout = 60
graceful_timeout = 25  # less than the orchestrator's stop timeout of 30 s
keepalive = 75  # more than the load balancer's 60 s, or it meets closed connections
max_requests, max_requests_jitter = 20_000, 2_000
logconfig_dict = LOGGING
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


def child_exit(server, worker):
    """The counts of a worker that is gone stay in the sum, its gauges don't."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)
