"""Who sealed a block, for engines whose seals are in the header."""

from __future__ import annotations

from typing import cast

import rlp
from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError

from passport.errors import ProofInvalid
from passport.identifiers import Address
from passport.provenance.chain.blocks import Header

_SEAL_BYTES = 65
_EXTRA_DATA = 12
"""Where the extra data stands among the header's fields."""


def clique_sealer(header: Header) -> Address:
    """The validator that sealed a block by clique proof of authority (EIP-225).

    The seal is the end of the extra data: a signature over the header without it.

    Raises:
        ProofInvalid: There is no such seal.
    """
    extra = header.extra_data
    if len(extra) < _SEAL_BYTES:
        raise ProofInvalid("The header has no clique seal.", clause="EIP-225", block=header.ref.number)
    fields = list(header.fields)
    fields[_EXTRA_DATA] = extra[:-_SEAL_BYTES]
    digest = keccak(cast(bytes, rlp.encode(fields)))
    try:
        key = Signature(extra[-_SEAL_BYTES:]).recover_public_key_from_msg_hash(digest)
    except (BadSignature, ValidationError) as error:
        raise ProofInvalid("The clique seal is no signature.", clause="EIP-225", block=header.ref.number) from error
    return Address(key.to_checksum_address())
