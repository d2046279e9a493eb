"""`python -m twin dataset` and `python -m twin train`."""

import hashlib
import json
import time
from pathlib import Path
from typing import Any

from twin.forecast import bands, dataset, exam, weights
from twin.forecast import train as learning
from twin.forecast.domain import Domain
from twin.forecast.settings import settings

JUDGED = ("test", "pairs", "odd")


def make(folder: Path, scale: float) -> int:
    """`dataset`."""
    found = dataset.make(folder, scale)
    people = sum(row["people"] for row in found["shards"].values())
    print(f"{people} people in {len(found['shards'])} shards in {folder}")
    return 0


def learn(folder: Path, out: Path, shape: str | None, seed: int | None, epochs: int | None) -> int:
    """`train`: the shipped recipe unless told otherwise."""
    recipe = dict(settings()["training"]) | settings()["network"]
    recipe |= {key: value for key, value in (("shape", shape), ("seed", seed), ("epochs", epochs)) if value is not None}
    recipe["band_units"] = settings()["network"]["band_units"]
    train, stop = dataset.load(folder, "train"), dataset.load(folder, "stop")
    one = learning.emulator(recipe["shape"], recipe["seed"], recipe)
    start = time.process_time()
    checkpoint = folder / f"{recipe['shape']}-{recipe['seed']}.checkpoint"
    done = learning.fit(one, train, stop, recipe, recipe["seed"], checkpoint)
    told: dict[str, Any] = {
        "epochs": done.epoch,
        "best_epoch": done.best_epoch,
        "cpu_seconds": round(time.process_time() - start),
    }
    told |= {"held_out_loss": [round(loss, 5) for _, loss in done.history]}
    one.eval().requires_grad_(False)
    held_out = dataset.load(folder, "calibrate")
    calibrated = bands.calibrate(one, held_out)
    domain = Domain.learn(train.summary, held_out.summary)
    figures = exam.examined(one, calibrated, domain, {name: dataset.load(folder, name) for name in JUDGED})
    weights.save(out, one, calibrated, domain, recipe, {"training": told, "data": learned_from(folder)} | figures)
    print((out / weights.MANIFEST).read_text())
    return 0


def learned_from(folder: Path) -> dict[str, Any]:
    """The data set in one hash, and how many people each split has."""
    shards = dataset.manifest(folder)["shards"]
    people: dict[str, int] = {}
    for name, row in shards.items():
        split = name.rpartition("-")[0]
        people[split] = people.get(split, 0) + row["people"]
    digest = hashlib.sha256(json.dumps(sorted(row["sha256"] for row in shards.values())).encode()).hexdigest()
    return {"shards": len(shards), "sha256_of_shards": digest, "people": people}
