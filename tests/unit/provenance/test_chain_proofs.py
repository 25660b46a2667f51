"""Tries, headers, transactions and storage words, from bytes."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
import rlp
from eth_account import Account
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st
from trie.hexary import HexaryTrie

from passport.adapters.evm.compiled import artifact
from passport.battery.lifecycle import Stage, Status
from passport.battery.roles import RoleSet
from passport.errors import ProofInvalid
from passport.identifiers import Address, Digest, MerkleRoot, ParticipantId, TxHash
from passport.ledger.anchors import Anchor
from passport.ledger.deployment import Contract
from passport.ledger.participants import ParticipantRecord, SignerPeriod
from passport.ledger.passports import PassportFlags, PassportRecord
from passport.provenance.chain import storage
from passport.provenance.chain.blocks import read_header
from passport.provenance.chain.logs import INDEXED
from passport.provenance.chain.storage import place_of, struct_in
from passport.provenance.chain.transactions import read_receipt, read_transaction
from passport.provenance.chain.tries import account_at, position_key, prove_position, storage_at, value_at

ITEMS = st.lists(st.binary(min_size=1, max_size=80), min_size=1, max_size=150)


@given(ITEMS, st.data())
def test_position__any_item__is_proved_and_nothing_else_is(items: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(items) - 1))
    root, proof = prove_position(items, index)
    assert value_at(root, position_key(index), proof) == items[index]
    if len(proof) > 1:
        for wrong in (proof[1:], proof[:-1], proof[::-1], (*proof, proof[-1]), (*proof, b"\xc0" * 40)):
            with pytest.raises(ProofInvalid):
                value_at(root, position_key(index), wrong)


@given(ITEMS, st.data())
def test_position__one_bit_of_the_proof_flipped__is_refused(items: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(items) - 1))
    root, proof = prove_position(items, index)
    at = data.draw(st.integers(0, len(proof) - 1))
    node = bytearray(proof[at])
    node[data.draw(st.integers(0, len(node) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ProofInvalid):
        value_at(root, position_key(index), (*proof[:at], bytes(node), *proof[at + 1 :]))


def state(words: dict[bytes, int]) -> tuple[bytes, bytes, list[bytes], HexaryTrie]:
    """Root of a state with one account, the account's address, its proof, and its storage trie."""
    store = HexaryTrie({})
    for slot, word in words.items():
        store[keccak(slot)] = rlp.encode(word)
    accounts = HexaryTrie({})
    for number in range(30):
        accounts[keccak(bytes([number]) * 20)] = rlp.encode([number, 0, store.root_hash, keccak(b"code")])
    address = b"\x07" * 20
    path = accounts.get_proof(keccak(address))
    return accounts.root_hash, address, [rlp.encode(node) for node in path], store


def union(store: HexaryTrie, slots: list[bytes]) -> list[bytes]:
    nodes = {rlp.encode(node) for slot in slots for node in store.get_proof(keccak(slot))}
    return sorted((node for node in nodes if len(node) >= 32), key=keccak)


def slot(number: int) -> bytes:
    return number.to_bytes(32, "big")


def test_storage__words_and_empty_slots__are_proved_together() -> None:
    root, address, proof, store = state({slot(n): n * 1000 for n in range(1, 40)})
    storage_root, code_hash = account_at(root, address, proof)
    asked = [slot(3), slot(39), slot(40), slot(1000)]
    words = storage_at(storage_root, asked, union(store, asked))
    assert [int.from_bytes(words[Digest(each)], "big") for each in asked] == [3000, 39000, 0, 0]
    assert code_hash == keccak(b"code")


def test_storage__slot_whose_path_is_left_out__is_refused_and_not_empty() -> None:
    """Absence must be proved: a missing node is not an empty slot."""
    _, _, _, store = state({slot(n): n for n in range(1, 40)})
    nodes = union(store, [slot(3)])
    other = next(slot(n) for n in range(4, 40) if not set(union(store, [slot(n)])) <= set(nodes))
    with pytest.raises(ProofInvalid, match="missing"):
        storage_at(store.root_hash, [slot(3), other], nodes)


def test_storage__superfluous_or_unordered_nodes__are_refused() -> None:
    _, _, _, store = state({slot(n): n for n in range(1, 40)})
    nodes, more = union(store, [slot(3)]), union(store, [slot(3), slot(5), slot(17)])
    for wrong in (more, nodes[::-1], [*nodes, nodes[-1]]):
        with pytest.raises(ProofInvalid):
            storage_at(store.root_hash, [slot(3)], wrong)


def test_account__that_is_not_there__is_refused() -> None:
    root, *_ = state({})
    accounts = state({})
    with pytest.raises(ProofInvalid):
        account_at(root, b"\x99" * 20, accounts[2])


@pytest.mark.parametrize("junk", [b"", b"\xc0", b"\x80", rlp.encode([b""] * 15), rlp.encode([[b""]] * 20), b"\xff" * 9])
def test_header__no_header__is_refused(junk: bytes) -> None:
    with pytest.raises(ProofInvalid):
        read_header(junk)


@given(st.binary(max_size=200))
def test_readers__any_bytes__give_a_value_or_our_error(junk: bytes) -> None:
    for read in (read_header, read_transaction, read_receipt):
        try:
            read(junk)
        except ProofInvalid:
            continue


@pytest.mark.parametrize(
    "fees",
    [
        {"gasPrice": 1},
        {"gasPrice": 1, "accessList": [{"address": "0x" + "11" * 20, "storageKeys": ["0x" + "22" * 32]}], "type": 1},
        {"maxFeePerGas": 2, "maxPriorityFeePerGas": 1, "type": 2},
    ],
)
def test_transaction__of_every_type__says_who_what_and_to_whom(fees: dict[str, Any]) -> None:
    account = Account.from_key(keccak(b"sender"))
    to = Address("0x" + "ab" * 20)
    signed = account.sign_transaction(
        {"to": to, "value": 0, "data": b"\x01\x02", "gas": 50_000, "nonce": 0, "chainId": 7, **fees}
    )
    read = read_transaction(bytes(signed.raw_transaction))
    assert (read.sender, read.to, read.input) == (account.address, to, b"\x01\x02")
    assert read.hash == TxHash(bytes(signed.hash))


@pytest.mark.parametrize("variable", storage.VARIABLES, ids=lambda variable: f"{variable.contract}.{variable.label}")
def test_layout__every_variable__stands_where_the_artifact_says(variable: storage.Variable) -> None:
    layout = artifact(variable.contract)["storageLayout"]
    slots = {entry["label"]: (int(entry["slot"]), int(entry["offset"])) for entry in layout}
    assert slots[variable.label] == (variable.slot, 0)


def test_events__indexed_fields__are_those_of_the_abi() -> None:
    abi = artifact(Contract.PASSPORT_REGISTRY)["abi"]
    declared = {
        entry["name"]: [at for at, field in enumerate(entry["inputs"]) if field["indexed"]]
        for entry in abi
        if entry["type"] == "event"
    }
    ours = {
        event.__name__: [at for at, name in enumerate(field_names(event)) if name in indexed]
        for event, indexed in INDEXED.items()
    }
    assert ours == {name: places for name, places in declared.items() if name != "EIP712DomainChanged"}


def field_names(event: type[Any]) -> list[str]:
    return [field.name for field in fields(event) if field.name != "position"]


def test_place__of_a_nested_mapping__follows_the_solidity_rule() -> None:
    root = MerkleRoot(b"\x05" * 32)
    inner = keccak((9).to_bytes(32, "big") + storage.ANCHORS.slot.to_bytes(32, "big"))
    assert place_of(storage.ANCHORS, 9, root).slot == keccak(root + inner)


def test_struct__packed_from_the_right__is_read_field_by_field() -> None:
    fields = [(5, 4), (3, 1), (2, 1), (32, 1), (7, 4), (1, 4), (0, 4), (0, 4), (0, 4), (123, 5)]
    word = b"".join(value.to_bytes(size, "big") for value, size in reversed(fields))
    assert struct_in(PassportRecord, word) == PassportRecord(
        ParticipantId(5),
        Stage.SECOND_LIFE,
        Status.REUSED,
        PassportFlags.ATTACHED,
        7,
        ParticipantId(1),
        None,
        None,
        None,
        123,
    )


def test_struct__of_two_words__is_read_across_them() -> None:
    controller = Address("0x" + "ab" * 20)
    first = ((99).to_bytes(5, "big") + b"\x00" + (6).to_bytes(2, "big") + controller.raw).rjust(32, b"\0")
    digest = Digest(b"\x44" * 32)
    assert struct_in(ParticipantRecord, first, digest) == ParticipantRecord(controller, RoleSet(6), False, 99, digest)


def test_struct__empty_word__is_none() -> None:
    assert struct_in(Anchor, bytes(32)) is None


def test_struct__impossible_word__is_refused() -> None:
    with pytest.raises(ProofInvalid):
        struct_in(PassportRecord, b"\xff" * 32)


@given(st.integers(0, 2**40 - 1), st.integers(0, 2**40 - 1), st.integers(0, 2**40 - 1), st.integers(0, 2**40))
def test_signer_period__any_word__covers_as_the_contract_does(start: int, end: int, bad: int, block: int) -> None:
    word = b"".join([bad.to_bytes(5, "big"), end.to_bytes(5, "big"), start.to_bytes(5, "big"), (3).to_bytes(4, "big")])
    period = struct_in(SignerPeriod, word.rjust(32, b"\0"))
    assert period is not None
    valid = block >= start and (end == 0 or block < end) and (bad == 0 or block < bad)
    assert period.covers(block) == valid
