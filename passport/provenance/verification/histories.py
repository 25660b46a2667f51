"""Step 7, first half: the events add up to the records in the chain's state, so none that matters was left out.

The events are folded with the contracts' rules applied again. Each record's sequence counts the custody acts on it and
its flags say in whose name it is withdrawn: of the passport, of its lot, and of every consignment it was packed in. A
component has no custody of its own, so the battery it was built into must be shown too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from passport.errors import HistoryContradiction, HistoryGap, ProvenanceError
from passport.ledger.events import LedgerEvent
from passport.ledger.history import CustodyBook, PassportHistory, StandingWithdrawal, book_of
from passport.ledger.passports import BatchRecord, ConsignmentRecord, PassportFlags, PassportRecord
from passport.provenance.chain import storage
from passport.provenance.evidence import PassportPiece
from passport.provenance.verification.case import Case, NotProved

_NAMES = (PassportFlags.WITHDRAWN_BY_MANUFACTURER, PassportFlags.WITHDRAWN_BY_AUTHORITY)


def proved_history(case: Case, piece: PassportPiece, events: Iterable[LedgerEvent]) -> PassportHistory | None:
    """The history of a passport, if it is complete and ends where the chain's state is; else None, and step 7 says why.

    Of a component that is still a leaf and follows its parent there is no history but the parent's: None, and its lot
    goes into the case.
    """
    check = case.checks[7]
    try:
        record = case.passport_record(piece.passport_id)
        book = book_of(piece.passport_id, events, piece.batch if record is None else None)
        history = _history(book, piece, record)
        differences = list(_all_differences(case, piece, record, history, book))
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
    parent = _parent_of(case, piece)
    if piece.parent is not None and parent is None:
        check.uncheckable("parent-not-shown", piece.name, parent=piece.parent.hex0x)
        return None
    check.right()
    if record is None and parent is not None and parent.batch == piece.batch:
        case.lots[piece.passport_id] = history
        return None
    return history


def _history(book: CustodyBook, piece: PassportPiece, record: PassportRecord | None) -> PassportHistory:
    if record is not None:
        return book.history(piece.passport_id)
    if piece.batch is None:
        raise HistoryGap("A passport that was registered alone has a record.")
    return book.lazy_history(piece.passport_id, piece.batch)


def _parent_of(case: Case, piece: PassportPiece) -> PassportPiece | None:
    return next((other for other in case.evidence.passports if other.passport_id == piece.parent), None)


def _all_differences(
    case: Case, piece: PassportPiece, record: PassportRecord | None, history: PassportHistory, book: CustodyBook
) -> Iterator[str]:
    """What the folded history and the stored records do not agree on."""
    if record is not None:
        yield from _of_record(case, record, history)
        if not _withdrawn_alike(record.flags, book.passports[piece.passport_id].withdrawals):
            yield "withdrawn"
    elif history.frozen is not case.is_frozen(piece.passport_id):
        yield "frozen"
    yield from _of_lots(case, book)
    yield from _of_consignments(case, book)


def _of_record(case: Case, record: PassportRecord, history: PassportHistory) -> list[str]:
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
        pairs["consignment"] = (history.consignment, record.consignment)
        folded = (history.custodian, history.stage, history.status, history.repair_for)
        pairs["custody"] = (folded, _stored_custody(case, record, history))
    return _unequal(pairs)


def _stored_custody(case: Case, record: PassportRecord, history: PassportHistory) -> tuple[object, ...]:
    """Custodian, stage, status and repair claim in the state, through the consignment if it is packed.

    The status of what is packed depends on when the consignment was sealed; the fold knows, the state does not say.
    """
    if record.consignment is None:
        return (record.custodian, record.stage, record.status, record.repair_for)
    box = case.record(ConsignmentRecord, storage.CONSIGNMENTS, record.consignment)
    return () if box is None else (box.custodian, box.stage, history.status, box.repair_for)


def _of_lots(case: Case, book: CustodyBook) -> Iterator[str]:
    """Of the lots it is or was in, also after it left: the acts before are among those the sequence counts."""
    for number, lot in book.lots.items():
        record = case.record(BatchRecord, storage.BATCHES, number)
        if record is None:
            yield "batch"
            continue
        if not _withdrawn_alike(record.flags, lot.withdrawals):
            yield "lot withdrawn"
        standing = lot.standing
        pairs: dict[str, tuple[object, object]] = {
            "lot sequence": (lot.sequence, record.sequence),
            "lot manufacturer": (lot.manufacturer, record.manufacturer),
            "lot custody": (
                (lot.custodian, standing.stage, standing.status, standing.repair_for),
                (record.custodian, record.stage, record.status, record.repair_for),
            ),
        }
        yield from _unequal(pairs)


def _of_consignments(case: Case, book: CustodyBook) -> Iterator[str]:
    """Of the consignments it is or was packed in, likewise; packing counts once a call, and calls leave no event."""
    for number, box in book.consignments.items():
        record = case.record(ConsignmentRecord, storage.CONSIGNMENTS, number)
        if record is None or not box.sequence <= record.sequence <= box.sequence + box.slack:
            yield "consignment sequence"
        elif record.custodian != box.custodian:
            yield "consignment custody"


def _withdrawn_alike(flags: PassportFlags, withdrawals: Sequence[StandingWithdrawal]) -> bool:
    """Whether as much is shown as the flags say: something if it is withdrawn at all, and both if in both names.

    An authority that made the battery withdraws as an authority; the events do not say so, hence "at least as many".
    """
    names = sum(flag in flags for flag in _NAMES)
    return bool(names) == bool(withdrawals) and names <= len({each.in_authority for each in withdrawals})


def _unequal(pairs: dict[str, tuple[object, object]]) -> list[str]:
    return [what for what, (folded, stored) in pairs.items() if folded != stored]
