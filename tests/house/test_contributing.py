"""What CONTRIBUTING shows works as it stands there: its drug and its organ are added in a temporary folder and run."""

import re
import shutil
import sys

import pytest
import torch

import twin.physiology
from tests.house.tree import ROOT
from twin import simulate
from twin.compose import compose, discover
from twin.registry import DATA, Registry


def block(path: str) -> str:
    """The code block of CONTRIBUTING that opens with this path."""
    pattern = rf"^```\w+\n# {re.escape(path)}\n(.*?)^```$"
    return re.search(pattern, (ROOT / "CONTRIBUTING.md").read_text(), re.M | re.S)[1]


@pytest.fixture
def data(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


def last(run, channel: str) -> torch.Tensor:
    assert run.status == [simulate.Status.OK]
    return run.channels[channel][0, -1]


def scenario(drug: str) -> dict:
    return {"horizon_days": 3, "drug": [{"drug": drug, "dose_mg": 20}]}


def test_the_drug_on_the_page_lowers_angiotensin_ii(data):
    (data / "drugs/example.toml").write_text(block("data/drugs/example.toml"))
    source = Registry.load(data)
    treated = simulate.simulate(source.parse(scenario("example")), engine="eager", source=source)
    untreated = simulate.simulate(source.parse({"horizon_days": 3}), engine="eager", source=source)
    assert last(treated, "exampleat_ng_mL") > 0
    assert last(treated, "ang_ii_pg_mL") < last(untreated, "ang_ii_pg_mL")


@pytest.fixture
def with_organ(data, tmp_path, monkeypatch):
    (tmp_path / "potassium.py").write_text(block("twin/physiology/potassium.py"))
    (data / "parameters/potassium.toml").write_text(block("data/parameters/potassium.toml"))
    with (data / "channels.toml").open("a") as file:
        file.write(block("data/channels.toml"))
    monkeypatch.setattr(twin.physiology, "__path__", [*twin.physiology.__path__, str(tmp_path)])
    source = Registry.load(data)
    model = compose(discover(), source)
    monkeypatch.setattr(simulate, "model", lambda: model)
    yield source
    del sys.modules["twin.physiology.potassium"], twin.physiology.potassium


def test_the_organ_on_the_page_answers_to_a_drug(with_organ):
    run = simulate.simulate(with_organ.parse(scenario("losartan")), engine="eager", source=with_organ)
    assert run.channels["potassium_mmol_L"][0, 0] == pytest.approx(4.2)
    assert last(run, "potassium_mmol_L") > 4.2
