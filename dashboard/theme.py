"""Colours in one place: the figures take them from here, and the style sheet as CSS variables."""

from typing import Any

FONT = '"Plex", system-ui, sans-serif'

THEMES = {
    "light": {
        "page": "#f2f4f6",
        "surface": "#ffffff",
        "ink": "#15202b",
        "muted": "#53616f",
        "line": "#dbe1e6",
        "grid": "#e9edf0",
        "edge": "#7c8894",
        "accent": "#0072b2",
        "accent_weak": "#e3f0f8",
        "on_accent": "#ffffff",
        "baseline": "#495057",
        "whatif": "#0072b2",
        "whatif_range": "rgba(0,114,178,0.45)",
        "band": "rgba(0,114,178,0.16)",
        "baseline_range": "rgba(73,80,87,0.38)",
        "target": "rgba(0,158,115,0.15)",
        "target_ink": "#00614a",
        "night": "rgba(40,60,90,0.055)",
        "chosen": "rgba(0,114,178,0.08)",
        "dose": "#b84f00",
        "warn": "#fff4e0",
        "warn_ink": "#7a3d00",
        "fault": "#b3261e",
        "scenario_0": "#b84f00",
        "scenario_1": "#7b3fa0",
        "scenario_2": "#6b5b00",
        "scenario_3": "#a8326f",
    },
    "dark": {
        "page": "#0e1419",
        "surface": "#172028",
        "ink": "#e8edf1",
        "muted": "#a3b0bb",
        "line": "#2b3843",
        "grid": "#243039",
        "edge": "#7d8b97",
        "accent": "#56b4e9",
        "accent_weak": "#1d3546",
        "on_accent": "#0b1620",
        "baseline": "#adb5bd",
        "whatif": "#56b4e9",
        "whatif_range": "rgba(86,180,233,0.5)",
        "band": "rgba(86,180,233,0.20)",
        "baseline_range": "rgba(173,181,189,0.38)",
        "target": "rgba(0,190,140,0.20)",
        "target_ink": "#6fdcb8",
        "night": "rgba(150,180,220,0.07)",
        "chosen": "rgba(86,180,233,0.12)",
        "dose": "#e69f00",
        "warn": "#3a2c12",
        "warn_ink": "#ffd591",
        "fault": "#ffb4ab",
        "scenario_0": "#e69f00",
        "scenario_1": "#c4a3f5",
        "scenario_2": "#d9c94a",
        "scenario_3": "#f08cc0",
    },
}


def palette(asked: Any) -> dict[str, str]:
    """The colours that a request names by its `theme`; light where it names none."""
    return THEMES["dark" if isinstance(asked, dict) and asked.get("theme") == "dark" else "light"]


def css() -> str:
    """The two palettes as custom properties of the document."""
    return "".join(f"[data-bs-theme={name}]{{{variables(colours)}}}" for name, colours in THEMES.items())


def variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in colours.items())
