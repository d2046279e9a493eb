"""The day's steps: short after every intake, half an hour otherwise, always two or more to the hour, an even count.  [twin_solver]"""

from dataclasses import dataclass
from functools import cache

CELLS_PER_HOUR = 2
HOURS_PER_DAY = 24
FIRST_HOUR, NEXT_HOURS = 4, 2  # steps per half hour in the first hour after an intake, and in the three hours after that
FINE_CELLS, MEDIUM_CELLS = 2, 8  # where these two stretches end, in half hours


@dataclass(frozen=True)
class Grid:
    """One day of steps: their sizes and starts in hours, and how many steps lie before each full hour."""

    sizes_h: tuple[float, ...]
    starts_h: tuple[float, ...]
    hourly: tuple[int, ...]


@cache
def day(intake_hours: tuple[float, ...], refine: int = 1) -> Grid:
    """The steps of a day with intakes at these clock hours (multiples of half an hour), each cut into `refine`."""
    splits = [1] * (CELLS_PER_HOUR * HOURS_PER_DAY)
    for hour in intake_hours:
        start = round(hour * CELLS_PER_HOUR)
        for offset in range(MEDIUM_CELLS):
            cell = (start + offset) % len(splits)
            splits[cell] = max(splits[cell], FIRST_HOUR if offset < FINE_CELLS else NEXT_HOURS)
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
