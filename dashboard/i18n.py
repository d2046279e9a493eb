"""Every word on the page, by language: text/<language>.toml, and numbers as that language writes them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal

FOLDER = Path(__file__).parent / "text"


class Text:
    """The words of one language, looked up by dotted key: text("kpi.trough")."""

    def __init__(self, language: str, words: dict[str, str]) -> None:
        self.language = language
        self.words = words

    def __call__(self, key: str, **values: Any) -> str:
        return self.words[key].format(**values)

    def number(self, value: float, decimals: int, sign: bool = False) -> str:
        """A number as the language writes it, with a true minus sign."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        shown = format_decimal(abs(value), format=pattern, locale=self.language)
        is_zero = float(f"{abs(value):.{decimals}f}") == 0
        return ("" if is_zero else "−" if value < 0 else "+" if sign else "") + shown

    def clock(self, hour: float) -> str:
        """A clock hour: 8.5 is 8:30."""
        return f"{int(hour)}:{round(60 * (hour % 1)):02d}"

    def unit(self, unit: str) -> str:
        """A unit as the language writes it; most are the same everywhere."""
        return self.words.get(f"unit.{unit}", unit)

    @property
    def separators(self) -> str:
        """Decimal and thousands separator, as plotly wants them."""
        return {"it": ",."}.get(self.language, ".,")


def flatten(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        flat |= flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return flat


@cache
def languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def text_of(language: str) -> Text:
    """The words of a language; an unknown one reads as English."""
    known = language if language in languages() else "en"
    return Text(known, flatten(tomllib.loads((FOLDER / f"{known}.toml").read_text("utf-8"))))
