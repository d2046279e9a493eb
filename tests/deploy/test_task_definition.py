"""The one task definition: right as it is, and each of many deliberate mistakes is caught."""

import copy
import json

import pytest

from scripts.task_definition import FILE, rendered
from tests.deploy.task_checks import GRACEFUL_S, faults
from tests.deploy.tools import ROOT

pytestmark = pytest.mark.deploy

VALUES = {
    "NAME": "mlops-pdt-staging", "REGION": "eu-south-1", "LOG_GROUP": "/ecs/mlops-pdt-staging",
    "IMAGE": f"111122223333.dkr.ecr.eu-south-1.amazonaws.com/mlops-pdt@sha256:{'0' * 64}",
    "EXECUTION_ROLE_ARN": "arn:aws:iam::111122223333:role/execution", "TASK_ROLE_ARN": "arn:aws:iam::111122223333:role/task",
}  # fmt: skip
PAGE = ("containerDefinitions", 0)
LEFT_OUT = object()
MUTATIONS = {
    "unknown key": (("cores",), 2),
    "cpu as a number": (("cpu",), 1024),
    "too little memory": (("memory",), "512"),
    "no such cpu": (("cpu",), "1000"),
    "bridge network": (("networkMode",), "bridge"),
    "for EC2": (("requiresCompatibilities",), ["EC2"]),
    "another processor": (("runtimePlatform", "cpuArchitecture"), "ARM64"),
    "another system": (("runtimePlatform", "operatingSystemFamily"), "WINDOWS_SERVER_2022_CORE"),
    "no execution role": (("executionRoleArn",), LEFT_OUT),
    "no task role": (("taskRoleArn",), LEFT_OUT),
    "one role for both": (("taskRoleArn",), VALUES["EXECUTION_ROLE_ARN"]),
    "no volume": (("volumes",), []),
    "no name": ((*PAGE, "name"), LEFT_OUT),
    "image by tag": ((*PAGE, "image"), "mlops-pdt:latest"),
    "root": ((*PAGE, "user"), "0:0"),
    "no user": ((*PAGE, "user"), LEFT_OUT),
    "writable root": ((*PAGE, "readonlyRootFilesystem"), False),
    "privileged": ((*PAGE, "privileged"), True),
    "a capability more": ((*PAGE, "linuxParameters", "capabilities", "add"), ["SYS_PTRACE"]),
    "capabilities kept": ((*PAGE, "linuxParameters", "capabilities", "drop"), []),
    "no init": ((*PAGE, "linuxParameters", "initProcessEnabled"), False),
    "not essential": ((*PAGE, "essential"), False),
    "other host port": ((*PAGE, "portMappings", 0, "hostPort"), 80),
    "PORT elsewhere": ((*PAGE, "environment", 2, "value"), "9000"),
    "stops too late": ((*PAGE, "stopTimeout"), 300),
    "stops before requests end": ((*PAGE, "stopTimeout"), 10),
    "health check too slow": ((*PAGE, "healthCheck", "timeout"), 61),
    "health check in a shell": ((*PAGE, "healthCheck", "command"), ["CMD-SHELL", "curl -f localhost"]),
    "no health check": ((*PAGE, "healthCheck"), LEFT_OUT),
    "no temporary files": ((*PAGE, "mountPoints"), []),
    "unknown log driver": ((*PAGE, "logConfiguration", "logDriver"), "paper"),
    "log without a group": ((*PAGE, "logConfiguration", "options", "awslogs-group"), LEFT_OUT),
    "blocking log": ((*PAGE, "logConfiguration", "options", "mode"), "blocking"),
}


@pytest.fixture
def task():
    return rendered(FILE.read_text(), VALUES)


def changed(task, path, value):
    """A copy with one thing changed."""
    whole = copy.deepcopy(task)
    at = whole
    for step in path[:-1]:
        at = at[step]
    if value is LEFT_OUT:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return whole


def test_the_task_definition_is_right(task):
    assert faults(task) == []


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mistake_is_caught(task, mutation):
    assert faults(changed(task, *MUTATIONS[mutation]))


@pytest.mark.parametrize("name", VALUES)
def test_a_missing_value_is_named(name):
    with pytest.raises(SystemExit, match=name):
        rendered(FILE.read_text(), VALUES | {name: ""})


def test_an_image_by_tag_is_refused():
    with pytest.raises(SystemExit, match="sha256"):
        rendered(FILE.read_text(), VALUES | {"IMAGE": "mlops-pdt:latest"})


def test_it_agrees_with_gunicorn_and_the_balancer(task):
    settings = {}
    source = (ROOT / "gunicorn.conf.py").read_text()
    for line in source.splitlines():
        name, is_set, value = line.partition(" = ")
        if is_set and name in ("graceful_timeout", "keepalive"):
            settings[name] = int(value.split("#")[0])
    balancer = (ROOT / "infra/service/balancer.tf").read_text()
    idle_s = int(balancer.split("idle_timeout")[1].split("=")[1].split("#")[0])
    assert settings["graceful_timeout"] == GRACEFUL_S < task["containerDefinitions"][0]["stopTimeout"]
    assert settings["keepalive"] > idle_s


def test_the_file_is_json_as_it_stands():
    assert json.loads(FILE.read_text())["family"] == "${name}"
