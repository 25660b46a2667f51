"""What a target is: a parser with good inputs to begin from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from passport.adapters.evm.keystore import LocalSigner
from passport.identifiers import keccak256

SIGNER = LocalSigner(keccak256(b"fuzz"))
"""Signs spoiled words, so that they get past the signature."""


class Untrue(Exception):
    """A parser took what it should not have, or gave back something else than it read."""


@dataclass(frozen=True)
class Target:
    """A parser."""

    name: str
    read: Callable[[bytes], object]
    seeds: Sequence[bytes]
    weight: float = 1.0
    """Share of the inputs; less for what takes long."""
