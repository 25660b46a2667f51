"""The extra data of Besu's QBFT headers: who may seal a block, in which round it was agreed, and the committed seals.

Besu, "Configure QBFT consensus" (extra data; at least two thirds of the validators sign a block before it is added),
and its source, which says what the words leave open: `QbftExtraDataCodec` (the RLP), `BftBlockHashing` (a committed
seal signs the header with its round and without seals; a block's hash leaves out the round too),
`BftCommitSealsValidationRule` (no seal twice, none of a stranger, quorum of ceil(2 N / 3)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import rlp
from rlp.exceptions import RLPException

from passport.errors import ProofInvalid
from passport.identifiers import Address

MIX_HASH = bytes.fromhex("63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365")
"""Mix hash of every BFT header; the ASCII of a name."""

CLAUSE = "Besu QBFT, extra data"

_VANITY_BYTES = 32
_SEAL_BYTES = 65
_ROUNDS = 2**31
_ADDS, _DROPS = b"\xff", b""


@dataclass(frozen=True, slots=True)
class QbftExtra:
    """Extra data of one header."""

    vanity: bytes
    validators: tuple[Address, ...]
    """Empty where a contract names the validators."""
    vote: tuple[bytes, ...]
    """Recipient and kind as they stand in the RLP, or nothing."""
    round: int
    """Round in which the block was agreed, from 0."""
    seals: tuple[bytes, ...]
    """65 bytes each: r, s, recovery id."""

    def without_seals(self) -> bytes:
        """RLP of what a committed seal signs: the round is in it."""
        return self._encoded(self.round, ())

    def without_seals_and_round(self) -> bytes:
        """RLP of what a block's hash covers: the same whoever sealed it, in whichever round."""
        return self._encoded(0, ())

    def encoded(self) -> bytes:
        """RLP of all of it."""
        return self._encoded(self.round, self.seals)

    def _encoded(self, number: int, seals: Sequence[bytes]) -> bytes:
        validators = [address.raw for address in self.validators]
        return cast(bytes, rlp.encode([self.vanity, validators, list(self.vote), number, list(seals)]))


def quorum_of(validators: int) -> int:
    """Committed seals a block needs: two thirds of the validators, rounded up."""
    return -(-2 * validators // 3)


def read_extra(content: bytes) -> QbftExtra:
    """Extra data from its RLP, in its only form.

    Raises:
        ProofInvalid: It is not the extra data of a QBFT header.
    """
    try:
        extra = _parsed(rlp.decode(content, strict=True))
    except (RLPException, RecursionError, TypeError, ValueError) as error:
        raise ProofInvalid("The extra data is not QBFT's.", clause=CLAUSE) from error
    if extra.encoded() != content:
        raise ProofInvalid("The extra data is not in its only form.", clause=CLAUSE)
    return extra


def _parsed(items: object) -> QbftExtra:
    if not isinstance(items, list) or len(items) != 5:
        raise ValueError("vanity, validators, vote, round and seals")
    vanity, validators, vote, number, seals = items
    if not isinstance(vanity, bytes) or len(vanity) != _VANITY_BYTES:
        raise ValueError("32 bytes of vanity")
    if not all(isinstance(each, list) for each in (validators, vote, seals)):
        raise ValueError("validators, vote and seals are lists")
    if vote and not (len(vote) == 2 and _is(vote[0], 20) and vote[1] in (_ADDS, _DROPS)):
        raise ValueError("a vote names whom it adds or drops")
    if not isinstance(number, bytes) or int.from_bytes(number, "big") >= _ROUNDS:
        raise ValueError("a round is a small number")
    if not all(_is(each, 20) for each in validators) or not all(_is(each, _SEAL_BYTES) for each in seals):
        raise ValueError("an address has 20 bytes, a seal 65")
    return QbftExtra(
        vanity=vanity,
        validators=tuple(Address.from_bytes(each) for each in validators),
        vote=tuple(vote),
        round=int.from_bytes(number, "big"),
        seals=tuple(seals),
    )


def _is(item: object, length: int) -> bool:
    return isinstance(item, bytes) and len(item) == length
