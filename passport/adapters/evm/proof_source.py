"""What a node proves about its chain, for evidence bundles: headers, transactions, receipts, storage.

Everything is checked against the hashes it must have before it is handed on, so a node that cannot prove says so here
and not at a verifier's desk. Measured: Anvil 1.7, Ganache 7.9 and geth 1.13 give true roots and proofs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.rpc import as_bytes, as_int, quantity
from passport.errors import LedgerUnavailable, ProofInvalid
from passport.identifiers import BlockRef, Digest, TxHash, keccak256
from passport.ledger.deployment import Contract, Deployment
from passport.provenance.chain.blocks import encode_header, read_header
from passport.provenance.chain.transactions import encode_receipt, encode_transaction
from passport.provenance.chain.tries import account_at, prove_position, storage_at
from passport.provenance.evidence import HeaderPiece, StatePiece, TransactionPiece


class EvmProofSource:
    """One node's proofs. Implements `passport.ports.ProofSource`."""

    def __init__(self, connection: EvmConnection, deployment: Deployment) -> None:
        self._connection = connection
        self._deployment = deployment

    def header(self, number: int) -> HeaderPiece:
        """The header of a block. Raises LedgerUnavailable."""
        return HeaderPiece(number=number, rlp=_header_of(self._block(quantity(number))))

    def transaction(self, tx_hash: TxHash) -> TransactionPiece:
        """A transaction and its receipt with their proofs. Raises LedgerUnavailable."""
        found = self._connection.ask("eth_getTransactionReceipt", tx_hash.hex0x)
        if found is None:
            raise LedgerUnavailable(f"The node has no receipt of {tx_hash}.", transaction=tx_hash)
        block = self._block(found["blockNumber"])
        index = as_int(found["transactionIndex"])
        header = read_header(_header_of(block))
        receipts = [self._connection.ask("eth_getTransactionReceipt", each["hash"]) for each in block["transactions"]]
        items = [encode_transaction(each) for each in block["transactions"]]
        outcomes = [encode_receipt(each) for each in receipts]
        return TransactionPiece(
            block=header.ref.number,
            index=index,
            transaction=items[index],
            transaction_proof=_proved(items, index, header.transactions_root, "transactions"),
            receipt=outcomes[index],
            receipt_proof=_proved(outcomes, index, header.receipts_root, "receipts"),
        )

    def state(self, contract: Contract, slots: Sequence[Digest], block: BlockRef) -> StatePiece:
        """Words of a contract's storage after a block, with their proofs. Raises LedgerUnavailable."""
        address = self._deployment.address_of(contract)
        wanted = tuple(sorted(set(slots)))
        answer = self._connection.ask_at(block, "eth_getProof", address, [slot.hex0x for slot in wanted])
        piece = StatePiece(
            contract=contract,
            address=address,
            account_proof=tuple(_hashed_nodes(answer["accountProof"])),
            slots=wanted,
            nodes=_union(answer["storageProof"]),
        )
        root = read_header(self.header(block.number).rlp).state_root
        try:
            storage_root, _ = account_at(root, address.raw, piece.account_proof)
            storage_at(storage_root, piece.slots, piece.nodes)
        except ProofInvalid as error:
            raise _no_proof("storage", error) from error
        return piece

    def _block(self, which: str) -> Mapping[str, Any]:
        block: Mapping[str, Any] | None = self._connection.ask("eth_getBlockByNumber", which, True)
        if block is None:
            raise LedgerUnavailable(f"The node has no block {which}.", block=which)
        return block


def _header_of(block: Mapping[str, Any]) -> bytes:
    try:
        return encode_header(block)
    except ProofInvalid as error:
        raise _no_proof("headers", error) from error


def _proved(items: Sequence[bytes], index: int, root: Digest, what: str) -> tuple[bytes, ...]:
    found, proof = prove_position(items, index)
    if found != root:
        raise _no_proof(what, ProofInvalid(f"The {what} of the block do not have the root in its header."))
    return proof


def _hashed_nodes(nodes: Iterable[object]) -> list[bytes]:
    """Without the nodes that are so short that their parent holds them whole: some engines list those too."""
    return [node for node in map(as_bytes, nodes) if len(node) >= 32]


def _union(proofs: Iterable[Mapping[str, Any]]) -> tuple[bytes, ...]:
    nodes = {node for proof in proofs for node in _hashed_nodes(proof["proof"])}
    return tuple(sorted(nodes, key=keccak256))


def _no_proof(what: str, error: ProofInvalid) -> LedgerUnavailable:
    return LedgerUnavailable(
        f"This node does not prove its {what}: {error.message}",
        remedy="Export from a node that gives true headers and eth_getProof (geth, Besu, Anvil).",
        what=what,
    )
