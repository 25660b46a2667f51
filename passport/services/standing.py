"""Where a passport stands on chain now, whether it is a record yet or still a leaf of its batch."""

from __future__ import annotations

from dataclasses import dataclass

from passport.errors import ContentNotFound
from passport.identifiers import Digest, ParticipantId, PassportId
from passport.ledger.passports import LazyPassport
from passport.ledger.refusals import BatchUnknown, PassportUnknown
from passport.ledger.transitions import Standing
from passport.ports import LedgerSnapshot
from passport.provenance.records import PassportEntry
from passport.services.manifests import RegistrationManifest, read_manifest
from passport.services.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Position:
    """A passport as one block has it."""

    custodian: ParticipantId
    standing: Standing
    sequence: int
    """Number the next offer must name."""
    lazy: LazyPassport | None
    """The leaf and its proof while the passport is not a record yet."""


def position_of(bench: Workbench, snapshot: LedgerSnapshot, passport_id: PassportId) -> Position:
    """Custodian, stage and status of a passport.

    Raises:
        PassportUnknown: It is no record, and no leaf of a batch this installation knows.
        ContentNotFound: It is a leaf, and the batch's manifest is not here.
    """
    record = snapshot.passport(passport_id)
    custodian, state = snapshot.custodian_of(passport_id), snapshot.state_of(passport_id)
    if record is not None and custodian is not None and state is not None:
        return Position(custodian, Standing(*state, record.repair_for), record.sequence, None)
    entry = bench.catalogue.passport(passport_id)
    if entry is None or entry.root is None:
        raise PassportUnknown(passport_id)
    lazy = lazy_passport(bench, snapshot, entry)
    if entry.parent is not None and snapshot.passport(entry.parent) is None:
        # The contract sees one step up only; a cell goes where its pack went although its module is no record yet.
        whole = position_of(bench, snapshot, entry.parent)
        return Position(whole.custodian, whole.standing, whole.sequence, lazy)
    leaf, lot = snapshot.lazy_state(lazy), snapshot.batch(lazy.batch)
    if lot is None:
        raise BatchUnknown(lazy.batch)
    return Position(leaf.custodian, Standing(leaf.stage, leaf.status, lot.repair_for), lot.sequence, lazy)


def lazy_passport(bench: Workbench, snapshot: LedgerSnapshot, entry: PassportEntry) -> LazyPassport:
    """The leaf of a lazily registered passport with its inclusion proof, made from the batch's manifest."""
    if entry.root is None or entry.leaf_index is None:
        raise PassportUnknown(entry.passport_id)
    manifest_cid = bench.catalogue.manifest(entry.root)
    if manifest_cid is None:
        raise ContentNotFound(f"The manifest of registration batch {entry.root} is not known here.", root=entry.root)
    number = snapshot.batch_number(entry.registrant, entry.root)
    if number is None:
        raise PassportUnknown(entry.passport_id)
    manifest = read_manifest(RegistrationManifest, bench.store.get(manifest_cid))
    proof = manifest.tree().proof(entry.leaf_index)
    return LazyPassport(
        number,
        entry.identifier.identifier_hash,
        entry.parent,
        entry.digest,
        tuple(Digest(sibling) for sibling in proof),
    )
