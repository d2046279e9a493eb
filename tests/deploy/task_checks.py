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


def true_of(rules: dict[str, bool]) -> list[str]:
    return [fault for fault, is_so in rules.items() if is_so]


def of_the_task(task: dict) -> list[str]:
    cpu, memory_MB, platform = task.get("cpu"), int(task.get("memory", 0)), task.get("runtimePlatform", {})
    roles = [task.get(role, "") for role in ("executionRoleArn", "taskRoleArn")]
    return true_of({
        "not for Fargate": task.get("requiresCompatibilities") != ["FARGATE"],
        "Fargate needs networkMode awsvpc": task.get("networkMode") != "awsvpc",
        f"Fargate has no {cpu} CPU with {memory_MB} MB": memory_MB not in SIZES_MB.get(cpu, set()),
        "the engine is compiled for X86_64": platform.get("cpuArchitecture") != "X86_64",
        "the image is for LINUX": platform.get("operatingSystemFamily") != "LINUX",
        "a role is missing": not all(role.startswith("arn:aws:iam::") for role in roles),
        "the page must not have the rights of what starts it": roles[0] == roles[1],
    })  # fmt: skip


def of_a_container(one: dict, task: dict) -> list[str]:
    declared = {volume["name"] for volume in task.get("volumes", [])}
    mounted = {mount["sourceVolume"]: mount["containerPath"] for mount in one.get("mountPoints", [])}
    rules = {
        "image not by digest": "@sha256:" not in one.get("image", ""),
        "a volume is mounted and not declared": not set(mounted) <= declared,
        "nothing to write temporary files to": "/tmp" not in mounted.values(),
        "stopTimeout outside what gunicorn needs and Fargate allows": not GRACEFUL_S
        < one.get("stopTimeout", 0)
        <= LONGEST_STOP_S,
    }
    return [*true_of(rules), *of_its_port(one), *of_its_rights(one), *of_its_health(one), *of_its_logs(one)]


def of_its_port(one: dict) -> list[str]:
    settings = {row["name"]: row["value"] for row in one.get("environment", [])}
    port = one["portMappings"][0]
    inner = port.get("containerPort", 0)
    return true_of({
        "awsvpc needs hostPort equal to containerPort": port.get("hostPort", inner) != inner,
        "PORT differs from the port that is mapped": str(inner) != settings.get("PORT"),
        "an ordinary user may not open this port": inner < 1024,
    })  # fmt: skip


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
