"""Learning, bands, domain and weights on a small made-up split: no twin is run here."""

import dataclasses

import pytest
import torch

from twin.compose import model
from twin.forecast import bands, dataset, domain, judge, signals, train, weights
from twin.forecast.settings import settings
from twin.registry import registry

RECIPE = (
    settings()["network"] | settings()["training"] | {"shape": "dense", "layers": 1, "epochs": 3, "batch": 8, "warm_up_steps": 2}
)
CHANNELS, SIGNALS = len(signals.channel_names(model())), len(signals.signal_names(model()))
TRAITS = len(settings()["people"]["hidden"])


def made_up(size: int, seed: int) -> dataset.Split:
    """People whose channels follow their guess and one signal, and scatter about that."""
    source = torch.Generator().manual_seed(seed)
    seen = torch.randn(size, 20, SIGNALS, generator=source) / 10
    z = seen[:, :, :CHANNELS] + 0.3 * seen[:, :, -1:].cumsum(1)
    known = torch.rand(size, TRAITS, generator=source) < 0.7
    scatter = torch.randn(size, 20, CHANNELS, generator=source) * (0.1 + 0.2 * ~known.all(1))[:, None, None]
    person = torch.rand(size, len(registry().patient_symbols()), generator=source) + 1
    tensors = {"person": person, "signals": seen, "z": z, "z_real": z + scatter, "known": known}
    tensors |= {"rest": torch.ones(size, 6, CHANNELS), "phase": torch.arange(size) % 4, "summary": person[:, :3]}
    return dataset.Split(tensors, [{"raw": {"drug": []}}] * size)


@pytest.fixture(scope="module")
def splits():
    return made_up(64, 1), made_up(32, 2), made_up(400, 3)


def learned(splits, checkpoint=None, recipe=RECIPE):
    one = train.emulator("dense", 7, recipe)
    done = train.fit(one, splits[0], splits[1], recipe, 7, checkpoint)
    return one, done


@pytest.fixture(scope="module")
def emulator(splits):
    return learned(splits)[0].eval().requires_grad_(False)


def same(one, other) -> bool:
    return all(torch.equal(a, b) for a, b in zip(one.state_dict().values(), other.state_dict().values(), strict=True))


def test_learning_helps(splits):
    one, done = learned(splits)
    before = train.emulator("dense", 7, RECIPE)
    before.scales.measure(*(splits[0].tensors[name] for name in ("person", "signals", "z", "z_real")))
    assert sum(train.evaluated(one, splits[1], RECIPE)) < sum(train.evaluated(before, splits[1], RECIPE))
    assert done.epoch == RECIPE["epochs"]


def test_the_same_seed_gives_the_same_weights(splits, emulator):
    assert same(learned(splits)[0], emulator)


def test_a_killed_run_goes_on_and_ends_where_it_would_have(splits, emulator, tmp_path, monkeypatch):
    path, real = tmp_path / "kept.checkpoint", train.save

    def killed(*given):
        real(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "save", killed)
    with pytest.raises(KeyboardInterrupt):
        learned(splits, path)
    monkeypatch.setattr(train, "save", real)
    assert same(learned(splits, path)[0], emulator)


def test_it_stops_when_nothing_gets_better(splits):
    recipe = RECIPE | {"most_lr": 0.0, "patience": 1, "epochs": 9}
    assert learned(splits, recipe=recipe)[1].epoch == 3


def test_bands_cover_what_they_promise_and_widen_where_less_is_known(splits, emulator):
    calibrated = bands.calibrate(emulator, splits[2])
    new = made_up(400, 4)
    found = judge.answers(emulator, new)
    inside = bands.scores(found, new)[:, 1:] <= calibrated.stretch(new.known, 0.9, "pointwise")[:, None]
    assert inside.float().mean() == pytest.approx(0.9, abs=0.02)
    told = judge.answers(emulator, new, torch.ones_like(new.known))
    wide = (found.high * calibrated.stretch(new.known, 0.9, "pointwise")[:, None]).mean((1, 2))
    narrow = (told.high * calibrated.stretch(torch.ones_like(new.known), 0.9, "pointwise")[:, None]).mean((1, 2))
    unsure = ~new.known.all(1)
    assert (wide[unsure] > narrow[unsure]).float().mean() > 0.9


def test_bands_of_higher_levels_lie_around_those_of_lower_ones(splits, emulator):
    k = bands.calibrate(emulator, splits[2]).k
    assert (k.diff(dim=-1) >= 0).all()
    assert (k[:, 1] >= k[:, 0] - 1e-6).all()
    with pytest.raises(ValueError, match=r"0\.9"):
        bands.Bands(k).stretch(torch.ones(1, TRAITS), 0.42, "pointwise")


@pytest.fixture
def shipped(emulator, splits, tmp_path):
    calibrated = bands.calibrate(emulator, splits[2])
    inside = domain.Domain.learn(splits[0].summary, splits[1].summary)
    weights.save(tmp_path, emulator, calibrated, inside, RECIPE, {"error": {"of a name": {"mean": 0.5}}})
    return tmp_path


def test_weights_come_back_as_they_were(shipped, emulator):
    one, calibrated, inside = weights.restore(shipped)
    assert same(one, emulator)
    assert calibrated.k.shape == (2, 2, CHANNELS, len(settings()["bands"]["levels"]))
    assert all(isinstance(getattr(inside, field.name), torch.Tensor) for field in dataclasses.fields(inside))
    assert weights.manifest(shipped)["error"]["of a name"]["mean"] == 0.5


def test_a_damaged_byte_is_refused(shipped):
    data = bytearray((shipped / weights.WEIGHTS).read_bytes())
    data[-5] ^= 1
    (shipped / weights.WEIGHTS).write_bytes(data)
    with pytest.raises(weights.WeightsRefused, match="damaged"):
        weights.restore(shipped)


def test_weights_of_another_twin_are_refused(shipped, monkeypatch):
    monkeypatch.setattr(weights, "fingerprint", lambda: "another")
    with pytest.raises(weights.WeightsRefused, match="another version of the organs"):
        weights.restore(shipped)


@pytest.mark.parametrize("name", [weights.WEIGHTS, weights.MANIFEST])
def test_missing_files_are_refused(shipped, name):
    (shipped / name).unlink()
    with pytest.raises(weights.WeightsRefused, match="missing"):
        weights.restore(shipped)


def test_the_domain_refuses_about_as_many_as_it_says_and_whatever_lies_outside():
    source = torch.Generator().manual_seed(5)
    train_, held_out, new = (torch.rand(n, 4, generator=source) for n in (2000, 2000, 4000))
    inside = domain.Domain.learn(train_, held_out)
    assert float((inside.score(new) > 1).float().mean()) == pytest.approx(settings()["domain"]["false_alarm"], abs=0.008)
    assert inside.score(torch.tensor([[0.5, 0.5, 0.5, 1.2]])) > 1
    assert inside.score(torch.tensor([[0.5, 0.5, 0.5, torch.nan]])) > 1
    assert inside.farthest(torch.tensor([0.5, 0.5, 0.5, 1.2])) == 3


def test_a_data_set_goes_on_where_it_was_interrupted(tmp_path, monkeypatch):
    written = []

    def write(path, split, seed, size):
        written.append(path.name)
        if len(written) == 3:
            raise KeyboardInterrupt
        path.write_text(f"{split} {seed} {size}")
        return size

    monkeypatch.setattr(dataset, "write", write)
    with pytest.raises(KeyboardInterrupt):
        dataset.make(tmp_path, 0.001)
    first = list(written)
    dataset.make(tmp_path, 0.001)
    assert written[len(first) :][0] == first[-1]
    assert len(written) == len(set(written)) + 1
    damaged = tmp_path / written[0]
    damaged.write_text("damaged")
    dataset.make(tmp_path, 0.001)
    assert written[-1] == written[0]
