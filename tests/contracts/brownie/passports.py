"""What the tests do with passports, in the words of the manual."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import signing
import trees
from brownie import web3
from cast import Party
from eth_utils import keccak
from words import ZERO32, Kind, Role, Stage

DAY = 86_400


def now() -> int:
    """Time of the newest block, Unix seconds."""
    return int(web3.eth.get_block("latest")["timestamp"])


def next_block_at(timestamp: int) -> None:
    """Gives the next block this very time, on either engine."""
    if web3.client_version.lower().startswith("anvil"):
        web3.provider.make_request("evm_setNextBlockTimestamp", [timestamp])
    else:
        web3.provider.make_request("evm_setTime", [timestamp * 1000])


def mine_at(timestamp: int) -> None:
    """Mines an empty block of this very time."""
    web3.provider.make_request("evm_mine", [timestamp])


def identifier(name: str) -> bytes:
    """keccak256 of the identifier URI of the battery called `name`."""
    return keccak(text=f"https://id.example.org/battery/{name}")


def subject_of(number: int) -> str:
    """A batch or consignment number as a subject."""
    return "0x" + number.to_bytes(32, "big").hex()


def registration(name: str, parent: Any = ZERO32) -> tuple[bytes, Any, bytes]:
    """A Registration of the battery called `name`."""
    return (identifier(name), parent, keccak(text=f"digest of {name}"))


@dataclass(frozen=True)
class Words:
    """A HandoverOffer."""

    kind: Kind
    subject: Any
    giver: int
    receiver: int
    role: Role
    stage: Stage
    evidence: bytes
    sequence: int
    deadline: int

    @property
    def values(self) -> tuple[Any, ...]:
        """As the contracts take it."""
        return (
            int(self.kind),
            self.subject,
            self.giver,
            self.receiver,
            int(self.role),
            int(self.stage),
            self.evidence,
            self.sequence,
            self.deadline,
        )

    def but(self, **changes: Any) -> "Words":
        """The same words with some changed."""
        return replace(self, **changes)


def words(
    contract: Any,
    subject: Any,
    giver: Party,
    receiver: Party,
    role: Role,
    stage: Stage,
    kind: Kind = Kind.PASSPORT,
    sequence: int | None = None,
) -> Words:
    """An offer that is valid for a day, for the subject's present sequence number."""
    if sequence is None:
        sequence = sequence_of(contract, kind, subject)
    return Words(
        kind, subject, giver.id, receiver.id, role, stage, keccak(text="condition report"), sequence, now() + DAY
    )


def sequence_of(contract: Any, kind: Kind, subject: Any) -> int:
    """Sequence number of a subject now."""
    if kind == Kind.PASSPORT:
        return int(contract.passport(subject).dict()["sequence"])
    record = contract.batch if kind == Kind.LOT else contract.consignment
    return int(record(int(str(subject), 16)).dict()["sequence"])


def holder_signature(contract: Any, offer: Words, giver: Party) -> tuple[str, bytes]:
    """The giver's PartySignature."""
    domain = signing.domain_of(contract)
    return giver.address, signing.sign(giver.key, signing.message(domain, "HandoverOffer", signing.OFFER, offer.values))


def receiver_signature(contract: Any, offer: Words, receiver: Party) -> tuple[str, bytes]:
    """The receiver's PartySignature."""
    return receiver.address, signing.sign(
        receiver.key, signing.acceptance(signing.domain_of(contract), offer.values, offer.receiver)
    )


def signed(contract: Any, offer: Words, giver: Party, receiver: Party) -> tuple[Any, ...]:
    """Arguments of executeHandover: the words and both signatures."""
    return (offer.values, holder_signature(contract, offer, giver), receiver_signature(contract, offer, receiver))


def hand_over(
    contract: Any,
    subject: Any,
    giver: Party,
    receiver: Party,
    role: Role,
    stage: Stage,
    relayer: Party,
    kind: Kind = Kind.PASSPORT,
) -> Any:
    """Hands `subject` over in one transaction; returns the receipt."""
    offer = words(contract, subject, giver, receiver, role, stage, kind)
    return contract.executeHandover(*signed(contract, offer, giver, receiver), relayer.tx)


@dataclass(frozen=True)
class LazyBatch:
    """A registration batch: its number, and its leaves with their proofs."""

    number: int
    manufacturer: int
    names: tuple[str, ...]
    parents: tuple[bytes, ...]
    tree: trees.MerkleTree

    @classmethod
    def plan(cls, manufacturer: int, names: Sequence[str], parents: dict[str, bytes] | None = None) -> "LazyBatch":
        """The batch before it is registered (number zero)."""
        parent_of = parents or {}
        ordered = tuple(parent_of.get(name, bytes(32)) for name in names)
        leaves = [
            trees.passport_leaf(
                trees.passport_id(manufacturer, identifier(name)),
                parent,
                keccak(text=f"digest of {name}"),
                manufacturer,
            )
            for name, parent in zip(names, ordered, strict=True)
        ]
        return cls(0, manufacturer, tuple(names), ordered, trees.MerkleTree.over(leaves))

    def registered(self, contract: Any, maker: Party) -> "LazyBatch":
        """Registers it and returns it with its number."""
        contract.registerBatch(self.tree.root, len(self.names), keccak(text="manifest"), maker.tx)
        return replace(self, number=int(contract.batchNumber(maker.id, self.tree.root)))

    @property
    def lot(self) -> str:
        """The batch as a subject."""
        return subject_of(self.number)

    def passport_id(self, name: str) -> str:
        """passportId of one of its batteries."""
        return "0x" + trees.passport_id(self.manufacturer, identifier(name)).hex()

    def lazy(self, name: str) -> tuple[Any, ...]:
        """The LazyPassport of one of its batteries."""
        index = self.names.index(name)
        return (
            self.number,
            identifier(name),
            self.parents[index],
            keccak(text=f"digest of {name}"),
            self.tree.proof(index),
        )
