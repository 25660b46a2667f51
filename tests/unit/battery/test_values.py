"""Numbers and times come out as they went in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from passport.battery.products.values import LARGEST, cas_checks, exact, json_number


@given(st.floats(-LARGEST, LARGEST) | st.integers(-LARGEST, LARGEST))
def test_number__read_and_written__is_the_same_number_in_canonical_json(value: float) -> None:
    written = json_number(exact(value))
    assert rfc8785.dumps(written) == rfc8785.dumps(value)
    assert exact(written) == exact(value)


@given(st.decimals(-LARGEST, LARGEST, places=9) | st.decimals(allow_nan=True, allow_infinity=True))
def test_number__decimal_made_in_python__is_exact_as_json_or_refused(value: Decimal) -> None:
    try:
        taken = exact(value)
    except PydanticCustomError as refused:
        assert refused.type in {"digits", "not-finite", "range"}  # noqa: PT017 (either of two endings is right)
    else:
        assert exact(json_number(taken)) == value


NO_NUMBERS = [True, None, 10**400, -1e300, float("nan"), "1", "", b"1", [1], {}, 1j, date(2027, 1, 1)]


@pytest.mark.parametrize("value", NO_NUMBERS)
def test_number__anything_else__is_refused(value: object) -> None:
    with pytest.raises(PydanticCustomError):
        exact(value)


@pytest.mark.parametrize("cas", ["7439-93-2", "7782-42-5", "21324-40-3", "346417-97-8"])
def test_cas__real_numbers__check(cas: str) -> None:
    assert cas_checks(cas)
    assert not cas_checks(cas[:-1] + str((int(cas[-1]) + 1) % 10))
