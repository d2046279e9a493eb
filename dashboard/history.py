"""Undo and redo: two buttons; the browser alone knows where the visit has been."""

from dash import ALL, ClientsideFunction, Dash, Input, Output, html

from dashboard.attributes import aria, data
from dashboard.i18n import Text
from dashboard.picture import PANELS

STEPS = {"undo": (-1, "↶"), "redo": (1, "↷")}


def buttons(text: Text) -> html.Div:
    """Both wait for something to go back to."""
    made = [
        html.Button(
            sign,
            id=name,
            type="button",
            className="action is-icon",
            title=text(f"history.{name}"),
            disabled=True,
            **(aria(label=text(f"history.{name}")) | data(step=str(step))),
        )
        for name, (step, sign) in STEPS.items()
    ]
    return html.Div(made, className="steps", role="group", **aria(label=text("history.label")))


def register(dash: Dash) -> None:
    """A scenario wanted as a whole, with what is looked at, is put everywhere at once, and asked once."""
    view = [*(f"panel-{at}" for at in range(len(PANELS))), "day", "span"]
    dash.clientside_callback(
        ClientsideFunction("twin", "put"),
        Output({"type": "value", "key": ALL}, "value", allow_duplicate=True),
        Output("baseline", "data", allow_duplicate=True),
        *(Output(name, "value", allow_duplicate=True) for name in view),
        Input("wanted", "data"),
        prevent_initial_call=True,
    )
