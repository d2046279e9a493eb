"""The day's steps: short for half a day after an intake, else half an hour, an even number to the hour.  [twin_solver, other counts]"""

from dataclasses import dataclass
from functools import cache

CELLS_PER_HOUR = 2
HOURS_PER_DAY = 24
AFTER_INTAKE = (4, 4) + (2,) * 22  # steps in each half hour that follows an intake
COARSE_AFTER_INTAKE = (2,)


@dataclass(frozen=True)
class Grid:
    """One day of steps: their sizes and starts in hours, and how many steps lie before each full hour."""

    sizes_h: tuple[float, ...]
    starts_h: tuple[float, ...]
    hourly: tuple[int, ...]

    def full_hours(self, days: int) -> list[int]:
        """Which boundaries of the steps of so many days are full hours, the last midnight included."""
        count = len(self.sizes_h)
        return [day * count + index for day in range(days) for index in self.hourly] + [days * count]


@cache
def day(intake_hours: tuple[float, ...], refine: int = 1, after_intake: tuple[int, ...] = AFTER_INTAKE) -> Grid:
    """The steps of a day with intakes at these clock hours (multiples of half an hour), each cut into `refine`."""
    splits = [1] * (CELLS_PER_HOUR * HOURS_PER_DAY)
    for hour in intake_hours:
        start = round(hour * CELLS_PER_HOUR)
        for offset, count in enumerate(after_intake):
            cell = (start + offset) % len(splits)
            splits[cell] = max(splits[cell], count)
    sizes: list[float] = []
    hourly = []
    for hour in range(HOURS_PER_DAY):
        hourly.append(len(sizes))
        pair = splits[hour * CELLS_PER_HOUR : (hour + 1) * CELLS_PER_HOUR]
        if sum(pair) % 2:
            pair = [max(2, count) for count in pair]
        for count in pair:
            sizes += [1 / (CELLS_PER_HOUR * count * refine)] * (count * refine)
    starts = [sum(sizes[:i]) for i in range(len(sizes))]
    return Grid(tuple(sizes), tuple(starts), tuple(hourly))


def coarse_day(intake_hours: tuple[float, ...]) -> Grid:
    """Half-hour steps but for the first after an intake, for previews; longer ones are unstable (32 mmHg wrong under losartan)."""
    return day(intake_hours, after_intake=COARSE_AFTER_INTAKE)
