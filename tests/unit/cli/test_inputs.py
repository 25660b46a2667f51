"""Files a person names are read up to a bound, whatever stands behind the name."""

from __future__ import annotations

from pathlib import Path

import pytest

from passport.cli.exits import InputError
from passport.cli.inputs import read_at_most, read_file, read_object


def test_read_file__longer_than_the_bound__is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "long"
    file.write_bytes(b"x" * 11)
    assert read_file(file, 11) == b"x" * 11
    with pytest.raises(InputError, match="more than 10 bytes"):
        read_file(file, 10)


def test_read_at_most__file_without_an_end__stops() -> None:
    assert read_at_most(Path("/dev/zero"), 1000) == bytes(1000)


def test_read_object__file_without_an_end__is_refused() -> None:
    with pytest.raises(InputError):
        read_object(Path("/dev/zero"))
