"""The normal form of battery identifiers, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.errors import IdentifierError
from passport.identifiers import BatteryIdentifier
from passport.uri import MAXIMUM_LENGTH, normalise_uri


@pytest.mark.parametrize(
    ("given_form", "normal"),
    [
        ("https://id.example/a", "https://id.example/a"),
        ("HTTPS://ID.Example/a", "https://id.example/a"),
        ("https://id.example", "https://id.example/"),
        ("https://id.example:443/a", "https://id.example/a"),
        ("http://id.example:80/", "http://id.example/"),
        ("https://id.example:8443/a", "https://id.example:8443/a"),
        ("https://id.example/a/./b/../c", "https://id.example/a/c"),
        ("https://id.example/../../a", "https://id.example/a"),
        ("https://id.example/a/..", "https://id.example/"),
        ("https://id.example/a%2fb%7E", "https://id.example/a%2Fb~"),
        ("https://id.example/01/09521234543213?21=ABC", "https://id.example/01/09521234543213?21=ABC"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
        ("URN:Example:Battery:1", "urn:example:Battery:1"),
        ("did:web:id.example:battery:1", "did:web:id.example:battery:1"),
    ],
)
def test_normalise__ways_to_write_one_uri__give_one_form(given_form: str, normal: str) -> None:
    assert normalise_uri(given_form) == normal
    assert BatteryIdentifier.parse(given_form) == BatteryIdentifier(normal)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "0 characters"),
        ("https://id.example/" + "a" * MAXIMUM_LENGTH, "512 are allowed"),
        ("battery-1", "schemes"),
        ("/relative/path", "schemes"),
        ("//id.example/a", "schemes"),
        ("javascript:alert(1)", "schemes"),
        ("data:text/html,hello", "schemes"),
        ("file:///etc/passwd", "schemes"),
        ("ftp://id.example/a", "schemes"),
        ("https:///a", "no host"),
        ("https://user@id.example/a", "user name"),
        ("https://user:secret@id.example/a", "user name"),
        ("https://id.example/a#part", "fragment"),
        ("https://id.example/a b", "percent-encode"),
        ("https://id.example/ä", "percent-encode"),
        ("https://id.example/a\n", "percent-encode"),
        ("https://id.example/%0a", "control character"),
        ("https://id.example/%00", "control character"),
        ("https://id.example/%7f", "control character"),
        ("https://id.example/%4", "broken percent-encoding"),
        ("https://id.example/%zz", "broken percent-encoding"),
        ("https://id.example/%", "broken percent-encoding"),
        ("https://b%C3%A4.example/", "percent-encoded host"),
        ("https://id.example:99999/", "no URI"),
        ("https://[::1/a", "no URI"),
        ("urn:example:", "no URN"),
        ("urn:x", "no URN"),
        ("did:web:", "no DID"),
    ],
)
def test_normalise__what_is_no_battery_identifier__is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(IdentifierError, match=reason):
        normalise_uri(text)


def test_identifier__not_in_normal_form__is_refused_and_the_remedy_gives_it() -> None:
    with pytest.raises(IdentifierError) as caught:
        BatteryIdentifier("HTTPS://ID.example/a")
    assert caught.value.remedy == "Write it as https://id.example/a"


uri_like = st.builds(
    "{}{}{}".format,
    st.sampled_from(["https://id.example", "HTTP://Id.Example:80", "urn:Example:", "did:web:", "https://[::1]:443"]),
    st.sampled_from(["", "/", "a"]),
    st.text("abAZ09-._~:/?@!$&'()*+,;=%2fF7eE", max_size=40),
)


@given(uri_like | st.text(max_size=60))
def test_normalise__any_text__is_idempotent_or_refused(text: str) -> None:
    try:
        normal = normalise_uri(text)
    except IdentifierError:
        return
    assert normalise_uri(normal) == normal
    assert BatteryIdentifier(normal) == normal
    assert normal.isascii()
