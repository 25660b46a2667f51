"""What the node proves about its chain: `passport.ports.ProofSource` for evidence bundles.

Everything a node gives is checked here against the hash it was asked for, so that a bundle that cannot verify is not
written in the first place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.rpc import as_bytes, as_int, quantity
from passport.errors import LedgerUnavailable, ProofInvalid
from passport.identifiers import BlockRef, Digest, TxHash, keccak256
from passport.ledger.deployment import Contract, Deployment
from passport.provenance.chain.blocks import encode_header
from passport.provenance.chain.transactions import encode_receipt, encode_transaction
from passport.provenance.chain.tries import prove_position
from passport.provenance.evidence import HeaderPiece, StatePiece, TransactionPiece


class EvmProofSource:
    """Proofs from one node."""

    def __init__(self, connection: EvmConnection, deployment: Deployment) -> None:
        self._connection = connection
        self._deployment = deployment

    def header(self, number: int) -> HeaderPiece:
        """The header of a block; its RLP hashes to the block's hash."""
        return HeaderPiece(number=number, rlp=_proved(encode_header, self._block(number)))

    def transaction(self, tx_hash: TxHash) -> TransactionPiece:
        """A transaction and its receipt, with their proofs in their block's tries."""
        receipt = self._connection.ask("eth_getTransactionReceipt", tx_hash.hex0x)
        if not isinstance(receipt, dict) or not receipt.get("blockHash"):
            raise LedgerUnavailable(f"The node has no receipt of transaction {tx_hash}.", transaction=tx_hash)
        block = self._block(as_int(receipt["blockNumber"]))
        if block["hash"] != receipt["blockHash"]:
            raise LedgerUnavailable("The transaction's block was replaced meanwhile.", transaction=tx_hash)
        index = as_int(receipt["transactionIndex"])
        transactions = [_proved(encode_transaction, each) for each in block["transactions"]]
        receipts = [_proved(encode_receipt, self._receipt(each["hash"])) for each in block["transactions"]]
        root, transaction_proof = prove_position(transactions, index)
        _require(root, block["transactionsRoot"], "transactions")
        root, receipt_proof = prove_position(receipts, index)
        _require(root, block["receiptsRoot"], "receipts")
        return TransactionPiece(
            block=as_int(block["number"]),
            index=index,
            transaction=transactions[index],
            transaction_proof=tuple(transaction_proof),
            receipt=receipts[index],
            receipt_proof=tuple(receipt_proof),
        )

    def state(self, contract: Contract, slots: Sequence[Digest], block: BlockRef) -> StatePiece:
        """Words of a contract's storage after a block, with their proofs (EIP-1186)."""
        address = self._deployment.address_of(contract)
        wanted = sorted(set(slots))
        # Anvil takes slots only as full words.
        answer = self._connection.ask_at(block, "eth_getProof", address, [slot.hex0x for slot in wanted])
        if not isinstance(answer, dict) or len(answer.get("storageProof", [])) != len(wanted):
            raise LedgerUnavailable("The node gives no storage proofs.", block=block.hash)
        nodes = {as_bytes(node) for slot in answer["storageProof"] for node in slot["proof"]}
        return StatePiece(
            contract=contract,
            address=address,
            account_proof=tuple(as_bytes(node) for node in answer["accountProof"]),
            slots=tuple(wanted),
            nodes=tuple(sorted(nodes, key=keccak256)),
        )

    def _block(self, number: int) -> dict[str, Any]:
        block = self._connection.ask("eth_getBlockByNumber", quantity(number), True)
        if not isinstance(block, dict):
            raise LedgerUnavailable(f"The node has no block {number}.", block=number)
        return block

    def _receipt(self, tx_hash: str) -> dict[str, Any]:
        receipt = self._connection.ask("eth_getTransactionReceipt", tx_hash)
        if not isinstance(receipt, dict):
            raise LedgerUnavailable(f"The node has no receipt of transaction {tx_hash}.", transaction=tx_hash)
        return receipt


def _proved(encode: Any, answer: dict[str, Any]) -> bytes:
    """The bytes of what the node described, or LedgerUnavailable if they do not have the hash it names."""
    try:
        return bytes(encode(answer))
    except ProofInvalid as error:
        raise LedgerUnavailable(f"The node gives no proof that holds: {error}") from error


def _require(root: bytes, wanted: str, what: str) -> None:
    if bytes(root) != as_bytes(wanted):
        raise LedgerUnavailable(f"The node's {what} do not have the root its block names.", wanted=wanted)
