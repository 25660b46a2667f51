"""The vectors shared by Solidity and Python are what their independent generator writes."""

from __future__ import annotations

import pytest

from tests.conformance.make_contract_vectors import VECTORS, all_vectors, written


@pytest.mark.parametrize("name", ["typed_data", "leaves", "trees", "consistency"])
def test_vector_file__as_committed__is_what_the_generator_writes(name: str) -> None:
    assert (VECTORS / f"{name}.json").read_text("utf-8") == written(all_vectors()[name])
