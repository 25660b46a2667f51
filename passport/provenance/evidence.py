"""What an evidence bundle holds, as values: one frozen model a kind of piece.

Bytes are written as ``0x`` and lowercase hex, a product's content as base64. Nothing here is believed; it
is what verification looks at.
"""

from __future__ import annotations

import base64
import binascii
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from passport.identifiers import Address, BatteryIdentifier, ChainId, Cid, Digest, MerkleRoot, ParticipantId, PassportId
from passport.ledger.deployment import Contract
from passport.ledger.leaves import passport_leaf
from passport.provenance.sealed_product import KEY_BYTES, is_sealed, unseal
from passport.provenance.signed_product import digest_of


def _from_hex(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not value.startswith("0x"):
        raise ValueError("bytes are written as 0x and hex digits")
    return bytes.fromhex(value[2:])


def _from_base64(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError("content is written in base64") from error


HexBytes = Annotated[
    bytes, BeforeValidator(_from_hex), PlainSerializer(lambda raw: "0x" + raw.hex(), return_type=str, when_used="json")
]
Base64Bytes = Annotated[
    bytes,
    BeforeValidator(_from_base64),
    PlainSerializer(lambda raw: base64.b64encode(raw).decode("ascii"), return_type=str, when_used="json"),
]
ContentKey = Annotated[HexBytes, Field(min_length=KEY_BYTES, max_length=KEY_BYTES)]
Count = Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)]


class Piece(BaseModel):
    """One piece of a bundle; `name` is unique in the bundle and orders it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]

    @property
    def name(self) -> str:
        """Kind and what it is about."""
        raise AttributeError(f"{type(self).__name__} has no name")


class ChainPiece(Piece):
    """Which chain and contracts the bundle speaks of, and the block whose state it shows."""

    kind = "chain"

    chain_id: ChainId
    contracts: dict[Contract, Address]
    state_block: Count
    """Number of the block all state proofs are of."""

    @property
    def name(self) -> str:
        """There is one."""
        return "chain"


class HeaderPiece(Piece):
    """A block header."""

    kind = "header"

    number: Count
    rlp: HexBytes

    @property
    def name(self) -> str:
        """By height, padded so that text order is chain order."""
        return f"header/{self.number:012d}"


class TransactionPiece(Piece):
    """A transaction and its receipt, each with the proof that the block holds it at this place."""

    kind = "transaction"

    block: Count
    index: Count
    transaction: HexBytes
    """EIP-2718 bytes; the signatures of a handover are in its input."""
    transaction_proof: tuple[HexBytes, ...]
    receipt: HexBytes
    """EIP-2718 bytes; its logs are the events."""
    receipt_proof: tuple[HexBytes, ...]

    @property
    def name(self) -> str:
        """By place in the chain."""
        return f"transaction/{self.block:012d}/{self.index:06d}"


class StatePiece(Piece):
    """Words of one contract's storage in the state block."""

    kind = "state"

    contract: Contract
    address: Address
    account_proof: tuple[HexBytes, ...]
    """Path from the state root to the account."""
    slots: tuple[Digest, ...]
    """Which words, ascending."""
    nodes: tuple[HexBytes, ...]
    """Union of the paths from the storage root to the words: each node once, in the order of their hashes."""

    @property
    def name(self) -> str:
        """By contract."""
        return f"state/{self.contract.value}"


class PassportPiece(Piece):
    """A passport the bundle is about."""

    kind = "passport"

    registrant: ParticipantId
    identifier: BatteryIdentifier
    parent: PassportId | None
    """Passport it was registered as a component of."""
    digest: Digest
    """sha2-256 of the first version of the passport."""
    batch: Annotated[int, Field(strict=True, ge=1, le=2**32 - 1)] | None
    """Registration batch, or None if it was registered eagerly."""
    proof: tuple[Digest, ...]
    """From its leaf to the batch's root; empty when eager."""
    document: Base64Bytes
    """The first version of the passport as it is stored: a compact JWS of its registrant, with that digest."""

    @property
    def passport_id(self) -> PassportId:
        """Its name on chain."""
        return self.identifier.passport_id(self.registrant)

    @property
    def leaf(self) -> Digest:
        """Its leaf in a registration batch."""
        return passport_leaf(self.passport_id, self.parent, self.digest, self.registrant)

    @property
    def name(self) -> str:
        """By passport id."""
        return f"passport/{self.passport_id.hex0x}"


class Standing(StrEnum):
    """What a product is shown as."""

    STANDS = "stands"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class ProductPiece(Piece):
    """A signed data product, whole or in part, with its way to an anchored root."""

    kind = "product"

    cid: Cid | None
    """Name of the content. None if the product is shown in part: what was stored is not here, so no name can be
    checked; the digest is."""
    content: Base64Bytes
    """The bytes as they are stored: a signed product, sealed unless it is public. In part: a presentation."""
    content_key: ContentKey | None = None
    """Opens the seal, if it is sealed and shown."""
    issuer: ParticipantId
    """Whose anchor it is under."""
    root: MerkleRoot
    proof: tuple[Digest, ...]
    standing: Standing

    @model_validator(mode="after")
    def _only_what_is_stored_is_sealed(self) -> ProductPiece:
        if self.in_part and self.content_key is not None:
            raise ValueError("a presentation is not sealed")
        return self

    @property
    def in_part(self) -> bool:
        """Whether values may be left out."""
        return self.cid is None

    @property
    def signed(self) -> bytes | None:
        """The product as its issuer signed it, or a presentation; None if it is sealed and its key is not shown.

        Raises:
            SealBroken, SealMalformed: The key does not open it, or there is nothing to open.
        """
        if self.content_key is not None:
            return unseal(self.content, self.content_key)
        return None if is_sealed(self.content) else self.content

    @property
    def name(self) -> str:
        """By CID; a product in part by its digest."""
        return f"product/{self.cid or digest_of(self.content).hex0x}"


class Evidence(BaseModel):
    """All pieces of a bundle, each group in the order of the names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chain: ChainPiece
    headers: tuple[HeaderPiece, ...]
    transactions: tuple[TransactionPiece, ...]
    states: tuple[StatePiece, ...]
    passports: tuple[PassportPiece, ...]
    products: tuple[ProductPiece, ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Every piece, in the order of the names."""
        groups: tuple[tuple[Piece, ...], ...] = (
            (self.chain,), self.headers, self.transactions, self.states, self.passports, self.products,
        )  # fmt: skip
        return tuple(sorted((piece for group in groups for piece in group), key=lambda piece: piece.name))
