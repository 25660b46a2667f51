"""What a selection on the command line means."""

from __future__ import annotations

import pytest

from passport.battery.product_types import ProductType
from passport.provenance.presentation import NotDisclosable
from passport.services.readers import Selection


def test_selection__without_colon__is_the_whole_product() -> None:
    assert Selection.parse("Circularity") == Selection(ProductType.CIRCULARITY, ())


def test_selection__members__are_named_one_by_one() -> None:
    assert Selection.parse("Circularity:a,b/0").members == ("a", "b/0")


@pytest.mark.parametrize("text", ["Circularity:", "Circularity:,", "Circularity:a,", "Circularity:,a"])
def test_selection__empty_name__is_refused_and_never_the_whole_product(text: str) -> None:
    with pytest.raises(NotDisclosable):
        Selection.parse(text)
