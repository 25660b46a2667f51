"""Exact value types for everything that names something.

A value of these types is well formed; what is not well formed raises `IdentifierError` with the reason. All are
immutable, hashable and usable as pydantic fields: validation accepts the value itself or its JSON form, JSON gets
``0x`` hex for 32-byte values and plain text or numbers for the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Self, cast

from eth_abi.abi import encode
from eth_utils.address import to_checksum_address
from multiformats import CID
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from passport import cid
from passport.cid import CidCodec
from passport.errors import IdentifierError
from passport.keccak import keccak256
from passport.uri import normalise_uri

_HEX = frozenset("0123456789abcdefABCDEF")


class _HexBytes(bytes):
    """Bytes whose JSON form is ``0x`` and lowercase hex digits; subclasses check them in `__new__` and `from_hex`."""

    hex_form: ClassVar[str] = "0x and an even number of hex digits"
    hex_pattern: ClassVar[str] = "^0x([0-9a-fA-F]{2})*$"

    @classmethod
    def from_hex(cls, text: str) -> Self:
        """Reads the JSON form, nothing else. Raises IdentifierError."""
        if not isinstance(text, str) or re.fullmatch(cls.hex_pattern[1:-1], text) is None:
            raise IdentifierError(f"{_shown(text)} is no {cls.__name__}: {cls.hex_form}.", kind=cls.__name__)
        return cls(bytes.fromhex(text[2:]))

    @property
    def hex0x(self) -> str:
        """``0x`` and lowercase hex digits."""
        return "0x" + self.hex()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.hex0x})"

    def __str__(self) -> str:
        return self.hex0x

    @classmethod
    def _validate(cls, value: object) -> Self:
        if isinstance(value, str):
            return cls.from_hex(value)
        return value if isinstance(value, cls) else cls(cast(bytes, value))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            json_schema_input_schema=core_schema.str_schema(pattern=cls.hex_pattern),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: value.hex0x, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )


class Bytes32(_HexBytes):
    """Exactly 32 bytes. JSON form: ``0x`` and 64 lowercase hex digits."""

    hex_form: ClassVar[str] = "0x and 64 hex digits"
    hex_pattern: ClassVar[str] = "^0x[0-9a-fA-F]{64}$"

    def __new__(cls, value: bytes) -> Self:
        """Args: value: The 32 bytes. Raises IdentifierError for any other length or type."""
        if not isinstance(value, bytes | bytearray):
            raise IdentifierError(f"{cls.__name__} is made of bytes, not {type(value).__name__}.", kind=cls.__name__)
        if len(value) != 32:
            raise IdentifierError(
                f"{cls.__name__} has 32 bytes, not {len(value)}.", kind=cls.__name__, length=len(value)
            )
        return super().__new__(cls, value)

    @classmethod
    def zero(cls) -> Self:
        """All zero: what an empty slot on chain holds."""
        return cls(bytes(32))

    @property
    def is_zero(self) -> bool:
        """Whether every byte is zero."""
        return not any(self)


class Digest(Bytes32):
    """A 32-byte hash value: sha2-256 of content, or keccak256 where the field says so."""


class PassportId(Bytes32):
    """Name of a passport on chain: keccak256(abi.encode(uint32 registrant, keccak256(identifier URI)))."""


class MerkleRoot(Bytes32):
    """Root of a Merkle tree."""


class TxHash(Bytes32):
    """Hash of a transaction."""


class BlockHash(Bytes32):
    """Hash of a block header."""


class SubjectId(Bytes32):
    """What a handover moves: a passport id, or the number of a batch or consignment as 32 bytes big-endian."""


class LogId(Bytes32):
    """Name of a read log on chain: keccak256(abi.encode(uint32 owner, bytes32 name))."""


class Signature(_HexBytes):
    """A signature as its verifier takes it: 65 bytes ``r || s || v`` of a key, or what an ERC-1271 contract takes."""

    maximum_length: ClassVar[int] = 4096

    def __new__(cls, value: bytes) -> Self:
        """Raises IdentifierError for other types, and beyond 4,096 bytes."""
        if not isinstance(value, bytes | bytearray) or len(value) > cls.maximum_length:
            raise IdentifierError(f"A signature is at most {cls.maximum_length} bytes, not {_shown(value)}.")
        return super().__new__(cls, value)


class _BoundedInt(int):
    """An integer between `minimum` and `maximum`; never a bool, a float or text."""

    minimum: ClassVar[int] = 0
    maximum: ClassVar[int] = 0

    def __new__(cls, value: int) -> Self:
        if isinstance(value, bool) or not isinstance(value, int):
            raise IdentifierError(f"{cls.__name__} is an integer, not {_shown(value)}.", kind=cls.__name__)
        if not cls.minimum <= value <= cls.maximum:
            raise IdentifierError(
                f"{cls.__name__} is between {cls.minimum} and {cls.maximum}, not {value}.",
                kind=cls.__name__,
                value=int(value),
            )
        return super().__new__(cls, value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({int(self)})"

    def __str__(self) -> str:
        return str(int(self))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls,
            json_schema_input_schema=core_schema.int_schema(ge=cls.minimum, le=cls.maximum),
            serialization=core_schema.plain_serializer_function_ser_schema(
                int, return_schema=core_schema.int_schema(), when_used="json"
            ),
        )


class ParticipantId(_BoundedInt):
    """Number an organisation got at enrolment; from 1, never given twice (uint32 on chain)."""

    minimum = 1
    maximum = 2**32 - 1


class ChainId(_BoundedInt):
    """EIP-155 chain id; bounded so that JSON numbers keep it exact."""

    minimum = 1
    maximum = 2**53 - 1


class _Text(str):
    """Text with a form of its own; subclasses check it in `__new__`."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls,
            json_schema_input_schema=core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(
                str.__str__, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str.__str__(self)!r})"


@lru_cache(maxsize=4096)
def _checksummed(text: str) -> str:
    """EIP-55 form; the same few addresses come again and again, and each costs a slow Keccak."""
    return str(to_checksum_address(text))


class Address(_Text):
    """A 20-byte chain address, kept in its EIP-55 form.

    All-lowercase input is taken as unchecked and gets its checksum; mixed case must be the right checksum.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raises IdentifierError when it is no address, or its EIP-55 checksum is wrong."""
        if not isinstance(text, str) or len(text) != 42 or not text.startswith("0x") or not _HEX.issuperset(text[2:]):
            raise IdentifierError(f"An address is written as 0x and 40 hex digits, not {_shown(text)}.", kind="Address")
        checksummed = _checksummed(text.lower())
        if text not in (checksummed, text.lower()):
            raise IdentifierError(
                f"The checksum of address {text} is wrong.",
                clause="EIP-55",
                remedy="Copy the address again; a digit is probably mistyped.",
                kind="Address",
                value=text,
            )
        return super().__new__(cls, checksummed)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Makes the address of its 20 bytes."""
        if len(raw) != 20:
            raise IdentifierError(f"An address has 20 bytes, not {len(raw)}.", kind="Address", length=len(raw))
        return cls("0x" + raw.hex())

    @property
    def raw(self) -> bytes:
        """The 20 bytes."""
        return bytes.fromhex(self[2:])


class Cid(_Text):
    """A content identifier: CIDv1, base32 lowercase, codec raw or dag-pb, sha2-256 (and nothing else)."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raises IdentifierError when it is no CID, or one of another version, base, codec or hash."""
        if isinstance(text, cls):
            return text
        if not isinstance(text, str) or not 1 <= len(text) <= 128:
            raise IdentifierError(f"A CID is text of at most 128 characters, not {_shown(text)}.", kind="Cid")
        if cid.is_text_of_ours(text):
            return super().__new__(cls, text)
        try:
            parsed = CID.decode(text)
            found = (
                parsed.version,
                parsed.base.name,
                parsed.codec.name,
                parsed.hashfun.name,
                len(parsed.raw_digest),
            )
            normal = str(parsed)
        except (ValueError, KeyError, TypeError, IndexError, ImportError) as error:
            # ImportError: the library knows the name of a hash function it cannot compute.
            raise IdentifierError(f"{_shown(text)} is not a CID: {error}.", kind="Cid") from error
        version, base, codec, hash_function, digest_length = found
        wanted = version == 1 and base == "base32" and codec in ("raw", "dag-pb")
        if not wanted or hash_function != "sha2-256" or digest_length != 32 or normal != text:
            raise IdentifierError(
                f"CID {text} is version {version}, {base}, {codec}, {hash_function}; "
                "wanted is version 1, base32, raw or dag-pb, sha2-256.",
                remedy="Write it with `ipfs cid format -v 1 -b base32`; the content must be hashed with sha2-256.",
                kind="Cid",
                value=text,
            )
        return super().__new__(cls, text)

    @classmethod
    def from_digest(cls, digest: bytes, codec: CidCodec = "raw") -> Self:
        """Names the block with this sha2-256 digest."""
        return str.__new__(cls, cid.to_text(cid.from_digest(Digest(digest), codec)))

    @property
    def codec(self) -> CidCodec:
        """``raw`` (one block of bytes) or ``dag-pb`` (the root of a UnixFS file)."""
        return cid.codec_of(self.raw)

    @property
    def digest(self) -> Digest:
        """sha2-256 of the block the CID names (for dag-pb the root node, not the file's bytes)."""
        return Digest(self.raw[-32:])

    @property
    def raw(self) -> bytes:
        """Binary form, as in CAR files and dag-pb links."""
        return cid.to_bytes(self)


class BatteryIdentifier(_Text):
    """The unique identifier of a battery (Article 77(3)): an absolute URI in its normal form.

    It must be given in normal form, because its bytes are hashed: what was written on the battery is what is on
    chain. `parse` brings a URI into normal form first.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raises IdentifierError when it is no URI we take, or not in normal form (the remedy gives that form)."""
        if isinstance(text, cls):
            return text
        normal = normalise_uri(text)
        if normal != text:
            raise IdentifierError(
                f"The battery identifier {_shown(text)} is not in normal form.",
                clause="RFC 3986 section 6.2.2",
                remedy=f"Write it as {normal}",
                kind="BatteryIdentifier",
                normal=normal,
            )
        return super().__new__(cls, text)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Brings a URI into normal form: case of scheme, host and percent-encoding, dot segments, default port."""
        return cls(normalise_uri(text))

    @property
    def identifier_hash(self) -> Digest:
        """keccak256 of the URI's bytes: what is on chain."""
        return Digest(keccak256(self.encode("ascii")))

    def passport_id(self, registrant: ParticipantId) -> PassportId:
        """The passport's name on chain when `registrant` registers it."""
        return passport_id(registrant, self.identifier_hash)


def passport_id(registrant: ParticipantId, identifier_hash: bytes) -> PassportId:
    """keccak256(abi.encode(uint32 registrant, bytes32 identifier_hash)); equals PassportRegistry.passportIdOf."""
    return PassportId(keccak256(encode(["uint32", "bytes32"], [int(registrant), bytes(identifier_hash)])))


@dataclass(frozen=True, slots=True, order=True)
class BlockRef:
    """One block. Every read of the chain is pinned to one."""

    number: int
    """Height, from 0."""
    hash: BlockHash
    timestamp: int
    """Unix seconds of the block, as its sealer wrote it."""


def _shown(value: object) -> str:
    """A value for an error message: quoted, never longer than a line."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


__all__ = [
    "Address",
    "BatteryIdentifier",
    "BlockHash",
    "BlockRef",
    "Bytes32",
    "ChainId",
    "Cid",
    "CidCodec",
    "Digest",
    "LogId",
    "MerkleRoot",
    "ParticipantId",
    "PassportId",
    "Signature",
    "SubjectId",
    "TxHash",
    "keccak256",
    "passport_id",
]
