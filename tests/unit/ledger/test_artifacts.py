"""Python's acts, events, records and refusals are exactly those of the compiled contracts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import passport.adapters.evm
from passport.ledger import anchors, consents, offers, participants, passports, read_logs
from passport.ledger.abi import PYTHON_NAMES, coders_of, signature_of
from passport.ledger.acts import ACTS
from passport.ledger.deployment import Contract
from passport.ledger.events import EVENTS, LedgerEvent
from passport.ledger.refusals import REFUSALS

OURS = [contract for contract in Contract if contract is not Contract.ACCESS_MANAGER]


def abi(contract: Contract) -> list[dict[str, Any]]:
    path = Path(passport.adapters.evm.__file__).parent / "artifacts" / f"{contract}.json"
    entries: list[dict[str, Any]] = json.loads(path.read_text())["abi"]
    return entries


def entries(kind: str, contracts: list[Contract]) -> Iterator[tuple[Contract, dict[str, Any]]]:
    for contract in contracts:
        for entry in abi(contract):
            if entry["type"] == kind:
                yield contract, entry


def solidity_type(field: dict[str, Any]) -> str:
    if not field["type"].startswith("tuple"):
        return str(field["type"])
    inner = ",".join(solidity_type(component) for component in field["components"])
    return f"({inner}){field['type'].removeprefix('tuple')}"


def signature(entry: dict[str, Any]) -> str:
    return f"{entry['name']}({','.join(solidity_type(field) for field in entry['inputs'])})"


def python_name(solidity: str) -> str:
    return PYTHON_NAMES.get(solidity) or re.sub(r"([A-Z])", r"_\1", solidity).lower()


def field_names(fields: list[dict[str, Any]]) -> list[str]:
    return [python_name(field["name"]) for field in fields]


def test_acts__against_every_call_that_writes__are_the_same_set() -> None:
    calls = {
        (contract, signature(entry))
        for contract, entry in entries("function", OURS)
        if entry["stateMutability"] not in ("view", "pure") and entry["name"] != "setAuthority"
    }
    assert {(act.contract, act.abi_signature()) for act in ACTS} == calls


def test_events__against_every_event_of_ours__are_the_same_set() -> None:
    openzeppelin = {"AuthorityUpdated", "EIP712DomainChanged"}
    declared = {
        (contract, signature(entry)) for contract, entry in entries("event", OURS) if entry["name"] not in openzeppelin
    }
    assert {(event.contract, event.abi_signature()) for event in EVENTS} == declared


def test_refusals__against_every_custom_error__leave_none_out() -> None:
    declared = {entry["name"]: signature(entry) for _, entry in entries("error", list(Contract))}
    missing = {name for name in declared if name not in REFUSALS}
    # Of OpenZeppelin's AccessManager, which only governance calls directly.
    assert missing <= {"FailedCall", "InsufficientBalance", "AddressEmptyCode", "SafeCastOverflowedUintDowncast"}
    assert {name: REFUSALS[name].abi_signature() for name in declared if name in REFUSALS} == {
        name: text for name, text in declared.items() if name in REFUSALS
    }
    ours = {entry["name"] for _, entry in entries("error", OURS)}
    openzeppelin = re.compile("^(AccessManage|InvalidShortString|StringTooLong)")
    assert {name for name in REFUSALS if not openzeppelin.match(name)} <= ours


@pytest.mark.parametrize("kind", [*EVENTS, *REFUSALS.values()], ids=lambda kind: kind.__name__)
def test_fields__of_event_and_refusal__carry_the_solidity_names(kind: type) -> None:
    abi_kind = "event" if issubclass(kind, LedgerEvent) else "error"
    found = next(entry for _, entry in entries(abi_kind, list(Contract)) if entry["name"] == kind.__name__)
    assert [name for name, _ in coders_of(kind)] == field_names(found["inputs"])


@pytest.mark.parametrize(
    ("contract", "view", "record"),
    [
        (Contract.PARTICIPANT_REGISTRY, "participant", participants.ParticipantRecord),
        (Contract.PARTICIPANT_REGISTRY, "signerPeriod", participants.SignerPeriod),
        (Contract.PASSPORT_REGISTRY, "passport", passports.PassportRecord),
        (Contract.PASSPORT_REGISTRY, "batch", passports.BatchRecord),
        (Contract.PASSPORT_REGISTRY, "consignment", passports.ConsignmentRecord),
        (Contract.PASSPORT_REGISTRY, "custodyNotice", passports.CustodyNotice),
        (Contract.DATA_PRODUCT_REGISTRY, "anchorOf", anchors.Anchor),
        (Contract.DATA_PRODUCT_REGISTRY, "withdrawalOf", anchors.ProductWithdrawal),
        (Contract.CONSENT_REGISTRY, "consentOf", consents.ConsentRecord),
        (Contract.ACCESS_LOG, "logOf", read_logs.ReadLogRecord),
    ],
)
def test_records__against_the_views_that_return_them__are_the_same_fields(
    contract: Contract, view: str, record: type
) -> None:
    (output,) = next(e["outputs"] for _, e in entries("function", [contract]) if e["name"] == view)
    assert signature_of(record, "") == solidity_type(output)
    assert [name for name, _ in coders_of(record)] == field_names(output["components"])


def test_offer__against_the_call_that_takes_it__is_the_same_fields() -> None:
    (words,) = next(e["inputs"] for _, e in entries("function", [Contract.PASSPORT_REGISTRY]) if e["name"] == "offer")
    assert [name for name, _ in coders_of(offers.HandoverOffer)] == field_names(words["components"])
