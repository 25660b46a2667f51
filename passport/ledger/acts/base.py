"""What every act has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.ledger.abi import signature_of
from passport.ledger.deployment import Contract


@dataclass(frozen=True, slots=True)
class Act:
    """One contract call as a value: its fields are the arguments, in Solidity order (see `passport.ledger.abi`)."""

    contract: ClassVar[Contract]
    function: ClassVar[str]

    @classmethod
    def abi_signature(cls) -> str:
        """Canonical signature, for example ``cancel(uint8,bytes32)``; its keccak256 begins with the selector."""
        return signature_of(cls, cls.function)
