"""A data folder is read whole or refused with the file and the row that do not fit."""

import shutil

import pytest

from twin.registry import DATA, Registry, registry

GOOD = 'symbol = "k", value = 1, unit = "1/h", range = [0, 2], source = "assumption", label = { en = "x", it = "x" }'


@pytest.fixture
def data(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


def put(data, line: str) -> None:
    (data / "parameters" / "spleen.toml").write_text(line + "\n")


def test_a_good_row_is_found_by_its_file(data):
    put(data, f"pace = {{ {GOOD} }}")
    row = Registry.load(data).parameters["spleen.pace"]
    assert (row.group, row.name, row.symbol, row.default, row.canonical()) == ("spleen", "pace", "k", 1, 1.0)


BAD = {
    "no unit": GOOD.replace('unit = "1/h", ', ""),
    "no symbol": GOOD.replace('symbol = "k", ', ""),
    "no source": GOOD.replace('source = "assumption", ', ""),
    "no label": GOOD.partition(", label")[0],
    "no value": GOOD.replace("value = 1, ", ""),
    "a key nobody knows": GOOD + ', colour = "red"',
    "an unknown unit": GOOD.replace("1/h", "1/fortnite"),
    "a range of one": GOOD.replace("[0, 2]", "[0]"),
    "a range upside down": GOOD.replace("[0, 2]", "[2, 0]"),
    "a default outside": GOOD.replace("value = 1", "value = 3"),
    "a value that is text": GOOD.replace("value = 1", 'value = "one"'),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_named(data, case):
    put(data, f"pace = {{ {BAD[case]} }}")
    with pytest.raises(ValueError, match=r"spleen\.toml: pace"):
        Registry.load(data)


def test_a_broken_file_is_named(data):
    put(data, "pace = {")
    with pytest.raises(ValueError, match=r"spleen\.toml"):
        Registry.load(data)


def test_a_row_that_is_no_table_is_named(data):
    put(data, "pace = 5")
    with pytest.raises(ValueError, match=r"spleen\.toml: pace"):
        Registry.load(data)


def test_two_rows_of_one_symbol_are_refused(data):
    put(data, f"pace = {{ {GOOD} }}\nspeed = {{ {GOOD} }}")
    with pytest.raises(ValueError, match=r"spleen\.toml"):
        Registry.load(data)


def test_a_broken_channel_is_named(data):
    with (data / "channels.toml").open("a") as file:
        file.write('odd = { unit = "mmHg" }\n')
    with pytest.raises(ValueError, match=r"channels\.toml: odd"):
        Registry.load(data)


def test_a_broken_drug_file_is_named(data):
    (data / "drugs" / "odd.toml").write_text("label = {")
    with pytest.raises(ValueError, match=r"odd\.toml"):
        Registry.load(data)


def test_further_drugs_come_from_a_folder(data, tmp_path):
    (tmp_path / "more").mkdir()
    shutil.copy(data / "drugs/losartan.toml", tmp_path / "more/another.toml")
    assert set(Registry.load(data, tmp_path / "more").drugs) == {*registry().drugs, "another"}


def test_the_registry_is_read_once():
    assert registry() is registry()


def test_groups_and_symbols():
    assert registry().groups == ("drug", "life", "condition", "patient", "run")
    assert set(registry().patient_symbols()) >= {
        "SBP_0",
        "DBP_0",
        "age",
        "height",
        "weight",
        "HR_0",
        "eGFR",
        "r",
        "Na_in",
        "female",
    }
    assert registry().symbols("baroreflex")["w_b"] == 15
    assert registry().parameters["horizon_days"].group == "run"


def test_every_drug_has_a_channel():
    for drug in registry().drugs.values():
        assert registry().channels[drug.channel].unit == "ng/mL"


BAD_DRUG = {
    "a text for a dose": ("max_dose_mg = 80", 'max_dose_mg = "x"'),
    "a text for a potency": ("c50_ng_mL = 2.2", 'c50_ng_mL = "a"'),
    "pairs without anchors": ("egfr_mL_min_1_73m2 = [31, 100]\n", ""),
    "anchors that are one": ("[31, 100]", "[31, 31]"),
    "a label in no language": ('{ en = "Benazepril", it = "Benazepril" }', '"Benazepril"'),
}


@pytest.mark.parametrize("case", BAD_DRUG)
def test_a_drug_that_could_not_run_is_named(data, case):
    old, new = BAD_DRUG[case]
    text = (data / "drugs/benazepril.toml").read_text()
    assert old in text
    (data / "drugs/benazepril.toml").write_text(text.replace(old, new))
    with pytest.raises(ValueError, match=r"benazepril\.toml"):
        Registry.load(data)


def test_a_folder_of_drugs_that_is_not_there_is_named(data, tmp_path):
    with pytest.raises(ValueError, match="nowhere"):
        Registry.load(data, tmp_path / "nowhere")
