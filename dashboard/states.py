"""Words for when things go wrong or beyond: each says what happened and offers what to do next."""

from dash import html

from dashboard.i18n import Text

SPOKEN = (
    "state.again",
    "state.back",
    "state.close",
    "state.reload",
    "state.restarted",
    "domain.some",
)


def bar() -> html.Div:
    """Filled by assets/web/53-states.js."""
    return html.Div(id="state", className="state", role="status", hidden=True)


def beyond_trials(text: Text) -> html.Details:
    """What of the scenario lies beyond every trial; hidden while nothing does."""
    told = html.Div([html.P(text("domain.about")), html.Ul(id="domain-list")], className="domain-told")
    return html.Details([html.Summary(id="domain-count"), told], id="domain", className="domain", hidden=True)
