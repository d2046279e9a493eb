"""The Dash application: document, layout in the reader's language, callbacks, protection."""

import re
from html import escape
from typing import Any

from dash import Dash
from flask import has_request_context, request

from dashboard import callbacks, security, theme
from dashboard.evidence import page as evidence
from dashboard.i18n import Text, languages, text_of
from dashboard.layout import shell
from dashboard.look import Look
from dashboard.quantities import units_of
from dashboard.service import Service
from dashboard.standalone import ASSETS, COOKIE
from dashboard.takeaway import routes as takeaway

UNITS_COOKIE = "units"
UNSAID = re.compile(r',"(?:python_version|dash_version_url)":"[^"]*"')
DOCUMENT = """<!DOCTYPE html>
<html lang="{language}" data-bs-theme="light">
<head>
{metas}
<meta name="description" content="{description}">
<title>{title}</title>
{favicon}
{css}
<style>{colours}</style>
</head>
<body>
<noscript>{script}</noscript>
{app_entry}
<footer hidden>{config}{scripts}{renderer}</footer>
</body>
</html>"""


def asked_look() -> Look:
    """The first visit in the units of the reader's choice: the cookie of the switch."""
    return Look(units=units_of(request.cookies.get(UNITS_COOKIE) if has_request_context() else None))


class Site(Dash):
    """Dash with a document of our own: its language, colours and description."""

    fallback_language = "en"

    def asked_text(self) -> Text:
        """The words of the reader's choice: the address, the cookie of the switch, else what the browser asks for."""
        if not has_request_context():
            return text_of(self.fallback_language)
        chosen = request.args.get(COOKIE) or request.cookies.get(COOKIE)
        return text_of(chosen if chosen in languages() else security.asked_language(self.fallback_language))

    def interpolate_index(self, *given: Any, **parts: Any) -> str:
        text = self.asked_text()
        words = {
            "language": text.language,
            "title": escape(text("page.title")),
            "description": escape(text("page.description")),
            "script": escape(text("page.script")),
        }
        parts["config"] = UNSAID.sub("", parts["config"])
        parts["app_entry"] = parts["app_entry"].replace("Loading...", escape(text("page.loading")))
        return DOCUMENT.format(**(parts | words), colours=theme.css())


def create_page(service: Service, settings: dict[str, Any]) -> Dash:
    """A fresh page around a service."""
    site = Site("dashboard", assets_folder=str(ASSETS), compress=True, update_title="", add_log_handler=False)
    site.fallback_language = settings["language"]
    values, reference = callbacks.first_values(service)
    site.layout = lambda: shell(service.registry, site.asked_text(), values, reference, asked_look())
    callbacks.register(site, service)
    for routes in (evidence.blueprint(service.registry, site.asked_text), takeaway.blueprint(service)):
        site.server.register_blueprint(routes)
    security.limit(site.server, settings["max_body_kb"])
    security.guard(site)
    security.headers(site.server, site.csp_hashes(), settings["force_https"])
    with site.server.test_request_context("/"):
        site.index()  # registers Dash's scripts: a worker that never served the page must still serve them
    return site
