"""Facts that exclude each other between products are named; those that agree are not."""

from __future__ import annotations

from typing import Any

import pytest

from passport.battery.guidance import Product, contradictions
from passport.battery.product_types import ProductType
from tests.unit.battery.documents import example
from tests.unit.battery.test_guidance import EV, REGISTRATION, content, products

NOW = ProductType.PERFORMANCE_DYNAMIC


def later(**changed: Any) -> Product:
    return Product(NOW, example("PerformanceDynamic-1.0.json") | {"recordedAt": "2028-01-01T00:00:00Z"} | changed)


def test_contradictions__examples__have_none() -> None:
    registration = REGISTRATION | {"rated": {"capacity_ah": "150"}}
    assert contradictions(content(EV, [later(fullCycles=9), *products(EV)], registration=registration)) == ()


@pytest.mark.parametrize(
    ("changed", "rule"),
    [({"product_code": "EX-61"}, "model"), ({"rated": {"capacity_ah": "151"}}, "rated-capacity")],
)
def test_contradictions__registration_says_otherwise_than_the_sheet__are_named(
    changed: dict[str, Any], rule: str
) -> None:
    found = contradictions(content(EV, products(EV), registration=REGISTRATION | changed))
    assert [one.rule for one in found] == [rule]


def test_contradictions__more_material_than_battery__are_named() -> None:
    heavy = {"materials": [{"name": "steel", "component": "housing", "massKg": 400}]}
    having = [Product(ProductType.MATERIAL_COMPOSITION_RESTRICTED, heavy), *products(EV)]
    assert [one.rule for one in contradictions(content(EV, having))] == ["mass"]


@pytest.mark.parametrize("order", [1, -1])
def test_contradictions__counter_falls_between_products__are_named_whatever_their_order(order: int) -> None:
    having = [later(fullCycles=5), later(fullCycles=4, recordedAt="2029-01-01T00:00:00+01:00")][::order]
    found = contradictions(content(EV, having))
    assert [one.rule for one in found] == ["counter-falls"]
    assert "PerformanceDynamic /fullCycles" in found[0].places


def test_contradictions__products_that_cannot_be_read__are_not_guessed() -> None:
    assert contradictions(content(EV, [Product(kind, None) for kind in ProductType])) == ()
