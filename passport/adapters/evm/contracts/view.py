"""What all contract classes share: a view is called in one block and its answer becomes a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from passport.adapters.evm.calldata import encode_view
from passport.adapters.evm.connection import EvmConnection
from passport.errors import LedgerError
from passport.identifiers import Address, BlockRef
from passport.ledger.abi import coders_of, from_abi
from passport.ledger.deployment import Contract, Deployment

Record = TypeVar("Record")


class ContractView:
    """One contract as it was after one block."""

    contract: ClassVar[Contract]

    def __init__(self, connection: EvmConnection, deployment: Deployment, block: BlockRef) -> None:
        self._connection = connection
        self._address: Address = deployment.address_of(self.contract)
        self._block = block

    def _values(self, signature: str, arguments: Sequence[Any], returns: Sequence[str]) -> tuple[Any, ...]:
        """The decoded answer of a view. Raises LedgerRefused (its subclass), LedgerUnavailable."""
        return self._decoded(signature, self._answer(signature, arguments), returns)

    def _record(self, signature: str, arguments: Sequence[Any], kind: type[Record]) -> Record | None:
        """The answer of a view that gives one static struct; None if every byte of it is zero."""
        answer = self._answer(signature, arguments)
        if not any(answer):
            return None
        types = [coder.solidity for _, coder in coders_of(kind)]
        return from_abi(kind, self._decoded(signature, answer, types))

    def _answer(self, signature: str, arguments: Sequence[Any]) -> bytes:
        return self._connection.call_at(self._block, self._address, encode_view(signature, arguments))

    def _decoded(self, signature: str, answer: bytes, types: Sequence[str]) -> tuple[Any, ...]:
        try:
            return decode(types, answer)
        except DecodingError as error:
            raise LedgerError(
                f"{self.contract} answered {signature} with {len(answer)} bytes that are no {','.join(types)}.",
                remedy="The contract at that address is another release's; check the deployment record.",
                contract=self.contract,
            ) from error
