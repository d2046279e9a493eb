"""The set-up scripts, against a pip, a python and a sudo that only write down what they were asked."""

import os
import subprocess

import pytest

from tests.house.tree import ROOT

INDEX = "https://cpu.example/whl"
PIP = """#!/bin/bash
echo "$*" >> calls
case $1 in
    show) echo "Version: $INSTALLED" ;;
    index) exit "$INDEX_EXIT" ;;
    install) exit "$INSTALL_EXIT" ;;
esac
"""


@pytest.fixture
def program(tmp_path):
    def write(name, text):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)

    return write


def run(tmp_path, *command, **environment):
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", **environment}
    return subprocess.run(command, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True)


@pytest.fixture
def torch(tmp_path, program):
    program("pip", PIP)
    (tmp_path / "requirements.txt").write_text("torch==9.8.7\nnumpy==1.2.3\n")

    def install(installed="", index=0, install=0):
        settings = {"TORCH_INDEX": INDEX, "INSTALLED": installed, "INDEX_EXIT": str(index), "INSTALL_EXIT": str(install)}
        result = run(tmp_path, ROOT / "scripts/torch.sh", tmp_path / "pip", **settings)
        calls = (tmp_path / "calls").read_text().splitlines()
        return result.returncode, [call for call in calls if call.startswith("install")]

    return install


def test_torch_comes_from_the_cpu_index(torch):
    code, (install,) = torch()
    assert code == 0
    assert f"--index-url {INDEX}" in install
    assert install.endswith("torch==9.8.7")


def test_torch_falls_back_when_the_cpu_index_cannot_be_reached(torch):
    code, (install,) = torch(index=1)
    assert code == 0
    assert INDEX not in install
    assert install.endswith("torch==9.8.7")


def test_a_broken_download_never_turns_into_cuda(torch):
    code, installs = torch(install=1)
    assert code != 0
    assert len(installs) == 1


@pytest.mark.parametrize(("installed", "times"), [("9.8.7", 0), ("9.8.7+cpu", 0), ("9.8.70", 1), ("9.8.6+cpu", 1)])
def test_torch_is_installed_once(torch, installed, times):
    assert len(torch(installed=installed)[1]) == times


def test_who_may_not_install_is_told_what_to_install(tmp_path, program):
    program("id", "#!/bin/bash\necho 1000\n")
    program("sudo", "#!/bin/bash\nexit 1\n")
    program("apt-get", "#!/bin/bash\ntouch called\n")
    result = run(tmp_path, ROOT / "scripts/apt.sh", "python3-venv")
    assert result.returncode == 1
    assert "sudo apt-get install python3-venv" in result.stderr
    assert not (tmp_path / "called").exists()


def test_an_old_python_is_refused_in_words(tmp_path, program):
    program("python2", "#!/bin/bash\nexit 1\n")
    result = run(tmp_path, ROOT / "scripts/setup.sh", "requirements.txt", PYTHON="python2")
    assert result.returncode == 1
    assert "Python 3.11 or newer is needed" in result.stderr
    assert not (tmp_path / ".venv").exists()
