"""The command line answers anything with a sentence and an exit status, never with a traceback."""

import json

import pandas
import pytest

from twin import cli

FILES = {
    "a list": "[]",
    "null": "null",
    "a number for a table": '{"patient": 5}',
    "broken": "{",
    "a hundred thousand deep": "[" * 100_000,
    "unknown": '{"shoe": 1}',
}


@pytest.mark.parametrize("flags", [[], ["--patient.age_years", "70"]])
@pytest.mark.parametrize("case", FILES)
def test_a_bad_file_is_a_sentence(tmp_path, capsys, case, flags):
    path = tmp_path / "scenario.json"
    path.write_text(FILES[case])
    fine = case == "null"
    assert cli.main(["simulate", str(path), "--horizon_days", "1", *flags]) == (0 if fine else 2)
    assert bool(capsys.readouterr().err.strip()) != fine


def test_a_csv_reads_as_a_table_of_channels(tmp_path, capsys):
    out = tmp_path / "run.csv"
    assert cli.main(["simulate", "--horizon_days", "2", "--patient.sbp_mmHg", "150", "--csv", str(out)]) == 0
    table = pandas.read_csv(out)
    assert list(table.columns[:2]) == ["t_h", "sbp_mmHg"]
    assert len(table) == 49
    assert table.sbp_mmHg[10] == pytest.approx(150)
    assert "never advice" in capsys.readouterr().out


def test_json_is_what_the_api_answers(tmp_path):
    out = tmp_path / "run.json"
    assert cli.main(["simulate", "--horizon_days", "1", "--json", str(out)]) == 0
    found = json.loads(out.read_text())
    assert found["status"] == "ok"
    assert len(found["channels"]["map_mmHg"]["values"]) == len(found["t_h"]) == 25


def test_describe_is_strict_json(capsys):
    def refuse(name):
        raise AssertionError(name)

    assert cli.main(["describe", "--json"]) == 0
    found = json.loads(capsys.readouterr().out, parse_constant=refuse)
    assert {"parameters", "drugs", "channels"} == set(found)


def test_a_patient_who_cannot_rest_gets_no_numbers(tmp_path, capsys):
    out = tmp_path / "run.json"
    flags = ["--patient.egfr_mL_min_1_73m2", "15", "--patient.weight_kg", "40", "--life.sodium_mmol_day", "1500"]
    assert cli.main(["simulate", "--horizon_days", "1", "--json", str(out), *flags]) == 1
    found = json.loads(out.read_text())
    assert (found["status"], found["channels"], found["t_h"]) == ("no_rest", {}, [])
    assert "resting state" in capsys.readouterr().err
