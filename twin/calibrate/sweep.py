"""Many points at once: (group of trials, values) shared out among processes, each done once and only where values matter to it."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

import numpy as np
from tqdm import tqdm  # type: ignore[import-untyped]

from twin.calibrate.fit import Array
from twin.calibrate.rows import Group
from twin.calibrate.study import Study, Values, simulated

SECONDS_BEFORE_BAR = 1


@dataclass
class Sweep:
    """Residuals of points (logarithms of the values); remembers what it has run."""

    study: Study
    pool: Executor
    bar: tqdm
    run: Callable[[Study, int, Values], list[float]] = simulated
    known: dict[tuple[int, Values], list[float]] = field(default_factory=dict)

    def matters(self, group: Group) -> list[bool]:
        """For each unknown, whether it can move the group: a drug nobody takes or a habit nobody changes does not."""
        return [
            (not one.drug or one.drug in group.drugs) and (not one.habit or one.habit in group.habits)
            for one in self.study.unknowns
        ]

    def __call__(self, points: Sequence[Array]) -> list[Array]:
        """Residuals `(row,)` of each point."""
        return [np.array([row.residual(x) for row, x in zip(self.study.rows, found, strict=True)]) for found in self.rows(points)]

    def rows(self, points: Sequence[Array]) -> list[list[float]]:
        """What the twin gives for every row, point by point."""
        today = [one.value for one in self.study.unknowns]
        waiting: dict[tuple[int, Values], Future[list[float]]] = {}
        keys = [[self._key(k, group, point, today) for k, group in enumerate(self.study.groups)] for point in points]
        fresh = {key for row in keys for key in row} - self.known.keys()
        sizes = [group.patient_days for group in self.study.groups]
        self.bar.total = (self.bar.total or 0) + sum(sizes[k] for k, _ in fresh)
        for k, values in sorted(fresh, key=lambda key: -sizes[key[0]]):
            waiting[k, values] = self.pool.submit(self.run, self.study, k, values)
            waiting[k, values].add_done_callback(partial(self._done, sizes[k]))
        self.known |= {key: future.result() for key, future in waiting.items()}
        return [[number for key in row for number in self.known[key]] for row in keys]

    def _done(self, patient_days: int, _: Future[list[float]]) -> None:
        self.bar.update(patient_days)

    def _key(self, k: int, group: Group, point: Array, today: Sequence[float]) -> tuple[int, Values]:
        """The group and the values it is run at: today's where they don't matter to it."""
        values = zip(self.matters(group), np.exp(point).tolist(), today, strict=True)
        return k, tuple(value if matters else usual for matters, value, usual in values)


@contextmanager
def shared_out(study: Study, processes: int) -> Iterator[Sweep]:
    """A Sweep over processes, with a progress bar for what takes longer than a second."""
    bar = tqdm(total=0, unit=" patient-days", unit_scale=True, delay=SECONDS_BEFORE_BAR, leave=False, dynamic_ncols=True)
    with bar, ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        try:
            yield Sweep(study, pool, bar)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
