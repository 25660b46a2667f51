"""Values to ABI and back lose nothing."""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import decode, encode
from hypothesis import given
from hypothesis import strategies as st

from passport.errors import IdentifierError
from passport.identifiers import Digest, ParticipantId
from passport.ledger.abi import coders_of, from_abi, to_abi
from passport.ledger.acts import RegisterPassport, RegisterPassports, RejectOffer
from passport.ledger.offers import HandoverOffer
from passport.ledger.participants import SignerPeriod
from passport.ledger.passports import Registration
from tests.unit.strategies import digests, offers, passport_ids


def through_bytes(value: Any) -> Any:
    types = [coder.solidity for _, coder in coders_of(type(value))]
    return from_abi(type(value), decode(types, encode(types, to_abi(value))))


@given(offers)
def test_offer__through_abi_bytes__comes_back(offer: HandoverOffer) -> None:
    act = RejectOffer(offer)
    assert through_bytes(act) == act


@given(st.lists(st.builds(Registration, digests, st.none() | passport_ids, digests), max_size=3))
def test_list_of_structs__through_abi_bytes__comes_back(registrations: list[Registration]) -> None:
    act = RegisterPassports(tuple(registrations))
    assert through_bytes(act) == act


def test_zero__where_none_is_meant__is_none_and_back() -> None:
    period = from_abi(SignerPeriod, (7, 10, 0, 0))
    assert period == SignerPeriod(ParticipantId(7), 10, None, None)
    assert to_abi(period) == (7, 10, 0, 0)


def test_zero__where_a_participant_must_be__is_refused() -> None:
    with pytest.raises(IdentifierError):
        from_abi(SignerPeriod, (0, 10, 0, 0))


def test_struct__given_as_a_mapping__is_read_in_order() -> None:
    registration = {"identifierHash": b"\1" * 32, "parent": bytes(32), "digest": b"\2" * 32}
    act = from_abi(RegisterPassport, [registration])
    assert act.passport == Registration(Digest(b"\1" * 32), None, Digest(b"\2" * 32))
    assert to_abi(act) == ((b"\1" * 32, bytes(32), b"\2" * 32),)


def test_values__too_many__are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        from_abi(SignerPeriod, (7, 10, 0, 0, 0))


def test_signer_period__covers__is_half_open() -> None:
    period = SignerPeriod(ParticipantId(1), 10, 20, 15)
    assert [period.covers(block) for block in (9, 10, 14, 15, 19, 20)] == [False, True, True, False, False, False]
