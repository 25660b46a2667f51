"""Step 7: who held what is one unbroken chain, each change of hands was agreed by both, and every rule was kept.

The events are folded with the contracts' rules applied again, and the result must be the record in the chain's state:
its sequence number counts every custody act, so an act that is left out shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from passport.errors import HistoryContradiction, HistoryGap, ProvenanceError
from passport.identifiers import Digest, ParticipantId
from passport.ledger.events import CustodyTransferred, LedgerEvent
from passport.ledger.history import PassportHistory, history_of
from passport.ledger.offers import HandoverOffer
from passport.ledger.participants import SignerPeriod
from passport.ledger.passports import BatchRecord, ConsignmentRecord, PassportRecord
from passport.provenance.chain import storage
from passport.provenance.evidence import PassportPiece
from passport.provenance.handovers import Consent, Words, words_in
from passport.provenance.verification.case import Case, NotProved


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Words of an offer, and the block in which a transaction carried them."""

    words: Words
    block: int


def check_custody(case: Case) -> None:
    """Step 7 of docs/verification.md; histories go into the case."""
    events = sorted(
        (event for proved in case.transactions for event in proved.events), key=lambda event: event.position
    )
    spoken = _spoken(case)
    judged: set[CustodyTransferred] = set()
    for passport in case.evidence.passports:
        history = _history(case, passport, events)
        if history is None:
            continue
        case.histories[passport.passport_id] = history
        for event in history.events:
            if isinstance(event, CustodyTransferred) and event not in judged:
                judged.add(event)
                _check_handover(case, passport.name, event, spoken)


def _history(case: Case, piece: PassportPiece, events: Iterable[LedgerEvent]) -> PassportHistory | None:
    """The history of a passport, if it is complete and ends where the chain's state is."""
    check = case.checks[7]
    try:
        record = case.record(PassportRecord, storage.PASSPORTS, piece.passport_id)
        if record is None and piece.parent is not None:
            _check_leaf_of_parent(case, piece)
            return None
        history = history_of(piece.passport_id, events, piece.batch if record is None else None)
        differences = _lot_differences(case, piece, history) if record is None else _differences(case, record, history)
    except NotProved as missing:
        check.uncheckable("state-not-proved", piece.name, variable=str(missing))
        return None
    except HistoryGap as error:
        check.fault("events-missing", piece.name, reason=error.message)
        return None
    except HistoryContradiction as error:
        check.fault("events-contradict", piece.name, reason=error.message)
        return None
    except ProvenanceError as error:
        check.fault("record-malformed", piece.name, reason=error.message)
        return None
    for what in differences:
        check.fault("history-differs-from-state", piece.name, what=what)
    if differences:
        return None
    check.right()
    return history


def _check_leaf_of_parent(case: Case, piece: PassportPiece) -> None:
    """A component that nothing has happened to is where its parent is; the parent must be in the bundle."""
    if any(other.passport_id == piece.parent for other in case.evidence.passports):
        case.checks[7].right()
    else:
        case.checks[7].uncheckable("parent-not-shown", piece.name)


def _differences(case: Case, record: PassportRecord, history: PassportHistory) -> list[str]:
    """What the folded history and the stored record do not agree on."""
    successor = case.word(storage.SUCCESSORS, history.passport_id)
    parent = case.word(storage.PARENTS, history.passport_id)
    pairs: dict[str, tuple[object, object]] = {
        "sequence": (history.sequence, record.sequence),
        "manufacturer": (history.manufacturer, record.manufacturer),
        "batch": (history.batch, record.batch),
        "attached": (history.attached, record.is_attached),
        "frozen": (history.frozen, record.is_frozen),
        "closed": (history.closed, record.is_closed),
        "successor": (bytes(history.successor or bytes(32)), bytes(successor)),
        "parent": (bytes(history.parent or bytes(32)), bytes(parent)),
    }
    if not record.is_attached:
        pairs["withdrawn"] = (history.withdrawn, record.is_withdrawn)
        pairs["consignment"] = (history.consignment, record.consignment)
        folded = (history.custodian, history.stage, history.status, history.repair_for)
        pairs["custody"] = (folded, _stored_custody(case, record, history))
    return [what for what, (folded, stored) in pairs.items() if folded != stored]


def _stored_custody(case: Case, record: PassportRecord, history: PassportHistory) -> tuple[object, ...]:
    """Custodian, stage, status and repair claim in the state, through the consignment if it is packed.

    The status of what is packed depends on when the consignment was sealed; the fold knows, the state does not say.
    """
    if record.consignment is None:
        return (record.custodian, record.stage, record.status, record.repair_for)
    box = case.record(ConsignmentRecord, storage.CONSIGNMENTS, record.consignment)
    return () if box is None else (box.custodian, box.stage, history.status, box.repair_for)


def _lot_differences(case: Case, piece: PassportPiece, history: PassportHistory) -> list[str]:
    """As `_differences`, for a passport that is still a leaf: its lot's record."""
    lot = case.record(BatchRecord, storage.BATCHES, piece.batch or 0)
    if lot is None:
        return ["batch"]
    pairs: dict[str, tuple[object, object]] = {
        "sequence": (history.sequence, lot.sequence),
        "manufacturer": (history.manufacturer, lot.manufacturer),
        "custody": (
            (history.custodian, history.stage, history.status, history.repair_for),
            (lot.custodian, lot.stage, lot.status, lot.repair_for),
        ),
    }
    return [what for what, (folded, stored) in pairs.items() if folded != stored]


def _spoken(case: Case) -> dict[Digest, list[_Spoken]]:
    """All words in the proved transactions, by the digest of their offer."""
    found: dict[Digest, list[_Spoken]] = {}
    for proved in case.transactions:
        try:
            for words in words_in(proved.transaction, case.domain):
                found.setdefault(words.digest, []).append(_Spoken(words, proved.block.number))
        except ProvenanceError as error:
            case.checks[7].fault("words-malformed", proved.name, reason=error.message)
    return found


def _check_handover(case: Case, name: str, event: CustodyTransferred, spoken: dict[Digest, list[_Spoken]]) -> None:
    """Both parties agreed to the words behind a change of hands, with keys of theirs that were valid then."""
    check = case.checks[7]
    known = spoken.get(event.offer_digest, [])
    if not known:
        check.uncheckable("words-not-in-transaction", name, offer=event.offer_digest.hex0x)
        return
    if _as_done(known[0].words.offer) != _as_stated(event):
        check.fault("words-differ-from-event", name, offer=event.offer_digest.hex0x)
        return
    holders = [(each.words.holder, each.block) for each in known if each.words.holder]
    receivers = [(each.words.receiver, each.block) for each in known if each.words.receiver]
    for party, participant, consents in (("holder", event.giver, holders), ("receiver", event.receiver, receivers)):
        if not consents:
            check.fault("signature-missing", name, party=party, offer=event.offer_digest.hex0x)
            continue
        consent, block = consents[-1]
        if consent is not None:
            _check_consent(case, name, party, participant, consent, block)


def _as_done(offer: HandoverOffer) -> tuple[object, ...]:
    """What an offer brings about."""
    return (
        (offer.kind, offer.subject, offer.giver, offer.receiver, offer.receiver_role),
        (offer.target_stage, offer.sequence + 1, offer.evidence_root),
    )


def _as_stated(event: CustodyTransferred) -> tuple[object, ...]:
    """What the chain says came about."""
    return (
        (event.kind, event.subject, event.giver, event.receiver, event.receiver_role),
        (event.stage, event.sequence, event.evidence_root),
    )


def _check_consent(case: Case, name: str, party: str, participant: ParticipantId, consent: Consent, block: int) -> None:
    check = case.checks[7]
    if not consent.proved:
        check.uncheckable("contract-signature", name, party=party, key=consent.key)
        return
    try:
        period = case.record(SignerPeriod, storage.SIGNERS, consent.key)
    except NotProved as missing:
        check.uncheckable("state-not-proved", name, variable=str(missing))
        return
    if period is None or period.participant_id != participant:
        check.fault("signed-by-another", name, party=party, key=consent.key)
    elif not period.covers(block):
        check.fault("key-not-valid", name, party=party, key=consent.key, block=block)
    else:
        check.right()
