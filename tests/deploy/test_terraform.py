"""The infrastructure: format and static rules always; the provider's own checks and an apply where it is on the machine."""

import json
import os
import re
import signal
import subprocess
import sys
from types import SimpleNamespace

import boto3
import pytest

from scripts.task_definition import FILE
from tests.deploy.terraform import NO_PROVIDER, NO_TERRAFORM, REGION, Stack, copied, plugins, terraform
from tests.deploy.tools import ROOT, answer, eventually, free_port, run

pytestmark = pytest.mark.deploy

FILES = sorted((ROOT / "infra").rglob("*.tf"))
SOURCE = "\n".join(path.read_text() for path in FILES)
SUBJECT = "repo:org@1/twin@2"
EMULATED = {"region_name": REGION, "aws_access_key_id": "emulated", "aws_secret_access_key": "emulated"}
TRUSTED = {"mlops-pdt-push": "ref:refs/heads/main", "mlops-pdt-staging-deploy": "environment:staging"}
FORGOTTEN = {  # what moto 5.2.5 does not keep, so that a second plan wants it again
    "aws_appautoscaling_target.page": {"tags_all"},
    "aws_ecs_service.page": {"availability_zone_rebalancing", "health_check_grace_period_seconds"},
    "aws_iam_role_policy.deploy": set(),  # waits for the service
    "aws_vpc_security_group_egress_rule.balancer": {"description"},
    "aws_vpc_security_group_ingress_rule.page": {"description"},
}


@pytest.fixture
def provider():
    if not terraform() or not plugins():
        pytest.skip(NO_PROVIDER if terraform() else NO_TERRAFORM)


def test_format():
    if not terraform():
        pytest.skip(NO_TERRAFORM)
    run(terraform(), "fmt", "-check", "-recursive", ROOT / "infra", env={**os.environ, "TF_CLI_CONFIG_FILE": os.devnull})


@pytest.mark.parametrize("rule", [
    r"0\.0\.0\.0/0[^}]*from_port\s*=\s(?!80|443|each\.value)", r"Action\"?\s*[:=]\s*\"\*\"", r"actions\s*=\s*\[\s*\"\*\"",
    r"StringLike", r"assign_public_ip\s*=\s*true", r"MUTABLE\"(?<!IMMUTABLE\")",
    r"AKIA[0-9A-Z]{16}", r"access_key|secret_key", r"\b\d{12}\b",
])  # fmt: skip
def test_what_must_not_stand_there(rule):
    assert not re.search(rule, SOURCE)


def test_every_star_resource_says_why():
    assert [line for line in SOURCE.splitlines() if re.search(r"resources\s*=\s*\[\"\*\"\]", line) and "# th" not in line] == []


def test_every_variable_is_described():
    blocks = re.findall(r"^variable \"(\w+)\" \{\n(.*?)^\}", SOURCE, re.M | re.S)
    assert blocks
    assert [name for name, body in blocks if "description" not in body] == []


@pytest.mark.parametrize("module", ["account", "service"])
def test_validate(provider, tmp_path, module):
    Stack(copied(tmp_path) / module)("validate")


def test_planned_with_a_mocked_provider(provider, tmp_path):
    shown = Stack(copied(tmp_path) / "service")("test").stdout
    print(shown)
    assert re.search(r"Success! [4-9] passed, 0 failed", shown)


@pytest.fixture(scope="module")
def aws():
    """An emulated AWS on loopback, ended with the tests."""
    port = free_port()
    started = subprocess.Popen(
        [sys.executable, ROOT / "tests/deploy/aws_emulator.py", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    endpoint = f"http://127.0.0.1:{port}"
    eventually(lambda: answer(endpoint + "/moto-api/")[0] == 200, 60)
    yield endpoint
    started.send_signal(signal.SIGTERM)
    started.wait(10)


@pytest.fixture(scope="module")
def applied(aws, tmp_path_factory):
    """Both stacks, applied once."""
    if not terraform() or not plugins():
        pytest.skip(NO_PROVIDER if terraform() else NO_TERRAFORM)
    infra = copied(tmp_path_factory.mktemp("terraform"))
    account, service = Stack(infra / "account", aws), Stack(infra / "service", aws)
    account.apply(region=REGION, github_subject=SUBJECT)
    made = account.outputs()
    certificate = boto3.client("acm", endpoint_url=aws, **EMULATED).request_certificate(DomainName="twin.example")[
        "CertificateArn"
    ]
    values = {
        "region": REGION, "environment": "staging", "image": f"{made['repository_url']}@sha256:{'0' * 64}",
        "repository_arn": made["repository_arn"], "oidc_provider_arn": made["oidc_provider_arn"],
        "certificate_arn": certificate, "github_subject": SUBJECT, "deletion_protection": "false",
    }  # fmt: skip
    printed = service.apply(**values).stdout
    print(re.search(r"Apply complete!.*", printed)[0])

    def client(name):
        return boto3.client(name, endpoint_url=aws, **EMULATED)

    return SimpleNamespace(service=service, values=values, outputs=service.outputs(), client=client)


def test_the_task_definition_arrives_as_written(applied):
    got = applied.client("ecs").describe_task_definition(taskDefinition="mlops-pdt-staging")["taskDefinition"]
    asked = json.loads(FILE.read_text())
    for name in ("networkMode", "cpu", "memory", "requiresCompatibilities", "runtimePlatform"):
        assert got[name] == asked[name]
    assert [volume["name"] for volume in got["volumes"]] == [volume["name"] for volume in asked["volumes"]]
    assert (
        got["executionRoleArn"] == applied.outputs["execution_role_arn"] != got["taskRoleArn"] == applied.outputs["task_role_arn"]
    )
    page, written = got["containerDefinitions"][0], asked["containerDefinitions"][0]
    for name in ("user", "readonlyRootFilesystem", "linuxParameters", "healthCheck", "stopTimeout", "mountPoints", "ulimits"):
        assert page[name] == written[name]
    assert page["image"] == applied.values["image"]
    assert page["logConfiguration"]["options"]["awslogs-group"] == applied.outputs["log_group"]


def test_the_service_runs_on_fargate_in_private_behind_the_balancer(applied):
    got = applied.client("ecs").describe_services(cluster=applied.outputs["cluster"], services=["page"])["services"][0]
    network = got["networkConfiguration"]["awsvpcConfiguration"]
    private = {s["SubnetId"] for s in applied.client("ec2").describe_subnets()["Subnets"] if "private" in str(s.get("Tags"))}
    assert (got["launchType"], got["desiredCount"], network["assignPublicIp"]) == ("FARGATE", 2, "DISABLED")
    assert set(network["subnets"]) == private
    assert len(private) == 2
    assert got["loadBalancers"][0]["containerPort"] == 8080


def test_the_balancer_checks_readiness_and_redirects(applied):
    elb = applied.client("elbv2")
    group = elb.describe_target_groups()["TargetGroups"][0]
    attributes = {
        a["Key"]: a["Value"] for a in elb.describe_target_group_attributes(TargetGroupArn=group["TargetGroupArn"])["Attributes"]
    }
    assert (group["HealthCheckPath"], group["TargetType"], group["Port"]) == ("/readyz", "ip", 8080)
    assert attributes["deregistration_delay.timeout_seconds"] == "30"
    balancer = elb.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]
    listeners = {one["Port"]: one for one in elb.describe_listeners(LoadBalancerArn=balancer)["Listeners"]}
    assert listeners[80]["DefaultActions"][0]["RedirectConfig"]["Protocol"] == "HTTPS"
    assert listeners[443]["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    kept = {a["Key"]: a["Value"] for a in elb.describe_load_balancer_attributes(LoadBalancerArn=balancer)["Attributes"]}
    assert kept["routing.http.drop_invalid_header_fields.enabled"] == "true"


def test_scaling_logs_and_images(applied):
    target = applied.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"][0]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 6)
    policy = applied.client("application-autoscaling").describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"][0]
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 60
    assert applied.client("logs").describe_log_groups()["logGroups"][0]["retentionInDays"] == 30
    repository = applied.client("ecr").describe_repositories()["repositories"][0]
    assert repository["imageTagMutability"] == "IMMUTABLE"
    assert repository["imageScanningConfiguration"]["scanOnPush"] is True


@pytest.mark.parametrize(("role", "place"), TRUSTED.items())
def test_github_is_trusted_from_one_place_only(applied, role, place):
    trust = applied.client("iam").get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"] == f"{SUBJECT}:{place}"
    assert trust["Condition"]["StringEquals"]["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
    assert trust["Principal"]["Federated"] == applied.values["oidc_provider_arn"]


def test_the_page_has_no_right_in_aws(applied):
    iam = applied.client("iam")
    assert iam.list_role_policies(RoleName="mlops-pdt-staging-task")["PolicyNames"] == []
    assert iam.list_attached_role_policies(RoleName="mlops-pdt-staging-task")["AttachedPolicies"] == []


def test_a_second_plan_is_clean_but_for_what_the_emulator_forgets(applied):
    planned = applied.service.plan(**applied.values)["resource_changes"]
    changes = {c["address"]: c["change"] for c in planned if c["change"]["actions"] not in (["no-op"], ["read"])}
    updates = {at: change for at, change in changes.items() if change["actions"] == ["update"]}
    differing = {at: {k for k, v in c["after"].items() if c["before"].get(k) != v} for at, c in updates.items()}
    print(differing)
    assert set(differing) == set(changes), "something would be made anew"
    assert set(differing) <= set(FORGOTTEN)
    assert all(differing[at] <= FORGOTTEN[at] for at in differing)
