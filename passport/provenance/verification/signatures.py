"""Step 3: each document and product was signed by its issuer, with a key that was valid when it counted.

It counted in the block that anchored it: before that nobody had to believe it, after that the key may be revoked. What
is shown of a product in part must be among what was signed; who presents it, `presenters` checks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from passport.errors import ProvenanceError
from passport.identifiers import ParticipantId
from passport.ledger.anchors import Anchor
from passport.ledger.participants import SignerPeriod
from passport.ledger.passports import BatchRecord, PassportRecord
from passport.provenance.chain import storage
from passport.provenance.content import cid_of
from passport.provenance.evidence import PassportPiece, Piece, ProductPiece
from passport.provenance.key_binding import KeyBindingRefused
from passport.provenance.presentation import Presentation, read_presentation
from passport.provenance.sd_jwt import DisclosureRefused
from passport.provenance.signed_product import VerifiedProduct, read_product
from passport.provenance.verification.case import Case, NotProved
from passport.provenance.verification.presenters import check_presenter

P = TypeVar("P", bound=Piece)


def check_signatures(case: Case) -> None:
    """Step 3 of docs/verification.md; what is signed goes into the case, products whose content has their name."""
    shown = {passport.passport_id for passport in case.evidence.passports}
    for passport in case.evidence.passports:
        read = _read(case, passport, passport.document, passport.registrant)
        signed = None if read is None else read.shown
        if signed is not None and signed.product.passport_id != passport.passport_id:
            case.checks[3].fault("subject-differs", passport.name)
        elif signed is not None:
            case.documents[passport.passport_id] = signed
            _check_key(case, passport, signed, _registered_at)
    for product in case.evidence.products:
        content = _unsealed(case, product)
        read = None if content is None else _read(case, product, content, product.issuer)
        if read is not None and read.shown.product.passport_id not in shown:
            about = read.shown.product.passport_id.hex0x
            case.checks[3].fault("subject-not-shown", product.name, passport=about)
        elif read is not None:
            if product.in_part or cid_of(product.content) == product.cid:
                case.products[product.name] = read.shown
            _check_key(case, product, read.shown, _anchored_at)
            check_presenter(case, product, read)


def _unsealed(case: Case, piece: ProductPiece) -> bytes | None:
    """The signed product, its seal taken off if it has one."""
    check = case.checks[3]
    try:
        signed = piece.signed
    except ProvenanceError as error:
        check.fault("seal-broken", piece.name, reason=error.message, clause=error.clause)
        return None
    if signed is None:
        check.uncheckable("sealed", piece.name)
    return signed


def _read(case: Case, piece: Piece, content: bytes, issuer: ParticipantId) -> Presentation | None:
    """The signed words, if the signatures are right and they name this chain and issuer."""
    check = case.checks[3]
    in_part = isinstance(piece, ProductPiece) and piece.in_part
    try:
        read = read_presentation(content) if in_part else Presentation(read_product(content), None)
    except DisclosureRefused as error:
        check.fault("disclosures-refused", piece.name, reason=error.message, rule=error.values.get("rule"))
        return None
    except KeyBindingRefused as error:
        check.fault("key-binding-refused", piece.name, reason=error.message)
        return None
    except ProvenanceError as error:
        check.fault("signature-invalid", piece.name, reason=error.message, clause=error.clause)
        return None
    signed = read.shown
    if signed.chain_id != case.trust_root.chain_id:
        check.fault("chain-differs", piece.name, found=int(signed.chain_id))
        return None
    if signed.product.issuer != issuer:
        check.fault("issuer-differs", piece.name, expected=int(issuer), found=int(signed.product.issuer))
        return None
    return read


def _check_key(case: Case, piece: P, signed: VerifiedProduct, counted_at: Callable[[Case, P], int | None]) -> None:
    """The key was the issuer's in the block in which the words began to count."""
    check = case.checks[3]
    try:
        block = counted_at(case, piece)
        period = case.record(SignerPeriod, storage.SIGNERS, signed.signer)
    except NotProved as missing:
        check.uncheckable("state-not-proved", piece.name, variable=str(missing))
        return
    except ProvenanceError as error:
        check.fault("record-malformed", piece.name, reason=error.message)
        return
    if block is None:
        check.uncheckable("never-anchored", piece.name)
    elif period is None or period.participant_id != signed.product.issuer:
        check.fault("key-of-another", piece.name, signer=signed.signer)
    elif not period.covers(block):
        check.fault("key-not-valid", piece.name, signer=signed.signer, block=block)
    else:
        check.right()


def _anchored_at(case: Case, piece: ProductPiece) -> int | None:
    anchor = case.record(Anchor, storage.ANCHORS, piece.issuer, piece.root)
    return None if anchor is None else anchor.block_number


def _registered_at(case: Case, piece: PassportPiece) -> int | None:
    if piece.batch is not None:
        batch = case.record(BatchRecord, storage.BATCHES, piece.batch)
        return None if batch is None else batch.registered_at_block
    record = case.record(PassportRecord, storage.PASSPORTS, piece.passport_id)
    return None if record is None else record.created_at_block
