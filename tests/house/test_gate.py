"""The gate: skip with a reason, or fail where everything is meant to be there."""

import pytest

from tests.gate import require

REASON = "run `make nodes`"


def test_require__part_found__returns_it() -> None:
    assert require("kubo", "/opt/ipfs", REASON, {}) == "/opt/ipfs"


@pytest.mark.parametrize("nothing", [None, "", False])
def test_require__part_missing__skips_with_the_reason(nothing: object) -> None:
    with pytest.raises(pytest.skip.Exception, match="kubo: run `make nodes`"):
        require("kubo", nothing, REASON, {})


def test_require__part_missing_where_all_are_required__fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="kubo is required here"):
        require("kubo", None, REASON, {"PASSPORT_REQUIRE_ALL": "1"})


@pytest.mark.parametrize("names", ["kubo", "clique, kubo", "clique kubo"])
def test_require__part_named_as_not_buildable__skips(names: str) -> None:
    with pytest.raises(pytest.skip.Exception):
        require("kubo", None, REASON, {"PASSPORT_REQUIRE_ALL": "1", "PASSPORT_WITHOUT": names})


def test_require__another_part_named__still_fails() -> None:
    with pytest.raises(pytest.fail.Exception):
        require("kubo", None, REASON, {"PASSPORT_REQUIRE_ALL": "1", "PASSPORT_WITHOUT": "clique"})


def test_require__unknown_part__is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="unknown part"):
        require("kobo", "/opt/ipfs", REASON, {})
