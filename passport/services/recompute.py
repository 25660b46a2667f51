"""The scoring methods by name, so that whoever has a score and its inputs can compute it again.

`passport verify` gives this table to the verification: scoring and provenance do not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from passport.battery.product_types import ProductType
from passport.errors import ScoringError
from passport.identifiers import Cid
from passport.provenance.canonical import Json
from passport.provenance.credential import DataProduct
from passport.scoring.data_sheet import rated_capacity_ah
from passport.scoring.health import state_of_health
from passport.scoring.method import CAPACITY_FADE

Recompute = Callable[[DataProduct, Mapping[Cid, DataProduct]], Mapping[str, Json]]


def recompute_capacity_fade(score: DataProduct, inputs: Mapping[Cid, DataProduct]) -> Mapping[str, Json]:
    """The payload the capacity-fade method gives for the inputs a score names.

    Raises:
        ScoringError: The inputs are not one charging history of the same battery and one product data sheet. That the
            sheet is the battery's or its model's is for the caller to see: only the signed passports say so.
    """
    history = _only(ProductType.CHARGING_HISTORY, inputs)
    sheet = _only(ProductType.PRODUCT_DATA_SHEET, inputs)
    if history.passport_id != score.passport_id:
        raise ScoringError("The charging history is about another battery.")
    rated_ah = rated_capacity_ah(sheet.payload)
    payload: Mapping[str, Json] = state_of_health(history.payload, rated_ah, inputs).model_dump(mode="json")
    return payload


def _only(kind: ProductType, inputs: Mapping[Cid, DataProduct]) -> DataProduct:
    found = [product for product in inputs.values() if product.product_type == kind.value]
    if len(found) != 1:
        raise ScoringError(f"The method takes one {kind.value}; {len(found)} are given.", given=len(found))
    return found[0]


METHODS: Mapping[str, Recompute] = {f"{CAPACITY_FADE.id}@{CAPACITY_FADE.version}": recompute_capacity_fade}
"""Recomputation by ``id@version``."""
