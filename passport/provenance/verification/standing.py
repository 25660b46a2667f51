"""Step 8: nothing is shown as standing that was withdrawn or superseded, and what was withdrawn is shown as such."""

from __future__ import annotations

from passport.errors import ProvenanceError
from passport.ledger.anchors import ProductWithdrawal
from passport.provenance.chain import storage
from passport.provenance.evidence import PassportPiece, ProductPiece, Standing
from passport.provenance.signed_product import digest_of
from passport.provenance.slots import signed_or_none
from passport.provenance.verification.case import Case, NotProved


def check_standing(case: Case) -> None:
    """Step 8 of docs/verification.md."""
    check = case.checks[8]
    trusted, shown = case.trust_root.trusted_block, case.evidence.chain.state_block
    if trusted is not None and shown < trusted.number:
        check.uncheckable("state-before-trusted-block", None, shown=shown, trusted=trusted.number)
    for piece in case.evidence.products:
        signed = signed_or_none(piece)
        if signed is None:
            check.uncheckable("product-unreadable", piece.name)
            continue
        try:
            found = _standing(case, piece, signed)
        except NotProved as missing:
            check.uncheckable("state-not-proved", piece.name, variable=str(missing))
        except ProvenanceError as error:
            check.fault("record-malformed", piece.name, reason=error.message)
        else:
            _compare(case, piece, found)
    for passport in case.evidence.passports:
        _check_identity(case, passport)
        history = case.histories.get(passport.passport_id) or case.lots.get(passport.passport_id)
        for withdrawal in history.withdrawals if history else ():
            check.note(
                "passport-withdrawn",
                passport.name,
                by=int(withdrawal.by),
                reason=withdrawal.reason.name.lower(),
                since=withdrawal.since.timestamp,
            )
        if history is not None:
            check.right()


def _check_identity(case: Case, passport: PassportPiece) -> None:
    """A duplicate of the identity was proved: which of them counts, an authority has yet to decide."""
    try:
        frozen = case.is_frozen(passport.passport_id)
    except NotProved as missing:
        case.checks[8].uncheckable("state-not-proved", passport.name, variable=str(missing))
    except ProvenanceError as error:
        case.checks[8].fault("record-malformed", passport.name, reason=error.message)
    else:
        if frozen:
            case.checks[8].fault("passport-frozen", passport.name)


def _standing(case: Case, piece: ProductPiece, signed: bytes) -> Standing:
    """What the chain says of a product: an empty slot is a product that stands."""
    digest = digest_of(signed)
    withdrawal = case.record(ProductWithdrawal, storage.WITHDRAWALS, piece.issuer, digest)
    successor = case.word(storage.PRODUCT_SUCCESSORS, piece.issuer, digest)
    if not successor.is_zero or (withdrawal is not None and withdrawal.superseded):
        return Standing.SUPERSEDED
    return Standing.STANDS if withdrawal is None else Standing.WITHDRAWN


def _compare(case: Case, piece: ProductPiece, found: Standing) -> None:
    if found is not piece.standing:
        case.checks[8].fault("standing-differs", piece.name, shown=piece.standing.value, found=found.value)
        return
    if found is not Standing.STANDS:
        case.checks[8].note(f"product-{found.value}", piece.name)
    case.checks[8].right()
