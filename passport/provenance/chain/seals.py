"""Who sealed a block, for engines whose seals are in the header."""

from __future__ import annotations

from collections import Counter

from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from passport.errors import ProofInvalid
from passport.identifiers import Address
from passport.keccak import keccak256
from passport.provenance.chain import qbft
from passport.provenance.chain.blocks import Header, with_extra

_SEAL_BYTES = 65


def clique_sealer(header: Header) -> Address:
    """The validator that sealed a block by clique proof of authority (EIP-225).

    The seal is the end of the extra data: a signature over the header without it.

    Raises:
        ProofInvalid: There is no such seal.
    """
    extra = header.extra_data
    if len(extra) < _SEAL_BYTES:
        raise ProofInvalid("The header has no clique seal.", clause="EIP-225", block=header.ref.number)
    digest = keccak256(with_extra(header.fields, extra[:-_SEAL_BYTES]))
    return _signer(extra[-_SEAL_BYTES:], digest, "EIP-225", header.ref.number)


def qbft_sealers(header: Header) -> tuple[Address, ...]:
    """The validators that committed to a block by Besu's QBFT, in the order of their seals.

    Each seal signs the header with its round and without seals: one given in another round is somebody else's.

    Raises:
        ProofInvalid: The extra data is not QBFT's, a seal is no signature, or one validator sealed twice.
    """
    extra = qbft.read_extra(header.extra_data)
    digest = keccak256(with_extra(header.fields, extra.without_seals()))
    sealers = tuple(_signer(seal, digest, qbft.CLAUSE, header.ref.number) for seal in extra.seals)
    twice = [sealer for sealer, seals in Counter(sealers).items() if seals > 1]
    if twice:
        raise ProofInvalid(f"{twice[0]} sealed the block twice.", clause=qbft.CLAUSE, sealer=twice[0])
    return sealers


def _signer(seal: bytes, digest: bytes, clause: str, block: int) -> Address:
    try:
        key = Signature(seal).recover_public_key_from_msg_hash(digest)
    except (BadSignature, ValidationError) as error:
        raise ProofInvalid("A seal is no signature.", clause=clause, block=block) from error
    return Address(key.to_checksum_address())
