"""One chain gives the seeds for all targets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.seeds import Seeds, seeds_on


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeds]:
    with seeds_on(tmp_path_factory.mktemp("fuzz")) as found:
        yield found
