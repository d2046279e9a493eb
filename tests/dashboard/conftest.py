"""The application and its parts, made once; runs are short so that the eager engine is quick enough."""

import pytest
from werkzeug.test import Client

from dashboard import create_app
from dashboard.presets import scenario
from dashboard.scenario import values_of
from dashboard.service import Service
from twin.registry import registry


@pytest.fixture(scope="session")
def service():
    return Service(registry(), 16)


@pytest.fixture(scope="session")
def app():
    return create_app({})


@pytest.fixture
def client(app):
    return Client(app)


@pytest.fixture
def values():
    """The first visit's values, three days long."""
    return values_of(scenario(), registry()) | {
        "horizon_days": "3",
        "drug.benazepril.from_day": 0,
        "drug.benazepril.missed_days": "1",
    }
