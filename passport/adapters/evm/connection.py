"""A connection to one chain: which block is which, what is final, and reads pinned to one block.

Headers are read as plain JSON-RPC, so that proof-of-authority blocks, whose extra data is longer than 32 bytes, need
no middleware. A read is pinned by block hash (EIP-1898) where the node can; where it cannot (Ganache) it is pinned by
number, and the number is checked to have the same hash afterwards.
"""

from __future__ import annotations

from typing import Any

from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.adapters.evm.finality import Finality, Recorded
from passport.adapters.evm.refusals import as_ledger_error
from passport.adapters.evm.rpc import DEFAULT_TIMEOUT_S, JsonRpc, RpcError, as_bytes, as_data, as_int, quantity
from passport.errors import LedgerUnavailable, WrongChain, WrongContract
from passport.identifiers import Address, BlockHash, BlockRef, ChainId, keccak256
from passport.ledger.deployment import Deployment

_NOBODY = "0x" + 40 * "0"


class EvmConnection:
    """One node of one chain.

    Args:
        rpc: The node.
        finality: Which of its blocks are final.
    """

    def __init__(self, rpc: JsonRpc, finality: Finality) -> None:
        self.rpc = rpc
        self._finality = finality
        self._pins_by_hash: bool | None = None

    @classmethod
    def to_node(cls, url: str, finality: Finality, timeout_s: float = DEFAULT_TIMEOUT_S) -> EvmConnection:
        """A connection to a node that somebody else runs."""
        return cls(JsonRpc(url, timeout_s), finality)

    @classmethod
    def to_embedded(cls, chain: EmbeddedChain) -> EvmConnection:
        """A connection to the embedded chain, started now and whenever it is found dead."""

        def locate() -> str:
            return chain.ensure_running().url

        return cls(JsonRpc(locate(), locate=locate), Recorded(chain))

    def chain_id(self) -> ChainId:
        """The chain's number. Raises LedgerUnavailable."""
        return ChainId(as_int(self.ask("eth_chainId")))

    def head(self) -> BlockRef:
        """The newest block."""
        return self._block("latest")

    def final_head(self) -> BlockRef:
        """The newest final block."""
        return self._block(quantity(self.final_number()))

    def final_number(self) -> int:
        """Height of the newest final block."""
        try:
            return self._finality.final_number(self.rpc)
        except RpcError as error:
            raise as_ledger_error(error) from error

    def block(self, number: int) -> BlockRef:
        """A block by height. Raises LedgerUnavailable if there is none."""
        return self._block(quantity(number))

    def require(self, deployment: Deployment) -> None:
        """Makes sure that this is the chain and these are the contracts the deployment names.

        Raises:
            WrongChain: Another chain id, or another genesis.
            WrongContract: Other code, or none, at a contract's address.
        """
        found = self.chain_id()
        genesis = self.block(0).hash
        if found != deployment.chain_id or genesis != deployment.genesis_hash:
            raise WrongChain(
                f"The node serves chain {found} (genesis {genesis}), the deployment is on chain "
                f"{deployment.chain_id} (genesis {deployment.genesis_hash}).",
                found=found,
                wanted=deployment.chain_id,
                found_genesis=genesis,
                wanted_genesis=deployment.genesis_hash,
            )
        for contract, deployed in deployment.contracts.items():
            code = as_bytes(self.ask("eth_getCode", deployed.address, "latest"))
            if keccak256(code) != deployed.code_hash:
                raise WrongContract(
                    f"At {deployed.address} there is {'other code' if code else 'no code'} than {contract}'s.",
                    contract=contract,
                    address=deployed.address,
                    wanted=deployed.code_hash,
                )

    def call_at(self, block: BlockRef, to: Address, data: bytes, sender: Address | None = None) -> bytes:
        """What a call answers in the state after `block`.

        Raises:
            LedgerRefused: The contract reverted (its typed subclass).
            LedgerUnavailable: No answer, or the block is gone.
        """
        request = {"to": to, "data": as_data(data), **({"from": sender} if sender else {})}
        return as_bytes(self.ask_at(block, "eth_call", request))

    def ask_at(self, block: BlockRef, method: str, *params: object) -> Any:
        """One request whose last parameter is a block, pinned to `block`."""
        if self._can_pin_by_hash(block):
            pin = {"blockHash": block.hash.hex0x, "requireCanonical": True}
            return self.ask(method, *params, pin)
        answer = self.ask(method, *params, quantity(block.number))
        if self.block(block.number).hash != block.hash:
            raise LedgerUnavailable(f"Block {block.number} was replaced while it was read.", block=block.hash)
        return answer

    def ask(self, method: str, *params: object) -> Any:
        """One request; error answers become errors of our tree."""
        try:
            return self.rpc.call(method, *params)
        except RpcError as error:
            raise as_ledger_error(error) from error

    def _can_pin_by_hash(self, block: BlockRef) -> bool:
        if self._pins_by_hash is None:
            try:
                self.rpc.call("eth_getBalance", _NOBODY, {"blockHash": block.hash.hex0x})
            except RpcError:
                # If the block is there by its number, the node only does not take hashes (Ganache).
                self.ask("eth_getBalance", _NOBODY, quantity(block.number))
                self._pins_by_hash = False
            else:
                self._pins_by_hash = True
        return self._pins_by_hash

    def _block(self, which: str) -> BlockRef:
        answer = self.ask("eth_getBlockByNumber", which, False)
        if not isinstance(answer, dict) or not answer.get("hash"):
            raise LedgerUnavailable(f"The node has no block {which}.", block=which)
        number, timestamp = as_int(answer["number"]), as_int(answer["timestamp"])
        return BlockRef(number, BlockHash.from_hex(answer["hash"]), timestamp)
