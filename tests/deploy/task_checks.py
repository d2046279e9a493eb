"""What makes a task definition one that Fargate takes and that we would run. `faults` names everything that is wrong."""

from botocore.session import get_session
from botocore.validate import ParamValidator

SIZES_MB = {
    "256": {512, 1024, 2048},
    "512": {1024 * n for n in range(1, 5)},
    "1024": {1024 * n for n in range(2, 9)},
    "2048": {1024 * n for n in range(4, 17)},
    "4096": {1024 * n for n in range(8, 31)},
}
HEALTH_LIMITS_S = {"interval": (5, 300), "timeout": (2, 60), "retries": (1, 10), "startPeriod": (0, 300)}
LONGEST_STOP_S = 120
GRACEFUL_S = 25


def faults(task: dict) -> list[str]:
    """Every reason not to deploy this."""
    typed = by_the_api(task)
    return typed or [*of_the_task(task), *(fault for one in task["containerDefinitions"] for fault in of_a_container(one, task))]


def by_the_api(task: dict) -> list[str]:
    """Types and keys, as botocore checks them before it sends anything."""
    shape = get_session().get_service_model("ecs").operation_model("RegisterTaskDefinition").input_shape
    report = ParamValidator().validate(task, shape)
    return [report.generate_report()] if report.has_errors() else []


def of_the_task(task: dict):
    if task.get("requiresCompatibilities") != ["FARGATE"]:
        yield "not for Fargate"
    if task.get("networkMode") != "awsvpc":
        yield "Fargate needs networkMode awsvpc"
    if int(task.get("memory", 0)) not in SIZES_MB.get(task.get("cpu"), set()):
        yield f"Fargate has no {task.get('cpu')} CPU with {task.get('memory')} MB"
    if task.get("runtimePlatform", {}).get("cpuArchitecture") != "X86_64":
        yield "the engine is compiled for X86_64"
    if task.get("runtimePlatform", {}).get("operatingSystemFamily") != "LINUX":
        yield "the image is for LINUX"
    for role in ("executionRoleArn", "taskRoleArn"):
        if not task.get(role, "").startswith("arn:aws:iam::"):
            yield f"no {role}"
    if task.get("executionRoleArn") == task.get("taskRoleArn"):
        yield "the page must not have the rights of what starts it"


def of_a_container(one: dict, task: dict):
    yield from of_its_rights(one)
    yield from of_its_health(one)
    yield from of_its_logs(one)
    if "@sha256:" not in one.get("image", ""):
        yield "image not by digest"
    declared = {volume["name"] for volume in task.get("volumes", [])}
    mounted = {mount["sourceVolume"]: mount["containerPath"] for mount in one.get("mountPoints", [])}
    if not set(mounted) <= declared:
        yield "a volume is mounted and not declared"
    if "/tmp" not in mounted.values():
        yield "nothing to write temporary files to"
    settings = {row["name"]: row["value"] for row in one.get("environment", [])}
    for port in one.get("portMappings", [{}]):
        if port.get("hostPort", port.get("containerPort")) != port.get("containerPort"):
            yield "awsvpc needs hostPort equal to containerPort"
        if str(port.get("containerPort")) != settings.get("PORT"):
            yield "PORT differs from the port that is mapped"
        if int(port.get("containerPort", 0)) < 1024:
            yield "an ordinary user may not open this port"
    if not GRACEFUL_S < one.get("stopTimeout", 0) <= LONGEST_STOP_S:
        yield "stopTimeout outside what gunicorn needs and Fargate allows"


def of_its_rights(one: dict):
    linux = one.get("linuxParameters", {})
    if one.get("user", "root").split(":")[0] in ("root", "0"):
        yield "runs as root"
    if not one.get("readonlyRootFilesystem"):
        yield "its root can be written"
    if one.get("privileged"):
        yield "privileged"
    if linux.get("capabilities", {}).get("drop") != ["ALL"] or linux.get("capabilities", {}).get("add"):
        yield "keeps capabilities"
    if not linux.get("initProcessEnabled"):
        yield "no init process"
    if not one.get("name"):
        yield "no name"
    if not one.get("essential"):
        yield "not essential"


def of_its_health(one: dict):
    health = one.get("healthCheck", {})
    if health.get("command", [""])[0] != "CMD":
        yield "no health check without a shell"
    for name, (low, high) in HEALTH_LIMITS_S.items():
        if not low <= health.get(name, -1) <= high:
            yield f"health check's {name} outside {low} to {high}"


def of_its_logs(one: dict):
    logs = one.get("logConfiguration", {})
    if logs.get("logDriver") != "awslogs":
        yield "logs go nowhere"
    missing = {"awslogs-group", "awslogs-region", "awslogs-stream-prefix"} - set(logs.get("options", {}))
    if missing:
        yield f"logs without {', '.join(sorted(missing))}"
    if logs.get("options", {}).get("mode") != "non-blocking":
        yield "a slow log must not stop the page"
