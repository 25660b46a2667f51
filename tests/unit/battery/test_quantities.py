"""Rated quantities: units that contradict each other are refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from passport.battery.category import BatteryCategory
from passport.battery.quantities import RatedQuantities
from passport.battery.roles import Role, RoleSet


def test_quantities__energy_that_fits__is_taken_exactly() -> None:
    rated = RatedQuantities(capacity_ah=Decimal("46"), nominal_voltage_v=Decimal("48"), energy_wh=Decimal("2200"))
    assert rated.nominal_energy_wh == Decimal(2200)
    assert RatedQuantities.model_validate_json(rated.model_dump_json()) == rated


def test_quantities__without_energy__give_capacity_times_voltage() -> None:
    rated = RatedQuantities(capacity_ah=Decimal("2.0"), nominal_voltage_v=Decimal("11.1"))
    assert rated.nominal_energy_wh == Decimal("22.20")


@pytest.mark.parametrize("energy", ["2.2", "2200000", "1900", "2500"])
def test_quantities__energy_in_another_unit__is_refused_with_a_hint(energy: str) -> None:
    with pytest.raises(ValidationError, match="does not fit"):
        RatedQuantities(capacity_ah=Decimal("46"), nominal_voltage_v=Decimal("48"), energy_wh=Decimal(energy))


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "Infinity", "1e30"])
def test_quantities__that_cannot_be__are_refused(value: str) -> None:
    with pytest.raises(ValidationError):
        RatedQuantities(capacity_ah=Decimal(value), nominal_voltage_v=Decimal("48"))


@pytest.mark.parametrize(
    ("category", "energy_kwh", "needed"),
    [
        (BatteryCategory.LMT, 0.4, True),
        (BatteryCategory.ELECTRIC_VEHICLE, 0.1, True),
        (BatteryCategory.INDUSTRIAL, 2.0, False),
        (BatteryCategory.INDUSTRIAL, 2.1, True),
        (BatteryCategory.STATIONARY, 10.0, True),
        (BatteryCategory.PORTABLE, 10.0, False),
        (BatteryCategory.SLI, 10.0, False),
    ],
)
def test_category__article_77__says_which_need_a_passport(
    category: BatteryCategory, energy_kwh: float, needed: bool
) -> None:
    assert category.needs_passport(energy_kwh) is needed


def test_role_set__of_roles__is_the_bits_of_the_chain() -> None:
    roles = RoleSet.of(Role.OPERATOR, Role.AUTHORITY)
    assert int(roles) == 0b1000010
    assert roles.roles == (Role.OPERATOR, Role.AUTHORITY)
    assert not roles.includes(Role.MANUFACTURER)
    assert int(RoleSet.union(Role)) == 0b1111111
