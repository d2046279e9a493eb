import re
from pathlib import Path
from string import Formatter

import pytest

import dashboard
from dashboard.i18n import languages, text_of

SOURCES = [path for path in Path(dashboard.__file__).parent.rglob("*") if path.suffix in (".py", ".html")]


def placeholders(words):
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_english_and_italian_are_there():
    assert {"en", "it"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_keys_and_places(language):
    english, other = text_of("en").words, text_of(language).words
    assert other.keys() == english.keys()
    assert {key: placeholders(words) for key, words in other.items()} == {
        key: placeholders(words) for key, words in english.items()
    }


@pytest.mark.parametrize("language", languages())
def test_no_word_is_missing(language):
    assert [key for key, words in text_of(language).words.items() if not words.strip()] == ["unit.1"]


def test_every_key_is_used():
    code = "\n".join(path.read_text("utf-8") for path in SOURCES)
    built = re.findall(r"""["'f]([a-z]+(?:\.[a-z_]+)*\.)(?:\{|["'] \+)""", code)
    unused = [
        key
        for key in text_of("en").words
        if not re.search(f"[\"']{re.escape(key)}[\"']", code) and not any(key.startswith(start) for start in built)
    ]
    assert unused == []


def test_an_unknown_language_reads_as_english():
    assert text_of("xx").language == "en"


@pytest.mark.parametrize(
    ("language", "value", "decimals", "sign", "shown"),
    [
        ("en", 1234.5, 1, False, "1,234.5"),
        ("it", 1234.5, 1, False, "1.234,5"),
        ("it", -0.04, 1, True, "0,0"),
        ("en", -8.4, 0, True, "−8"),
        ("en", 8, 0, True, "+8"),
    ],
)
def test_numbers_are_written_as_the_language_does(language, value, decimals, sign, shown):
    assert text_of(language).number(value, decimals, sign) == shown


def test_clock():
    assert text_of("it").clock(8.5) == "8:30"
