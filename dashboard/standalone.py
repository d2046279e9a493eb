"""Pages of plain HTML beside Dash's: their language, and the head they share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from dashboard import theme
from dashboard.i18n import Text, languages
from twin import __version__

ASSETS = Path(__file__).resolve().parent.parent / "assets"
SCRIPT = "web/60-standalone.js"
COOKIE = "language"
YEAR_S = 365 * 24 * 3600

Reader = Callable[[], Text]


def frame(text: Text) -> dict[str, Any]:
    """Words, styles and script of a page's head; addresses as Dash writes them, so that the browser loads each once."""
    styles = [str(path.relative_to(ASSETS)) for path in sorted(ASSETS.rglob("*.css"))]
    return {
        "text": text,
        "styles": [address(name) for name in styles],
        "script": address(SCRIPT),
        "colours": theme.css(),
        "languages": [(name, in_language(name)) for name in languages()],
        "version": __version__,
    }


def address(name: str) -> str:
    return f"/assets/{name}?m={(ASSETS / name).stat().st_mtime}"


def in_language(name: str) -> str:
    """This address again in another language."""
    kept = [(key, value) for key, value in request.args.items() if key != COOKIE]
    return "?" + urlencode([*kept, (COOKIE, name)])


def remember(answer: Response) -> Response:
    """The language that the address asked for, for the pages that follow."""
    chosen = request.args.get(COOKIE)
    if chosen in languages():
        answer.set_cookie(COOKIE, chosen, max_age=YEAR_S, samesite="Lax")
    return answer
