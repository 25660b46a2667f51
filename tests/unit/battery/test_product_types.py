"""Every type of data product has one class and somebody who may issue it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.battery.disclosure import DisclosureClass
from passport.battery.product_types import PRODUCT_RULES, ProductType, check_issuer, product_type
from passport.battery.roles import Role, RoleSet
from passport.errors import ProductTypeError


def test_rules__for_every_type__exist_and_name_an_issuer() -> None:
    assert set(PRODUCT_RULES) == set(ProductType)
    assert all(rule.issuers for rule in PRODUCT_RULES.values())
    assert {rule.disclosure for rule in PRODUCT_RULES.values()} == set(DisclosureClass)


@pytest.mark.parametrize(
    ("kind", "disclosure", "issuer"),
    [
        ("ProductDataSheet", 1, Role.MANUFACTURER),
        ("CarbonFootprint", 1, Role.MANUFACTURER),
        ("MaterialCompositionRestricted", 2, Role.MANUFACTURER),
        ("TestReport", 3, Role.AUDITOR),
        ("ChargingHistory", 4, Role.OPERATOR),
        ("ImpedanceSpectrum", 4, Role.SERVICE),
        ("StateOfHealth", 4, Role.SECOND_LIFE_OPERATOR),
        ("RecyclingReport", 1, Role.RECYCLER),
    ],
)
def test_rule__of_a_type__is_the_class_of_annex_xiii(kind: str, disclosure: int, issuer: Role) -> None:
    rule = PRODUCT_RULES[product_type(kind)]
    assert rule.disclosure == disclosure
    check_issuer(product_type(kind), RoleSet.of(issuer))


@given(st.sampled_from(ProductType), st.sets(st.sampled_from(Role)))
def test_issuer__without_any_of_the_roles__is_refused(kind: ProductType, roles: set[Role]) -> None:
    allowed = any(PRODUCT_RULES[kind].issuers.includes(role) for role in roles)
    if allowed:
        check_issuer(kind, RoleSet.union(roles))
    else:
        with pytest.raises(ProductTypeError, match="is issued by"):
            check_issuer(kind, RoleSet.union(roles))


def test_type__unknown_name__is_refused_and_the_remedy_lists_the_known() -> None:
    with pytest.raises(ProductTypeError) as caught:
        product_type("productdatasheet")
    assert "ProductDataSheet" in (caught.value.remedy or "")
