import pytest

from dashboard.config import PREFIX, SETTINGS, UnknownSetting, settings


def test_defaults_hold_when_nothing_is_set():
    assert settings({"HOST": "x", "PATH": "y"}) == {row.name: row.default for row in SETTINGS}


def test_the_environment_overrides_with_the_type_of_the_default():
    chosen = settings(
        {PREFIX + "MAX_BODY_KB": "12", PREFIX + "FORCE_HTTPS": "true", PREFIX + "CORS_ORIGINS": "https://a.example"}
    )
    assert (chosen["max_body_kb"], chosen["force_https"], chosen["cors_origins"]) == (12, True, "https://a.example")


def test_an_unknown_setting_is_named():
    with pytest.raises(UnknownSetting, match=PREFIX + "MAX_BODI_KB"):
        settings({PREFIX + "MAX_BODI_KB": "12"})


@pytest.mark.parametrize(
    ("name", "text"), [("MAX_BODY_KB", "many"), ("MAX_BODY_KB", "0"), ("FORCE_HTTPS", "maybe"), ("CACHE_SIZE", "-3")]
)
def test_a_value_that_cannot_be_read_is_named(name, text):
    with pytest.raises(UnknownSetting, match=PREFIX + name):
        settings({PREFIX + name: text})


def test_an_unknown_override_is_refused():
    with pytest.raises(UnknownSetting):
        settings({}, colour="red")


def test_every_setting_says_what_it_is():
    assert all(row.help for row in SETTINGS)
