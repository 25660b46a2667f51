"""Something that is not public, and looking for it in files: in clear, and in every form we write bytes in."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def written_forms(secret: bytes) -> frozenset[bytes]:
    """The bytes as they are, in hex, and in base64 at each of the three places they can begin at in a longer text."""
    forms = {secret, secret.hex().encode(), secret.hex().upper().encode()}
    for shift in range(3):
        # What is certain of the encoding whatever stands before and after: whole groups of three bytes.
        certain = secret[(3 - shift) % 3 :]
        certain = certain[: len(certain) - len(certain) % 3]
        forms |= {b64encode(certain), urlsafe_b64encode(certain)}
    return frozenset(forms)


def traces(folder: Path, form: bytes) -> list[Path]:
    """Every file below a folder that holds these bytes."""
    return [path for path in files_below(folder) if form in path.read_bytes()]


def files_below(folder: Path) -> Iterable[Path]:
    """Every regular file, hidden ones too."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def condition(remark: str) -> dict[str, Any]:
    """A condition report, class 4, that says something nobody else says."""
    return {"inspectedAt": "2026-11-01T08:00:00+01:00", "overall": "worn", "remark": remark}
