"""Register batteries: every one gets a signed first version of its passport, whose digest goes on chain.

Lazy registration anchors one root for the whole declaration; a passport becomes a record on chain when something first
happens to it. Eager registration writes a record for each.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from passport.identifiers import Cid, MerkleRoot, ParticipantId, PassportId, TxHash
from passport.ledger.acts import RegisterBatch, RegisterPassports
from passport.ledger.delivery import IdempotencyKey
from passport.ledger.events import BatchRegistered
from passport.ledger.passports import Registration
from passport.provenance.canonical import Json
from passport.provenance.records import PassportEntry
from passport.provenance.signed_product import digest_of
from passport.services.declaration import Declaration, DeclaredBattery
from passport.services.first_version import sign_first_version
from passport.services.manifests import RegistrationLine, RegistrationManifest, manifest_bytes, manifest_digest
from passport.services.model import check_models
from passport.services.steps import Steps
from passport.services.workbench import Party, Workbench

DOCUMENTS_A_STEP = 500
"""How many signed documents are written down at once; bounds the size of one journal entry."""
PASSPORTS_A_CALL = 200
"""How many records one eager transaction makes; stays below the per-transaction gas cap of 16,777,216."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What a registration left behind."""

    passports: tuple[PassportEntry, ...]
    """Parents before their components."""
    transactions: tuple[TxHash, ...]
    batch: int | None
    """Number of the registration batch; None if eager."""
    root: MerkleRoot | None
    manifest: Cid | None


def register(
    bench: Workbench, maker: Party, declaration: Declaration, *, lazy: bool, key: IdempotencyKey | None = None
) -> Registered:
    """Signs, stores and registers every declared battery.

    Args:
        bench: The ports.
        maker: The manufacturer.
        declaration: What is registered.
        lazy: One root for all instead of one record each.
        key: Name of this intention; derived from the declaration if None.

    Raises:
        ComponentTreeError: The declared batteries form no tree.
        BatteryModelError: A model they name is not known here, or is another kind of battery.
        LedgerRefused: For example refusals.PassportAlreadyExists, refusals.RoleMissing.
    """
    batteries = declaration.in_order()
    check_models(bench, maker.participant_id, declaration)
    request: Json = {
        "registrant": int(maker.participant_id),
        "lazy": lazy,
        "declaration": declaration.as_request(),
    }
    steps = Steps(bench.journal, "register", key, request)
    documents = _signed(bench, steps, maker, declaration, batteries)
    lines = [
        RegistrationLine(
            battery.identifier,
            None if battery.parent is None else battery.parent.passport_id(maker.participant_id),
            digest_of(document),
            cid,
        )
        for battery, document, cid in zip(batteries, documents, bench.store.put_all(documents), strict=True)
    ]
    steps.passed("stored")
    finish = _register_lazily if lazy else _register_eagerly
    registered = finish(bench, steps, maker, lines)
    bench.catalogue.add_passports(registered.passports, registered.manifest)
    steps.passed("catalogued")
    steps.finish()
    return registered


def _signed(
    bench: Workbench, steps: Steps, maker: Party, declaration: Declaration, batteries: list[DeclaredBattery]
) -> list[bytes]:
    """The signed documents. Their salt is random, so they are written down before anything else happens to them."""
    issuer, documents = maker.participant_id, list[bytes]()
    for start in range(0, len(batteries), DOCUMENTS_A_STEP):
        some = batteries[start : start + DOCUMENTS_A_STEP]

        def sign(some: list[DeclaredBattery] = some) -> str:
            documents = (
                sign_first_version(
                    bench, maker, battery.identifier.passport_id(issuer), declaration.passport_of(battery, issuer)
                )
                for battery in some
            )
            return json.dumps([document.decode("ascii") for document in documents])

        written = json.loads(steps.once(f"signed-{start}", sign))
        documents += [document.encode("ascii") for document in written]
    return documents


def _register_lazily(bench: Workbench, steps: Steps, maker: Party, lines: list[RegistrationLine]) -> Registered:
    manifest = RegistrationManifest(maker.participant_id, tuple(lines))
    root = manifest.tree().root
    content = manifest_bytes(manifest)
    cid = bench.store.put(content)
    steps.passed("manifest_stored")
    receipt = steps.deliver(
        bench.outbox,
        "batch",
        maker.signer.address,
        lambda: RegisterBatch(root, len(lines), manifest_digest(content)),
    )
    entries = passport_entries(maker.participant_id, lines, root)
    return Registered(entries, (receipt.tx_hash,), _batch_number(bench, maker, root, receipt.events), root, cid)


def _batch_number(bench: Workbench, maker: Party, root: MerkleRoot, events: tuple[object, ...]) -> int | None:
    """From the event, or from the chain when the same root had been registered before."""
    for event in events:
        if isinstance(event, BatchRegistered):
            return event.batch
    return bench.ledger.snapshot().batch_number(maker.participant_id, root)


def _register_eagerly(bench: Workbench, steps: Steps, maker: Party, lines: list[RegistrationLine]) -> Registered:
    transactions: list[TxHash] = []
    for start in range(0, len(lines), PASSPORTS_A_CALL):
        some = tuple(
            Registration(line.identifier.identifier_hash, line.parent, line.digest)
            for line in lines[start : start + PASSPORTS_A_CALL]
        )

        def act(some: tuple[Registration, ...] = some) -> RegisterPassports:
            return RegisterPassports(some)

        receipt = steps.deliver(bench.outbox, f"records-{start}", maker.signer.address, act)
        transactions.append(receipt.tx_hash)
    return Registered(passport_entries(maker.participant_id, lines, None), tuple(transactions), None, None, None)


def passport_entries(
    registrant: ParticipantId, lines: Sequence[RegistrationLine], root: MerkleRoot | None
) -> tuple[PassportEntry, ...]:
    """What the catalogue notes of registered passports; `root` is their batch's, None if each has a record."""
    return tuple(
        PassportEntry(
            PassportId(line.identifier.passport_id(registrant)),
            registrant,
            line.identifier,
            line.parent,
            line.digest,
            line.cid,
            root,
            None if root is None else index,
        )
        for index, line in enumerate(lines)
    )
