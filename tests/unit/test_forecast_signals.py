"""What the network sees: nothing of a drug's name, exactly nothing for a person to whom nothing happens."""

import pytest
import torch

from twin.compose import model
from twin.forecast import guess, people, signals
from twin.forecast.settings import settings
from twin.inputs import Inputs
from twin.registry import registry
from twin.simulate import simulate

STEP = settings()["signals"]["step_hours"]


def of(*raws):
    return signals.of(Inputs.join([registry().parse(raw) for raw in raws]), model(), registry())


@pytest.fixture(scope="module")
def treated():
    return {"horizon_days": 3, "drug": [{"drug": "losartan", "dose_mg": 50}]}


def test_a_person_to_whom_nothing_happens_gives_exact_zeros(treated):
    found = of({"horizon_days": 3, "patient": {"age_years": 71, "egfr_mL_min_1_73m2": 40}}, treated)
    assert not found.now[:, 0].any()
    assert not found.between[:, 0].any()
    assert found.now[:, 1].any()


def test_rest_is_the_untreated_run(treated):
    run = simulate(registry().parse({"horizon_days": 3}))
    found = of(treated)
    for name in signals.channel_names(model()):
        torch.testing.assert_close(found.rest[name][0], run.channels[name][0], rtol=1e-12, atol=1e-12)


def test_two_drugs_with_the_same_course_of_block_look_the_same():
    twin, source = model(), registry()
    names = [name for name in source.drugs if source.drugs[name].target == "ace"]
    assert len(names) > 1
    assert not any(drug in name for drug in source.drugs for _, name in signals.signal_names(twin))


def test_the_logarithm_comes_back():
    rest, values = torch.tensor([120.0, 3.0]).double(), torch.tensor([95.0, 0.0]).double()
    torch.testing.assert_close(signals.back(signals.logarithm(values, rest), rest), values)


def test_shifted_steps_together_hit_every_hour(treated):
    found = of(treated)
    seen = torch.full((len(found.now),), False)
    for phase in signals.phases(STEP):
        steps = signals.at_steps(found, phase, STEP)
        hours = torch.arange(phase - STEP if phase else 0, len(found.now), STEP)
        torch.testing.assert_close(steps[0, hours >= 0, : found.now.shape[2]], found.now[hours[hours >= 0], 0])
        assert not steps[0, hours < 0].any()
        seen[hours[hours >= 0]] = True
    assert seen.all()


def test_the_guess_of_a_small_push_is_the_twin_itself():
    raw = {"horizon_days": 4, "drug": [{"drug": "losartan", "dose_mg": 0.05, "first_dose_h": 6}]}
    inputs, twin = registry().parse(raw), model()
    truth = simulate(inputs).channels["map_mmHg"][0]
    found = of(raw)
    at = signals.channel_names(twin).index("map_mmHg")
    guessed = signals.back(found.now[:, 0, at], found.rest["map_mmHg"][0])
    assert (guessed - truth).abs().mean() < 0.1 * (truth - found.rest["map_mmHg"][0]).abs().mean()


def test_the_chunked_recurrence_is_the_loop_it_replaces():
    J = -torch.eye(3).double()[None] * torch.tensor([0.1, 1.0, 3.0]).double()
    push = 0.05 * torch.randn(3, 1, 50, generator=torch.Generator().manual_seed(1)).double()
    step = guess.Step.of(J, 50)
    x, expected = torch.zeros(1, 3).double(), [torch.zeros(1, 3).double()]
    for k in range(50):
        x = x @ step.fade[0] + push[:, :, k].T @ step.gain[0]
        expected.append(x)
    torch.testing.assert_close(guess.through(step, push), torch.stack(expected, 2).permute(1, 0, 2))


def test_people_fit_the_registry_and_never_show_a_pair_that_is_held_out():
    source, held_out = registry(), [set(pair) for pair in settings()["people"]["held_out"]]
    for split in settings()["splits"]:
        for one in people.shard(split, 11, 40, source):
            source.parse(one.raw)
            targets = {source.drugs[plan["drug"]].target for plan in one.raw["drug"]}
            assert any(pair <= targets for pair in held_out) == (split == "pairs") or split == "odd"


def test_the_same_seed_gives_the_same_people():
    source = registry()
    assert people.shard("test", 3, 5, source) == people.shard("test", 3, 5, source)
    assert people.shard("test", 3, 5, source) != people.shard("test", 4, 5, source)
