"""The workflows: GitHub's own reading of them, zizmor, and what neither of them asks."""

import json
import re

import pytest
import yaml

from tests.deploy.tools import BIN, ROOT, run

pytestmark = pytest.mark.deploy

FOLDER = ROOT / ".github/workflows"
FILES = sorted(FOLDER.glob("*.yml"))
TEXT = {path.name: path.read_text() for path in FILES}
PARSED = {name: yaml.safe_load(text) for name, text in TEXT.items()}
JOBS = [(name, job, body) for name, whole in PARSED.items() for job, body in whole["jobs"].items()]
STEPS = [(name, step) for name, _, body in JOBS for step in body.get("steps", [])]
PIN = re.compile(r"^\s*(?:- )?uses: ([\w./-]+)@([0-9a-f]{40}) # v\d+(\.\d+\.\d+)?$")
LANGUAGE_SERVICE = "@actions/languageservice@0.3.61"
WRITES = {("deploy.yml", "push"): {"id-token", "attestations"}, ("deploy.yml", "staging"): {"id-token"},
          ("deploy.yml", "production"): {"id-token"}, ("release.yml", "release"): {"id-token"}}  # fmt: skip


@pytest.fixture(scope="session")
def service(tmp_path_factory):
    """What GitHub's language service says of files below a folder."""
    packages = ROOT / "build/deploy/npm"
    if not (packages / "node_modules").is_dir():
        packages.mkdir(parents=True, exist_ok=True)
        run("npm", "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--prefix", packages, LANGUAGE_SERVICE)

    def read(root, *files):
        script = ROOT / "tests/deploy/language_service.mjs"
        return json.loads(run("node", script, packages, root, *files).stdout)

    return read


def test_github_reads_them_without_a_complaint(service):
    assert service(ROOT, *(path.relative_to(ROOT) for path in FILES)) == []


@pytest.mark.parametrize(("name", "right", "wrong"), [
    ("deploy.yml", "needs: test", "needs: tset"),
    ("deploy.yml", "steps.push.outputs.image", "stepz.push.outputs.image"),
    ("deploy.yml", "timeout-minutes: 45", "timeout-minuts: 45"),
    ("deploy.yml", "environment: staging", "envronment: staging"),
    ("release.yml", "inputs.image", "input.image"),
    ("test.yml", "runs-on: ubuntu-24.04", "run-on: ubuntu-24.04"),
])  # fmt: skip
def test_github_complains_of_a_mistake(service, tmp_path, name, right, wrong):
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    for file, text in TEXT.items():
        (folder / file).write_text(text.replace(right, wrong, 1) if file == name else text)
    assert right in TEXT[name]
    assert service(tmp_path, f".github/workflows/{name}")


def test_schemas():
    run(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *FILES)
    run(BIN / "check-jsonschema", "--builtin-schema", "vendor.dependabot", ROOT / ".github/dependabot.yml")


def test_zizmor_finds_nothing():
    done = run(BIN / "zizmor", "--offline", "--no-progress", "--min-severity=low", "--format=json", ROOT / ".github")
    assert json.loads(done.stdout) == []


def test_zizmor_would_find_something(tmp_path):
    bad = tmp_path / "bad.yml"
    bad.write_text(re.sub(r"@[0-9a-f]{40}.*", "@main", TEXT["deploy.yml"]))
    done = run(BIN / "zizmor", "--offline", "--no-progress", "--no-exit-codes", "--format=json", bad)
    assert "unpinned-uses" in {finding["ident"] for finding in json.loads(done.stdout)}


def test_every_action_is_pinned_and_says_its_version():
    lines = [line for text in TEXT.values() for line in text.splitlines() if re.match(r"\s*(- )?uses: (?!\./)", line)]
    assert lines
    assert [line for line in lines if not PIN.match(line)] == []
    pinned = {PIN.match(line).groups()[:2] for line in lines}
    assert len(pinned) == len({action for action, _ in pinned}), "one action in two versions"


def test_every_run_is_one_target_that_exists():
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.M))
    commands = [step["run"] for _, step in STEPS if "run" in step]
    assert {command.removeprefix("make ") for command in commands} <= targets
    assert all(re.fullmatch(r"make [a-z-]+", command) for command in commands)


@pytest.mark.parametrize(("name", "job", "body"), JOBS, ids=[f"{name}:{job}" for name, job, _ in JOBS])
def test_a_job_may_only_what_it_must(name, job, body):
    rights = body.get("permissions", PARSED[name]["permissions"])
    assert PARSED[name]["permissions"] == {"contents": "read"}
    assert {right for right, level in rights.items() if level == "write"} == WRITES.get((name, job), set())
    assert "timeout-minutes" in body or "uses" in body


def test_no_secret_and_no_static_key():
    whole = "\n".join(TEXT.values())
    assert "secrets." not in whole
    assert not re.search(r"AKIA|aws-access-key|aws-secret|\b\d{12}\b", whole)


def test_nobody_deploys_untested_and_production_comes_last():
    jobs = PARSED["deploy.yml"]["jobs"]
    order = {"build": "test", "scan": "build", "push": "scan", "staging": "push"}
    assert all(jobs[job]["needs"] == before for job, before in order.items())
    assert set(jobs["production"]["needs"]) == {"push", "staging"}
    assert jobs["staging"]["with"]["image"] == jobs["production"]["with"]["image"]
    assert "environment" in PARSED["release.yml"]["jobs"]["release"]


def test_the_deployment_waits_and_what_is_tested_is_what_ci_runs():
    steps = [step for name, step in STEPS if name == "release.yml"]
    deploy = next(step for step in steps if "deploy-task-definition" in step.get("uses", ""))
    assert deploy["with"]["wait-for-service-stability"] is True
    assert [step["run"] for name, step in STEPS if name == "test.yml" and "run" in step] == ["make ci"]


def test_dockerfile():
    run(BIN / "hadolint", "--ignore=DL3008", "--ignore=DL3003", ROOT / "Dockerfile")
