"""Small trials for the tests, as plain values."""

from tqdm import tqdm

from twin.registry import registry
from twin.trials import file
from twin.trials.batch import Runner
from twin.trials.conduct import conduct


def raw(**sections):
    """A trial of three days with one drug arm; sections given replace these."""
    return {
        "trial": {"id": "t", "duration_days": 3, "n": 6, "seed": 3},
        "population": {"sbp_mmHg": 155, "dbp_mmHg": 98},
        "arm": [{"name": "placebo"}, {"name": "drug", "drug": [{"drug": "benazepril", "dose_mg": 20}]}],
        "measure": [{"name": "trough", "channel": "sbp_mmHg", "when": "trough", "day": 2}],
    } | sections


def parse(**sections):
    return file.parse(raw(**sections), registry())


def run(**sections):
    return conduct(parse(**sections), Runner(registry(), "auto", tqdm(disable=True)))
