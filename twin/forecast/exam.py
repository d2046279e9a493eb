"""The figures of the manifest: errors, coverage and refusals on held-out people."""

from collections.abc import Mapping
from typing import Any

from twin.compose import model
from twin.forecast import judge
from twin.forecast.bands import KINDS, Bands, scores
from twin.forecast.dataset import Split
from twin.forecast.domain import Domain
from twin.forecast.emulator import Emulator
from twin.forecast.groups import groups, share
from twin.forecast.settings import settings
from twin.forecast.signals import channel_names
from twin.module import Tensor
from twin.registry import registry

SYSTOLIC = "sbp_mmHg"


def examined(one: Emulator, bands: Bands, domain: Domain, splits: Mapping[str, Split]) -> dict[str, Any]:
    """Every figure, for the splits `test`, `pairs` and `odd`."""
    found: dict[str, Any] = {"error": {}, "coverage": {}, "refused": {}}
    for name, split in splits.items():
        answers = judge.answers(one, split)
        found["error"][name] = {"people": split.size, SYSTOLIC: judge.pressure_error(answers.z, split)}
        found["refused"][name] = float((domain.score(split.summary) > 1).float().mean())
        if name == "test":
            found["channels"] = judge.normalised_error(answers.z, split)
            found["coverage"] = covered(scores(answers, split), bands, split)
            found["half_width"] = half_width(answers, bands, split)
    return found


def covered(found: Tensor, bands: Bands, split: Split) -> dict[str, Any]:
    """Coverage of the band of each level and kind over all channels, and of systolic pressure at the default level by group and week."""
    levels, default = settings()["bands"]["levels"], settings()["bands"]["default"]
    at = channel_names(model()).index(SYSTOLIC)
    result: dict[str, Any] = {}
    for kind in KINDS:
        for level in levels:
            inside = found[:, 1:] <= bands.stretch(split.known, level, kind)[:, None]
            every = inside.float().mean((0, 1)) if kind == "pointwise" else inside.all(1).float().mean(0)
            row = {SYSTOLIC: float(every[at]), "worst_channel": float(every.min()), "best_channel": float(every.max())}
            result.setdefault(kind, {})[f"{level:g}"] = row
    inside = (found[:, 1:, at] <= bands.stretch(split.known, default, "pointwise")[:, None, at]).float()
    result["groups"] = {name: share(inside[who].mean(1)) for name, who in groups(split, registry()).items()}
    weeks = inside.chunk(settings()["people"]["horizon_days"] // 7, 1)
    result["weeks"] = {f"week {number + 1}": share(week.mean(1)) for number, week in enumerate(weeks)}
    return result


def half_width(answers: judge.Answers, bands: Bands, split: Split) -> dict[str, float]:
    """Half the width of the systolic band at the default level, mmHg: median person, by what is known of the hidden traits."""
    at, level = channel_names(model()).index(SYSTOLIC), settings()["bands"]["default"]
    k = bands.stretch(split.known, level, "pointwise")[:, None, at]
    wide = (answers.low + answers.high)[:, :, at] * k / 2 * judge.rest(split)[:, :, at]
    each = wide.mean(1)
    everyone = {"all traits known": split.known.all(1), "no trait known": ~split.known.any(1)}
    return {name: float(each[who].median()) for name, who in everyone.items() if bool(who.any())} | {
        "everyone": float(each.median())
    }


def only_guess(split: Split) -> dict[str, float]:
    """Error of the closed-form guess alone, before anything is learned."""
    return judge.pressure_error(split.signals[:, :, : split.z.shape[2]], split)
