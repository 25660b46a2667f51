"""Besu's QBFT headers, recorded by others: what we read of them is what they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eth_utils.crypto import keccak

from passport.errors import ProofInvalid
from passport.identifiers import Address
from passport.provenance.chain.blocks import read_header, with_extra
from passport.provenance.chain.qbft import quorum_of, read_extra
from passport.provenance.chain.seals import qbft_sealers

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors" / "qbft.json").read_bytes())
RECORDED, EXTRA = VECTORS["recorded"], VECTORS["extraData"]
HEADER = bytes.fromhex(RECORDED["header"][2:])


def addresses(texts: list[str]) -> tuple[Address, ...]:
    return tuple(Address.from_bytes(bytes.fromhex(text[2:])) for text in texts)


def test_extra_data__of_besus_own_test__is_read_and_written_again() -> None:
    encoded = bytes.fromhex(EXTRA["encoded"][2:])
    extra = read_extra(encoded)
    assert extra.encoded() == encoded
    assert (extra.vanity.hex(), extra.round, len(extra.seals)) == (EXTRA["vanity"][2:], EXTRA["round"], EXTRA["seals"])
    assert extra.validators == addresses(EXTRA["validators"])
    assert ["0x" + item.hex() for item in extra.vote] == EXTRA["vote"]


def test_header__recorded__has_the_seals_of_three_of_its_validators() -> None:
    header = read_header(HEADER)
    extra = read_extra(header.extra_data)
    assert (header.ref.number, header.ref.timestamp) == (RECORDED["number"], RECORDED["timestamp"])
    assert (header.state_root.hex0x, extra.round) == (RECORDED["stateRoot"], RECORDED["round"])
    assert extra.validators == addresses(RECORDED["validators"])
    assert "0x" + keccak(with_extra(header.fields, extra.without_seals())).hex() == RECORDED["signedHash"]
    sealers = qbft_sealers(header)
    assert len(set(sealers)) == RECORDED["seals"] == quorum_of(len(extra.validators))
    assert set(sealers) < set(extra.validators)


def test_header__its_hash__does_not_depend_on_seals_and_round() -> None:
    header = read_header(HEADER)
    extra = read_extra(header.extra_data)
    unsealed = read_header(with_extra(header.fields, extra.without_seals_and_round()))
    assert header.ref.hash == unsealed.ref.hash
    assert bytes(header.ref.hash) == keccak(with_extra(header.fields, extra.without_seals_and_round()))
    assert bytes(header.ref.hash) != keccak(HEADER)


def test_header__with_one_bit_of_a_seal_flipped__is_sealed_by_somebody_else() -> None:
    header = read_header(HEADER)
    extra = read_extra(header.extra_data)
    for place in range(0, 65 * 8, 7):
        seal = bytearray(extra.seals[1])
        seal[place // 8] ^= 1 << place % 8
        content = header.extra_data.replace(extra.seals[1], bytes(seal))
        try:
            sealers = qbft_sealers(read_header(with_extra(header.fields, content)))
        except ProofInvalid:
            continue
        assert not set(sealers) <= set(extra.validators)


@pytest.mark.parametrize(("validators", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (100, 67)])
def test_quorum__is_two_thirds_rounded_up(validators: int, needed: int) -> None:
    assert quorum_of(validators) == needed
