"""Revert data become typed errors with their values."""

from __future__ import annotations

import copy
import re

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from passport.battery.lifecycle import Stage
from passport.battery.roles import Role
from passport.errors import LedgerRefused
from passport.identifiers import SubjectId
from passport.ledger import refusals
from passport.ledger.abi import coders_of
from passport.ledger.refusals import BY_SELECTOR, REFUSALS, ContractRefusal, from_revert


def revert(signature: str, types: list[str], values: list[object]) -> bytes:
    return keccak(signature.encode())[:4] + encode(types, values)


def test_from_revert__a_refusal_with_values__carries_them_as_attributes() -> None:
    data = revert("NotHolder(bytes32,uint32,uint32)", ["bytes32", "uint32", "uint32"], [b"\x07" * 32, 3, 0])
    error = from_revert(data)
    assert isinstance(error, refusals.NotHolder)
    assert (error.subject, error.holder, error.claimed) == (SubjectId(b"\x07" * 32), 3, None)
    assert error.code == "ledger.refused.NotHolder"
    assert "held by 3, not by nobody" in error.message


def test_from_revert__enumerations__are_named_in_the_message() -> None:
    data = revert("TransitionNotAllowed(uint8,uint8)", ["uint8", "uint8"], [Stage.RECYCLED, Role.OPERATOR])
    assert str(from_revert(data)) == "A battery in stage recycled cannot go to a receiver in the role operator."


def test_from_revert__reason_text_panic_and_nothing__are_told_apart() -> None:
    assert "no way" in str(from_revert(revert("Error(string)", ["string"], ["no way"])))
    assert "0x11" in str(from_revert(revert("Panic(uint256)", ["uint256"], [0x11])))
    assert "without a reason" in str(from_revert(b""))
    assert "0xdeadbeef" in str(from_revert(bytes.fromhex("deadbeef")))


@given(st.binary(max_size=200), st.sampled_from([b"", *BY_SELECTOR, keccak(b"Error(string)")[:4]]))
def test_from_revert__any_bytes__is_a_refusal_and_never_anything_else(rest: bytes, selector: bytes) -> None:
    assert isinstance(from_revert(selector + rest), LedgerRefused)


def test_selectors__of_all_refusals__are_distinct() -> None:
    assert len(BY_SELECTOR) == len(REFUSALS)


@pytest.mark.parametrize("kind", REFUSALS.values(), ids=lambda kind: kind.__name__)
def test_refusal__built_from_zeroes__names_every_value_and_survives_copying(kind: type[ContractRefusal]) -> None:
    types = [coder.solidity for _, coder in coders_of(kind)]
    data = keccak(kind.abi_signature().encode())[:4] + b"".join(bytes(32) for _ in types)
    if "string" in types:
        data = keccak(kind.abi_signature().encode())[:4] + encode(["string"], ["x"])
    error = from_revert(data)
    assert type(error) is kind
    assert "{" not in str(error)
    assert set(error.values) == {name for name, _ in coders_of(kind)}
    assert set(re.findall(r"{(\w+)}", kind.sentence)) <= set(error.values)
    again = copy.copy(error)
    assert (type(again), str(again), again.values) == (kind, str(error), error.values)
