"""What every custom error has: its values as attributes, and a sentence made of them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, ClassVar

from passport.errors import LedgerRefused
from passport.ledger.abi import signature_of


@dataclass(eq=False)
class ContractRefusal(LedgerRefused):
    """A custom error of a contract; its fields are the error's values, in Solidity order."""

    sentence: ClassVar[str] = "A contract refused."
    """Message for people; may name the fields in braces."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.code = f"ledger.refused.{cls.__name__}"

    def __post_init__(self) -> None:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        shown = {name: _shown(value) for name, value in values.items()}
        super().__init__(self.sentence.format(**shown), **values)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, field.name) for field in fields(self))

    @classmethod
    def abi_signature(cls) -> str:
        """Canonical signature; its keccak256 begins with the selector."""
        return signature_of(cls, cls.__name__)


def _shown(value: object) -> str:
    if isinstance(value, IntEnum):
        return str(getattr(value, "label", value.name.lower()))
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return "nobody" if value is None else str(value)
