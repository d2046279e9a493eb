"""How the page stands besides its values: what a new language or unit must not forget."""

from dataclasses import dataclass

from dashboard.presets import FIRST_VISIT


@dataclass(frozen=True)
class Look:
    """`case`: whose person is on screen."""

    case: str = FIRST_VISIT
