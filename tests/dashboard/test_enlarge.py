from dashboard.figures.enlarge import BY, enlarged
from dashboard.figures.overlay import Line, Overlay, overlay
from dashboard.i18n import text_of
from dashboard.series import over_days
from dashboard.theme import THEMES
from tests.dashboard.test_figures import plain, waves


def test_type_and_lines_grow_and_the_curves_stay():
    figure = overlay(Overlay([Line("whatif", "x", over_days(waves(9, 3)), "x")], "", 0, 9), text_of("en"), THEMES["light"])
    bigger = enlarged(figure)
    assert bigger["layout"]["font"]["size"] == BY * figure["layout"]["font"]["size"]
    assert bigger["data"][0]["line"]["width"] == BY * figure["data"][0]["line"]["width"]
    assert plain(bigger["data"][0]["y"]) == plain(figure["data"][0]["y"])
    assert bigger["layout"]["yaxis"] == figure["layout"]["yaxis"]
