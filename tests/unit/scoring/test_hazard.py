"""The hazard class rises with what can happen and with how likely it is, and says what is not known."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import passport.scoring
from passport.errors import ScoringError
from passport.scoring.safety.hazard import hazard_class, heat_mj
from passport.scoring.safety.method import HAZARD_CLASS, HAZARD_SOURCES
from tests.unit.scoring.packs import Pack, healthy_pack

HEALTHY = healthy_pack().score()
charges = st.floats(0.0, 1.0)


def hot() -> Pack:
    pack = healthy_pack()
    pack.signals["temperature"][100:, 1] = 120.0
    return pack


def test_code_digest__of_this_release__is_the_digest_of_its_sources() -> None:
    room = Path(passport.scoring.__file__).parent
    content = b"".join((room / name).read_bytes().replace(b"\r\n", b"\n") for name in HAZARD_SOURCES)
    actual = hashlib.sha256(content).digest()
    assert HAZARD_CLASS.code_digest == actual, f"Put 0x{actual.hex()} into passport/scoring/safety/method.py."


def test_hazard__of_a_healthy_pack_that_is_fully_seen__is_least() -> None:
    found = hazard_class(HEALTHY, 60.0, 0.9)
    assert (found.hazard_class, found.index_mj, found.likelihood) == ("A", 0.0, 0.0)
    assert found.unknown == ("mechanical damage that left no record",)
    assert found.advice[0].startswith("discharge first: the heat it can give off falls from")


def test_hazard__of_what_is_hot__is_higher_and_is_not_to_be_discharged() -> None:
    found = hazard_class(hot().score(), 60.0, 0.9)
    assert found.hazard_class == "D"
    assert any(advice.startswith("do not discharge") and "over_temperature" in advice for advice in found.advice)
    assert not any(advice.startswith("discharge first") for advice in found.advice)


def test_hazard__of_a_latched_cell__is_never_low() -> None:
    pack = hot()
    pack.signals["cell_voltage"][100:103, 2] = 0.9
    found = hazard_class(pack.score(), 0.01, 0.0)
    assert found.index_mj < 1.0
    assert found.hazard_class == "C"
    assert "keep apart" in found.advice[0]


def test_hazard__of_a_battery_nobody_saw__is_taken_as_likely() -> None:
    score = Pack(np.empty(0), {}).score()
    assert score.abstention is not None
    found = hazard_class(score, 60.0, None)
    assert found.likelihood == 1.0
    assert found.hazard_class == "D"
    assert "state of charge: taken as full" in found.unknown
    assert any("insulation" in item for item in found.unknown)


@pytest.mark.parametrize("charge", [None, -0.1, 1.1, float("nan")])
def test_hazard__without_a_state_of_charge__is_that_of_a_full_battery(charge: float | None) -> None:
    found, full = hazard_class(HEALTHY, 60.0, charge), hazard_class(HEALTHY, 60.0, 1.0)
    assert found.severity_mj == full.severity_mj
    assert "state of charge: taken as full" in found.unknown


@given(charges, charges, st.floats(0.001, 1e4))
def test_heat__of_a_fuller_battery__is_not_lower(one: float, other: float, energy_kwh: float) -> None:
    low, high = sorted((one, other))
    assert 0.0 < heat_mj(energy_kwh, low) <= heat_mj(energy_kwh, high)


def test_hazard__of_a_chemistry_that_was_not_measured__says_so() -> None:
    found = hazard_class(HEALTHY.model_copy(update={"chemistry": "LFP"}), 60.0, 0.5)
    assert any(item.startswith("heat of LFP") for item in found.unknown)


@pytest.mark.parametrize("energy_kwh", [0.0, -1.0, float("nan"), float("inf")])
def test_hazard__of_no_energy__is_refused(energy_kwh: float) -> None:
    with pytest.raises(ScoringError, match="cannot be"):
        hazard_class(HEALTHY, energy_kwh, 0.5)
