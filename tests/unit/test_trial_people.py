"""Virtual people: truncated normals against SciPy, seeds, thirds of renin, pairs of pressures."""

import pytest
import torch
from scipy import stats

from tests.unit.trial_files import parse
from twin.chance import uniform
from twin.registry import registry
from twin.trials import population
from twin.trials.spread import Spread, stratified


@pytest.mark.parametrize(
    ("mean", "sd", "low", "high"), [(157, 10, 140, 190), (157, 10, 170, 190), (0, 1, -0.1, 3), (100, 30, 20, 100)]
)
def test_a_truncated_normal_is_the_one_of_scipy(mean, sd, low, high):
    shares = torch.linspace(0.001, 0.999, 97, dtype=torch.float64)
    ours = Spread(torch.tensor(float(mean), dtype=torch.float64), sd, low, high).at(shares)
    theirs = stats.truncnorm((low - mean) / sd, (high - mean) / sd, mean, sd).ppf(shares.numpy())
    assert torch.allclose(ours, torch.as_tensor(theirs), atol=1e-7)


def test_a_lognormal_is_the_one_of_scipy():
    shares = torch.linspace(0.01, 0.99, 50, dtype=torch.float64)
    ours = Spread(torch.tensor(1.0, dtype=torch.float64), 0.53, 1e-6, 1e6, log=True).at(shares)
    assert torch.allclose(ours, torch.as_tensor(stats.lognorm(0.53).ppf(shares.numpy())), atol=1e-6)


def test_what_cannot_be_drawn_is_known():
    assert not Spread(torch.tensor(100.0), 1, 150, 160).can_be_sampled()
    assert not Spread(torch.tensor(100.0), 0, 150, 160).can_be_sampled()
    assert Spread(torch.tensor(100.0), 10, 120, 160).can_be_sampled()


def people(**quantities):
    return population.people(parse(trial={"n": 4000, "seed": 5}, population=quantities), registry())


def test_the_same_seed_draws_the_same_people_and_a_further_key_moves_nobody_else():
    first, second = people(age_years=50), people(age_years=50)
    assert all(torch.equal(first[name], second[name]) for name in first)
    third = people(age_years=50, sodium_mmol_day={"mean": 120, "sd": 20})
    assert torch.equal(first["renin_profile"], third["renin_profile"])
    assert not torch.equal(first["sodium_mmol_day"], third["sodium_mmol_day"])


def test_draws_are_seeded_and_strata_are_filled_once():
    for draw in (lambda seed: uniform(seed, "a", (9,)), lambda seed: stratified(seed, "a", 9)):
        assert torch.equal(draw(1), draw(1))
        assert not torch.equal(draw(1), draw(2))
    assert sorted((stratified(1, "a", 9) * 9).int().tolist()) == list(range(9))


def test_stated_pressures_keep_their_spread_and_go_together():
    drawn = people(sbp_mmHg={"mean": 160, "sd": 10}, dbp_mmHg={"mean": 95, "sd": 6})
    assert drawn["sbp_mmHg"].mean() == pytest.approx(160, abs=0.6)
    assert drawn["dbp_mmHg"].std() == pytest.approx(6, abs=0.3)
    assert torch.corrcoef(torch.stack([drawn["sbp_mmHg"], drawn["dbp_mmHg"]]))[0, 1] == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("stated", [{}, {"sbp_mmHg": 120}, {"dbp_mmHg": 70}])
def test_a_pressure_left_out_follows_the_one_stated(stated):
    drawn = people(**stated)
    assert (drawn["sbp_mmHg"] >= drawn["dbp_mmHg"] + 20).all()
    pulse = float((drawn["sbp_mmHg"] - drawn["dbp_mmHg"]).mean())
    assert 35 < pulse < 75


def test_pressures_that_never_fit_are_refused():
    with pytest.raises(ValueError, match="sbp_mmHg at least 20"):
        people(sbp_mmHg=100, dbp_mmHg=95)


def test_thirds_of_renin_are_thirds():
    everyone = people()["renin_profile"]
    low, high = torch.quantile(everyone, torch.tensor([1 / 3, 2 / 3], dtype=torch.float64))
    assert people(renin_class="low")["renin_profile"].max() < 1.1 * low
    assert people(renin_class="high")["renin_profile"].min() > 0.9 * high


def test_sex_size_and_kidney():
    drawn = people(female_fraction=0.3, bmi_kg_m2=25, age_years=65)
    assert drawn["female"].mean() == pytest.approx(0.3, abs=0.03)
    assert torch.allclose(drawn["weight_kg"], 25 * (drawn["height_cm"] / 100) ** 2)
    assert drawn["egfr_mL_min_1_73m2"].mean() == pytest.approx(116 - 0.82 * 40, abs=1)


def test_a_share_has_diabetes():
    glucose = people(diabetes_fraction=0.25)["glucose_mmol_L"]
    high = torch.quantile(glucose, 0.75)
    assert float(glucose[glucose > high].mean()) == pytest.approx(9, abs=0.7)
    assert float(glucose[glucose <= high].mean()) == pytest.approx(5.2, abs=0.3)
    assert float(people()["glucose_mmol_L"].max()) <= 6.9
    assert set(people(glucose_mmol_L=8)["glucose_mmol_L"].tolist()) == {8}


def test_traits_are_spread_about_one_and_hypotheses_are_off():
    drawn = people()
    for name in ("salt_sensitivity", "drug_response", "arterial_stiffness"):
        assert float(drawn[name].median()) == pytest.approx(1, abs=0.02)
        assert float(drawn[name].std()) > 0.1
    for name in ("glucose_on_ras", "tissue_ace2_share"):
        assert set(drawn[name].tolist()) == {0}


def test_habits_are_the_usual_ones_unless_told():
    assert set(people()["alcohol_drinks_day"].tolist()) == {1}
    assert float(people(alcohol_drinks_day={"mean": 3, "sd": 1})["alcohol_drinks_day"].mean()) == pytest.approx(3, abs=0.1)


def test_every_source_is_in_the_bibliography():
    known = (population.DATA / "references.bib").read_text()
    rows = [*population.usual().values()]
    assert all(row["source"] == "assumption" or f"{{{row['source']}," in known for row in rows)
