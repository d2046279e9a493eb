"""Terraform with the provider that lies on this machine, in a copy of infra/, against an emulated AWS."""

import json
import os
import shutil
from functools import cache
from pathlib import Path

from tests.deploy.tools import ROOT, run, without_proxies

NO_TERRAFORM = "terraform is not on this machine: the Terraform tests did NOT run"
NO_PROVIDER = "Terraform's AWS provider is not on this machine: init, validate, test and apply did NOT run"
REGION = "eu-south-1"
FOLDERS = ("opt", "usr", "root", "home", "var/lib")
PROVIDER = "hashicorp/aws/*/linux_*/terraform-provider-aws_v5*"


def terraform() -> str | None:
    return shutil.which("terraform")


@cache
def plugins() -> Path | None:
    """A folder of plug-ins with the AWS provider: the one named, or the first one found."""
    if os.environ.get("TERRAFORM_PLUGINS"):
        return Path(os.environ["TERRAFORM_PLUGINS"])
    for folder in FOLDERS:
        for depth in ("*/*/", "*/*/*/", "*/*/*/*/"):
            for found in (Path("/") / folder).glob(depth + PROVIDER):
                return found.parents[5]
    return None


class Stack:
    """One root module, its state beside it."""

    def __init__(self, folder: Path, endpoint: str | None = None):
        self.folder = folder
        self.settings = without_proxies() | {"TF_CLI_CONFIG_FILE": os.devnull, "TF_IN_AUTOMATION": "1", "AWS_REGION": REGION}
        self.settings |= {
            "AWS_ACCESS_KEY_ID": "emulated",
            "AWS_SECRET_ACCESS_KEY": "emulated",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        self.settings |= {"AWS_ENDPOINT_URL": endpoint} if endpoint else {}
        (folder / "backend_override.tf").write_text('terraform {\n  backend "local" {}\n}\n')
        self("init", "-input=false", f"-plugin-dir={plugins()}")

    def __call__(self, verb, *arguments, check=True):
        return run(terraform(), verb, "-no-color", *arguments, cwd=self.folder, env=self.settings, check=check)

    def apply(self, **values):
        return self("apply", "-input=false", "-auto-approve", *given(values))

    def plan(self, **values) -> dict:
        """The plan as data."""
        self("plan", "-input=false", "-out=next", *given(values))
        return json.loads(run(terraform(), "show", "-json", "next", cwd=self.folder, env=self.settings).stdout)

    def outputs(self) -> dict:
        shown = run(terraform(), "output", "-json", cwd=self.folder, env=self.settings).stdout
        return {name: row["value"] for name, row in json.loads(shown).items()}


def given(values: dict) -> list[str]:
    return [f"-var={name}={text}" for name, text in values.items()]


def copied(to: Path) -> Path:
    """infra/ without anything that a run left there."""
    return shutil.copytree(ROOT / "infra", to / "infra", ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
