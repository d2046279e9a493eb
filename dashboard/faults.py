"""What does not fit, said at the control it belongs to, in the reader's words."""

from collections.abc import Mapping
from typing import Any

from dashboard.controls import Control, controls
from dashboard.i18n import Text
from dashboard.scenario import control_of
from twin.registry import Registry
from twin.scenario import InputError


def by_control(error: InputError, raw: Mapping[str, Any], registry: Registry, text: Text) -> dict[str, str]:
    """A sentence for each control at fault, with what is allowed."""
    known = {control.key: control for control in controls(registry, text)}
    found = {}
    for fault in error.faults:
        key = control_of(fault.name, raw, registry)
        said = fault.message.removeprefix(f"{fault.name}: ")
        if fault.allowed not in said:
            said = text("say.allowed", message=said, allowed=fault.allowed)
        found[key] = _in_words(said, known)
    return found


def together(faults: Mapping[str, str], registry: Registry, text: Text) -> str:
    """All faults in one line, each with the name of its control."""
    labels = {control.key: control.label for control in controls(registry, text)}
    return "; ".join(text("say.fault", label=labels.get(key, key), message=said) for key, said in faults.items())


def _in_words(said: str, known: Mapping[str, Control]) -> str:
    """Keys as labels."""
    for other, control in known.items():
        said = said.replace(other, f"“{control.label}”")
    return said
