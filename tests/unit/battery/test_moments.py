"""Nothing was observed in the future."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from passport.battery.product_types import ProductType
from passport.battery.products import Payload, PayloadRefused, every_model, read_payload, refuse_future
from tests.unit.battery.documents import example

LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC)
LONG_BEFORE = datetime(1900, 1, 1, tzinfo=UTC)
TIMED = {"ChargingHistory", "PerformanceDynamic", "IncidentReport", "RepairReport", "ConditionReport", "Telemetry"}


@pytest.mark.parametrize(("kind", "model"), list(every_model()))
def test_times__all_of_them_passed__are_taken(kind: ProductType, model: type[Payload]) -> None:
    refuse_future(kind, read_payload(kind, model.VERSION, _example(model)), LONG_AFTER)


@pytest.mark.parametrize("kind", sorted(TIMED))
def test_times__ahead_of_the_clock__are_refused_where_they_stand(kind: str) -> None:
    (model,) = (model for other, model in every_model() if other.value == kind)
    payload = read_payload(ProductType(kind), model.VERSION, _example(model))
    with pytest.raises(PayloadRefused) as caught:
        refuse_future(ProductType(kind), payload, LONG_BEFORE)
    assert caught.value.values["rule"] == "in-the-future"
    assert str(caught.value.values["path"]).startswith("/")


def test_times__clocks_that_differ_a_little__are_no_reason() -> None:
    report = read_payload(ProductType.CONDITION_REPORT, "1.0", _condition("2026-11-22T10:04:00+00:00"))
    refuse_future(ProductType.CONDITION_REPORT, report, datetime(2026, 11, 22, 10, 0, tzinfo=UTC))
    with pytest.raises(PayloadRefused, match="inspectedAt"):
        refuse_future(
            ProductType.CONDITION_REPORT, report, datetime(2026, 11, 22, 10, 0, tzinfo=UTC) - timedelta(minutes=2)
        )


def _condition(inspected_at: str) -> dict[str, object]:
    (model,) = (model for kind, model in every_model() if kind is ProductType.CONDITION_REPORT)
    return {**_example(model), "inspectedAt": inspected_at}


def _example(model: type[Payload]) -> dict[str, object]:
    (kind,) = (kind for kind, other in every_model() if other is model)
    return example(f"{kind.value}-{model.VERSION}.json")
