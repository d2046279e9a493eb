import re

import pytest
from plotly import __file__ as plotly_home

from dashboard.site import ASSETS

OURS = sorted((ASSETS / "web").iterdir())


def test_the_basic_bundle_is_the_plotly_that_python_has():
    bundled = (ASSETS.__class__(plotly_home).parent / "package_data" / "plotly.min.js").read_text("utf-8")[:200]
    (ours,) = (ASSETS / "vendor").glob("*plotly-basic-*.min.js")
    version = re.search(r"plotly\.js v([\d.]+)", bundled)[1]
    assert f"v{version}" in ours.read_text("utf-8")[:200]
    assert version in ours.name


def test_the_page_loads_ours_before_dash_asks_for_its_own(client):
    page = client.get("/").text
    assert page.index("plotly-basic") < page.index("dash-renderer")
    assert "plotly.min.js" not in page


@pytest.mark.parametrize("name", ["plotly", "plotly-locales", "bootstrap"])
def test_licences_are_kept(name):
    assert (ASSETS / "vendor" / f"LICENSE-{name}").stat().st_size > 500


def test_the_font_has_its_licence():
    assert "SIL OPEN FONT LICENSE" in (ASSETS / "fonts" / "LICENSE-ibm-plex-sans").read_text("utf-8")


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_nothing_of_ours_names_another_host(path):
    assert not re.search(r"https?://|//[a-z]+\.[a-z]", path.read_text("utf-8"))


@pytest.mark.parametrize("path", [path for path in OURS if path.suffix == ".css"], ids=lambda path: path.name)
def test_colours_come_from_the_theme(path):
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", re.sub(r"#[a-z-]+(?=[\s,.:{>])", "", path.read_text("utf-8")))


def test_the_document_asks_only_this_host(client):
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", client.get("/").text)
