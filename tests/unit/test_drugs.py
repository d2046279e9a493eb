"""Kinetics in closed form against the compartments they stand for, and the share of the target blocked."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp

from twin import drugs
from twin.drugs import Block, Drug, Kinetics
from twin.registry import DATA, registry

HOURS = torch.arange(0, 24, 0.5, dtype=torch.float64)
DOSES = {8.0: [10.0, 0.0, 20.0, 5.0], 20.0: [2.5, 2.5, 0.0, 0.0]}
WORDS = {"en": "x", "it": "x"}


def made(kinetics: dict, block: dict) -> Drug:
    return Drug("x", WORDS, WORDS, "x", "ace", 50, 1, [1], Kinetics("assumption", **kinetics), Block("assumption", 2.0, **block))


ONE = {"clearance_L_h": 6.0, "volume_L": 50.0, "absorption_per_h": 0.7}
TWO = {"clearance_L_h": 20.0, "fast_rate_per_h": 0.51, "slow_rate_per_h": 0.05, "fast_share": 0.7, "absorption_per_h": 0.51}
CASES = {
    "one": (ONE, {}),
    "one, transit, delay": ({**ONE, "transit_per_h": 0.4}, {"effect_delay_per_h": 0.3}),
    "two rates that coincide": ({**ONE, "absorption_per_h": 0.12}, {}),
    "all rates coincide": ({**ONE, "absorption_per_h": 0.12, "transit_per_h": 0.12}, {"effect_delay_per_h": 0.12}),
    "two": (TWO, {}),
    "two, transit, delay": ({**TWO, "transit_per_h": 0.5}, {"effect_delay_per_h": 3.3}),
}


def by_compartments(drug: Drug) -> np.ndarray:
    """Effect-site concentration in mg/L at every half hour, by integrating gut, transit, disposition and effect site."""
    k, delay = drug.kinetics, drug.block.effect_delay_per_h
    two = k.volume_L is None
    out = [k.fast_rate_per_h, k.slow_rate_per_h] if two else [k.clearance_L_h / k.volume_L]
    shares = [k.fast_share, 1 - k.fast_share] if two else [1.0]
    chain = [rate for rate in (k.absorption_per_h, k.transit_per_h) if rate is not None]

    def slope(_, y):
        gut, body, site = y[: len(chain)], y[len(chain) : -1], y[-1]
        flows = [rate * amount for rate, amount in zip(chain, gut, strict=True)]
        change = [-flows[0], *(before - after for before, after in pairwise(flows))]
        change += [
            share * rate / k.clearance_L_h * flows[-1] - rate * level
            for share, rate, level in zip(shares, out, body, strict=True)
        ]
        return [*change, (delay or 0) * (sum(body) - site)]

    y, found = np.zeros(len(chain) + len(out) + 1), []
    for step in range(len(HOURS) * len(DOSES[8.0])):
        day, hour = divmod(step / 2, 24)
        y[0] += DOSES.get(hour, [0.0] * 4)[int(day)]
        found.append(y[-1] if delay else y[len(chain) : -1].sum())
        y = solve_ivp(slope, (0, 0.5), y, rtol=1e-11, atol=1e-14).y[:, -1]
    return np.array(found)


def closed(drug: Drug, doses=None, egfr: float = 90.0, effect: bool = True) -> torch.Tensor:
    given = {hour: torch.tensor(amounts, dtype=torch.float64)[:, None] for hour, amounts in (doses or DOSES).items()}
    return drugs.concentration(drug, torch.tensor([egfr], dtype=torch.float64), given, HOURS, effect).flatten()


@pytest.mark.parametrize("case", CASES)
def test_closed_form_is_the_solution_of_the_compartments(case):
    drug = made(*CASES[case])
    exact = by_compartments(drug)
    assert np.abs(closed(drug, effect=drug.block.effect_delay_per_h is not None).numpy() - exact).max() < 5e-4 * exact.max()


@pytest.mark.parametrize("drug", registry().drugs.values(), ids=registry().drugs)
def test_doses_add_up(drug):
    morning, evening = ({hour: amounts} for hour, amounts in DOSES.items())
    assert torch.allclose(closed(drug), closed(drug, morning) + closed(drug, evening), rtol=1e-9, atol=1e-12)
    twice = {hour: [2 * amount for amount in amounts] for hour, amounts in DOSES.items()}
    assert torch.allclose(closed(drug, twice), 2 * closed(drug), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["benazepril", "cilazapril"])
def test_the_anchors_of_kidney_function_are_met_and_the_area_is_dose_over_clearance(name):
    drug = registry().drugs[name]
    for anchor, clearance in zip(drug.kinetics.egfr_mL_min_1_73m2, drug.kinetics.clearance_L_h, strict=True):
        rates, weights = drugs.exponentials(drug, torch.tensor([anchor], dtype=torch.float64), effect=False)
        assert float((weights / rates).sum()) == pytest.approx(1 / clearance, rel=1e-9)


def test_between_and_beyond_two_anchors():
    egfr = torch.tensor([10.0, 31.0, 65.5, 100.0, 120.0], dtype=torch.float64)
    assert drugs.at_kidney_function([2.0, 4.0], [31, 100], egfr).tolist() == pytest.approx([2, 2, 3, 4, 4])
    beyond = drugs.at_kidney_function([2.0, 4.0], [31, 100], egfr, beyond=True).tolist()
    assert beyond == pytest.approx([2 - 42 / 69, 2, 3, 4, 4 + 40 / 69])


def test_two_phases_may_follow_kidney_function():
    pairs = {"clearance_L_h": [8.0, 20.0], "fast_rate_per_h": [0.2, 0.5], "egfr_mL_min_1_73m2": [30, 100]}
    for at, egfr in enumerate(pairs["egfr_mL_min_1_73m2"]):
        fixed = {key: value[at] for key, value in pairs.items() if key != "egfr_mL_min_1_73m2"}
        assert torch.allclose(closed(made({**TWO, **pairs}, {}), egfr=egfr), closed(made({**TWO, **fixed}, {}), egfr=egfr))


def test_half_of_the_target_is_blocked_at_c50():
    drug = made(ONE, {"hill": 1.4})
    assert float(drugs.blocked(drug, torch.tensor(2.0e-3, dtype=torch.float64))) == pytest.approx(0.5)


def test_potency_divides_c50():
    drug, level = made(ONE, {"hill": 1.4}), torch.full((2,), 2.0e-3, dtype=torch.float64)
    stronger = drugs.blocked(drug, level, torch.tensor([1.0, 2.0], dtype=torch.float64))
    assert stronger.tolist() == pytest.approx([0.5, float(drugs.blocked(drug, 2 * level[0]))])


@pytest.mark.parametrize("hill", [0.62, 1.0, 3.0])
def test_block_is_monotone_in_0_to_1(hill):
    levels = torch.logspace(-8, 1, 200, dtype=torch.float64)
    blocked = drugs.blocked(made(ONE, {"hill": hill}), torch.cat([torch.zeros(1), levels]))
    assert blocked[0] == 0
    assert (blocked.diff() > 0).all()
    assert blocked[-1] < 1


@pytest.mark.parametrize(
    "change",
    [
        ('target = "ace"', 'target = "heart"'),
        ("substance", "molecule"),
        ("c50_ng_mL", "c50"),
        ("fast_share", "share"),
        ("[block]", "[blocks]"),
    ],
)
def test_a_bad_file_is_named(tmp_path, change):
    text = (DATA / "drugs/benazepril.toml").read_text()
    (tmp_path / "bad.toml").write_text(text.replace(*change))
    with pytest.raises(ValueError, match=r"bad\.toml"):
        drugs.load(tmp_path / "bad.toml")
