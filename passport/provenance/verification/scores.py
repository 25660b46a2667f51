"""Step 9: each score comes out again, byte for byte, from the inputs in the bundle.

Inputs are named by CID, so only products shown whole count as inputs, and only a whole score can be compared.

The methods are given by the caller: this package computes nothing about batteries.
"""

from __future__ import annotations

from collections.abc import Mapping

from passport.battery.product_types import ProductType
from passport.errors import PassportError
from passport.identifiers import Cid, PassportId
from passport.provenance.canonical import canonical_bytes
from passport.provenance.credential import DataProduct
from passport.provenance.evidence import ProductPiece
from passport.provenance.verification.case import Case

_NOT_COMPUTABLE = (PassportError, ArithmeticError, LookupError, TypeError, ValueError)
"""What a method may raise for inputs it cannot take: an issuer signs what it likes."""


_SCORES = frozenset({ProductType.STATE_OF_HEALTH.value, ProductType.STATE_OF_SAFETY.value})
"""Types that are scores whatever their payload says."""


def method_of(product: DataProduct) -> str | None:
    """``id@version`` of the method behind a score; None for a product that is no score.

    A score is a product whose payload names its method: ``{"method": {"id": ..., "version": ...}, ...}``.
    """
    method = product.payload.get("method")
    if not isinstance(method, Mapping) or not {"id", "version"} <= set(method):
        return None
    return f"{method['id']}@{method['version']}"


def check_scores(case: Case) -> None:
    """Step 9 of docs/verification.md."""
    for piece in case.evidence.products:
        signed = case.products.get(piece.name)
        if signed is None:
            case.checks[9].uncheckable("product-unreadable", piece.name)
            continue
        method = method_of(signed.product)
        if piece.in_part:
            if method is not None or signed.product.product_type in _SCORES:
                case.checks[9].uncheckable("score-shown-in-part", piece.name)
        elif method is not None:
            _check_score(case, piece, signed.product, method)
        elif signed.product.product_type in _SCORES:
            case.checks[9].uncheckable("method-not-named", piece.name)


def _check_score(case: Case, piece: ProductPiece, score: DataProduct, method: str) -> None:
    check = case.checks[9]
    recompute = case.recompute.get(method)
    whole = _shown_whole(case)
    missing = [cid for cid in score.inputs if cid not in whole]
    if recompute is None:
        check.uncheckable("method-not-here", piece.name, method=method)
    elif missing or not score.inputs:
        check.uncheckable("inputs-not-shown", piece.name, missing=[str(cid) for cid in missing])
    else:
        inputs = {cid: whole[cid] for cid in score.inputs}
        strangers = [str(cid) for cid, given in inputs.items() if given.passport_id not in _its_own(case, score)]
        if strangers:
            check.fault("input-of-another", piece.name, inputs=strangers)
            return
        try:
            again = canonical_bytes(recompute(score, inputs))
        except _NOT_COMPUTABLE as error:
            check.fault("score-not-computable", piece.name, method=method, reason=str(error))
            return
        if again == canonical_bytes(score.payload):
            check.right()
        else:
            check.fault("score-differs", piece.name, method=method)


def _shown_whole(case: Case) -> Mapping[Cid, DataProduct]:
    """The products whose content has the CID it is shown under."""
    pieces = ((piece.cid, case.products.get(piece.name)) for piece in case.evidence.products)
    return {cid: read.product for cid, read in pieces if cid is not None and read is not None}


def _its_own(case: Case, score: DataProduct) -> frozenset[PassportId]:
    """Passports whose products a score may rest on: the battery's, its components', and that of the model it names."""
    own = {score.passport_id}
    document = case.documents.get(score.passport_id)
    model = None if document is None else document.product.payload.get("model")
    grown = True
    while grown:
        parts = {piece.passport_id for piece in case.evidence.passports if piece.parent in own} - own
        own |= parts
        grown = bool(parts)
    models = {piece.passport_id for piece in case.evidence.passports if piece.passport_id.hex0x == model}
    return frozenset(own | models)
