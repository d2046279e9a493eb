"""Every setting of the web server: one row each, overridden by DASHBOARD_<NAME> in the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PREFIX = "DASHBOARD_"


@dataclass(frozen=True)
class Setting:
    """One row of the settings table; the type of the default is the type of the setting."""

    name: str
    default: bool | int | str
    help: str

    def read(self, text: str) -> bool | int | str:
        if isinstance(self.default, bool):
            return {"true": True, "1": True, "false": False, "0": False}[text.strip().lower()]
        if isinstance(self.default, int):
            return positive(int(text))
        return text.strip()


SETTINGS = (
    Setting("language", "en", "Language of the page when the browser asks for none that it has."),
    Setting("cors_origins", "", "Origins that may call the API from a browser, separated by commas. None by default."),
    Setting("max_body_kb", 256, "Largest request body in KiB; larger ones are answered 413."),
    Setting("cache_size", 64, "Forecasts kept in memory per worker."),
    Setting("rate_per_minute", 3000, "POST requests that one address may send to one worker each minute; more are answered 429."),
    Setting("forecast_seconds", 20, "Longest wait for one forecast, queue included; then the answer is 503."),
    Setting("body_seconds", 10, "Longest time that a caller may take to send a body; then the connection is closed."),
    Setting("forecaster", True, "Bands, and curves while dragging, from the learned forecaster; off, everything is mechanistic."),
    Setting("require_engine", False, "Refuse to start without a usable compiled engine. The container image sets it."),
    Setting("behind_proxy", False, "Believe the nearest proxy's X-Forwarded-For and X-Forwarded-Proto."),
    Setting("metrics", False, "Serve counts and durations for Prometheus at /metrics."),
    Setting("force_https", False, "Redirect to https and send the strict transport security header."),
)


class UnknownSetting(ValueError):
    """A variable carries the prefix but names no setting, or its value cannot be read."""


def positive(number: int) -> int:
    if number < 1:
        raise ValueError("must be at least 1")
    return number


def settings(environment: Mapping[str, str], **overrides: Any) -> dict[str, Any]:
    """The settings in force: defaults, then the environment, then the overrides of a caller."""
    rows = {row.name: row for row in SETTINGS}
    asked = {name.removeprefix(PREFIX).lower(): text for name, text in environment.items() if name.startswith(PREFIX)}
    unknown = sorted((set(asked) | set(overrides)) - set(rows))
    if unknown:
        names = ", ".join(PREFIX + name.upper() for name in unknown)
        raise UnknownSetting(f"unknown setting {names}; known are {', '.join(PREFIX + name.upper() for name in rows)}")
    return (
        {name: row.default for name, row in rows.items()}
        | {name: read(rows[name], text) for name, text in asked.items()}
        | overrides
    )


def read(row: Setting, text: str) -> bool | int | str:
    try:
        return row.read(text)
    except (KeyError, ValueError) as error:
        raise UnknownSetting(f"{PREFIX}{row.name.upper()}={text!r} is not a usable {type(row.default).__name__}") from error
