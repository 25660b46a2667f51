"""Which content store config.toml names."""

from __future__ import annotations

import tomllib

import pytest
from pydantic import ValidationError

from passport.cli.home import ContentSettings, Settings

ONE, TWO, THREE = (f"http://127.0.0.1:500{number}" for number in range(3))


@pytest.mark.parametrize(
    ("given", "urls", "copies"),
    [
        ({}, ("http://127.0.0.1:5001",), 1),
        ({"kubo_url": ONE}, (ONE,), 1),
        ({"kubo_urls": [ONE]}, (ONE,), 1),
        ({"kubo_urls": [ONE, TWO, THREE]}, (ONE, TWO, THREE), 2),
        ({"kubo_urls": [ONE, TWO], "copies": 1}, (ONE, TWO), 1),
    ],
)
def test_content__nodes_named__that_many_copies(given: dict[str, object], urls: tuple[str, ...], copies: int) -> None:
    read = ContentSettings.model_validate({"engine": "kubo", **given})
    assert (read.kubo_urls, read.copies) == (urls, copies)


@pytest.mark.parametrize(
    "given",
    [
        {"kubo_urls": []},
        {"kubo_urls": [ONE, ONE]},
        {"kubo_urls": [ONE], "copies": 2},
        {"kubo_urls": [ONE], "copies": 0},
    ],
)
def test_content__copies_that_cannot_be__are_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ContentSettings.model_validate({"engine": "kubo", **given})


def test_as_toml__several_nodes__are_read_back() -> None:
    settings = Settings(content=ContentSettings(engine="kubo", kubo_urls=(ONE, TWO), copies=2))
    assert Settings.model_validate(tomllib.loads(settings.as_toml())) == settings
