"""Runs the image with podman exactly as infra/task-definition.json says."""

import json
import os
import time
from contextlib import contextmanager, suppress

from tests.deploy.tools import ROOT, answer, eventually, free_port, run

IMAGE = "localhost/mlops-pdt"
SCENARIO = {"horizon_days": 28, "patient": {"age_years": 67, "sbp_mmHg": 158, "dbp_mmHg": 92}}
TASK = json.loads((ROOT / "infra/task-definition.json").read_text())
AS_THE_BALANCER = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
SETTINGS = {**os.environ, "CONTAINERS_CONF": str(ROOT / "scripts/containers.conf")}


def podman(*arguments, **options):
    return run("podman", *arguments, env=SETTINGS, **options)


def options(task) -> list[str]:
    """podman's words for the task definition."""
    page = task["containerDefinitions"][0]
    linux = page["linuxParameters"]
    chosen = [f"--user={page['user']}", f"--cpus={int(task['cpu']) / 1024}", f"--memory={task['memory']}m"]
    chosen += ["--read-only", "--read-only-tmpfs=false"] if page["readonlyRootFilesystem"] else []
    chosen += ["--init"] if linux["initProcessEnabled"] else []
    chosen += [f"--cap-drop={name}" for name in linux["capabilities"]["drop"]]
    chosen += [f"--ulimit={u['name']}={u['softLimit']}:{u['hardLimit']}" for u in page["ulimits"]]
    chosen += ["--ulimit=nproc=4096:4096"]  # podman asks for more than every machine grants
    chosen += [f"--volume={mount['containerPath']}" for mount in page["mountPoints"]]
    chosen += [f"--env={row['name']}={row['value']}" for row in page["environment"]]
    return [*chosen, f"--stop-timeout={page['stopTimeout']}"]


class Container:
    """A running container and its address."""

    def __init__(self, name: str, port: int):
        self.name, self.url, self.began_s = name, f"http://127.0.0.1:{port}", time.monotonic()

    def get(self, path, body=None, **named):
        return answer(self.url + path, body, headers=AS_THE_BALANCER, **named)

    def forecast(self, **changes):
        """Status and answer of one forecast."""
        status, _, body = self.get("/api/v1/simulate", json.dumps({**SCENARIO, **changes}).encode())
        return status, json.loads(body)

    def until_ready(self, seconds=60):
        eventually(lambda: self.get("/readyz")[0] == 200, seconds)
        return self

    def inside(self, *command, **named):
        return podman("exec", self.name, *command, **named)

    def logs(self) -> str:
        shown = podman("logs", self.name)
        return shown.stdout + shown.stderr

    def wait(self) -> int:
        return int(podman("wait", self.name).stdout)


@contextmanager
def running(task=TASK, *more, port=None):
    """A container started as the task definition says, removed afterwards."""
    outside, inner = free_port(), port or task["containerDefinitions"][0]["portMappings"][0]["containerPort"]
    chosen = options(task) if task else []
    started = podman("run", "--detach", "--pull=never", f"--publish=127.0.0.1:{outside}:{inner}", *chosen, *more, IMAGE)
    container = Container(started.stdout.strip(), outside)
    try:
        yield container
    finally:
        with suppress(AssertionError):
            podman("rm", "--force", "--volumes", "--time=0", container.name)
