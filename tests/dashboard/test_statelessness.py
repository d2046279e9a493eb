"""Two readers never see each other: what one asks leaves no trace in what the other gets."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.test import Client

from dashboard.answer import Asked
from dashboard.callbacks import commit
from tests.dashboard.test_api import post


def seen(service, values, language):
    found = commit(service, Asked.read({"values": values, "view": {}, "language": language}), {"theme": "light"}, None)
    return [found["message"], found["figures"][0]["data"][2]["y"]["bdata"], found["good"]]


def test_readers_side_by_side(service, values):
    asks = [(values | {"patient.age_years": str(age)}, language) for age in (40, 60) for language in ("en", "it")]
    alone = [seen(service, *ask) for ask in asks]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda ask: seen(service, *ask), asks * 3))
    assert together == alone * 3


def test_a_refused_reader_changes_nothing(service, values):
    before = seen(service, values, "en")
    commit(service, Asked.read({"values": values | {"patient.age_years": "7"}, "view": {}, "language": "it"}), None, None)
    assert seen(service, values, "en") == before


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_page_follows_each_readers_own_cookie(app, language):
    client = Client(app)
    client.set_cookie("language", language)
    assert f'<html lang="{language}"' in client.get("/").text
    assert (
        f'<html lang="{"it" if language == "en" else "en"}"'
        in Client(app).get("/", headers={"Accept-Language": "it" if language == "en" else "en"}).text
    )


def test_the_api_keeps_nothing(app):
    first = post(Client(app), {"horizon_days": 1, "patient": {"age_years": 50}}).json
    post(Client(app), {"horizon_days": 1, "patient": {"age_years": 70}})
    assert post(Client(app), {"horizon_days": 1, "patient": {"age_years": 50}}).json == first
