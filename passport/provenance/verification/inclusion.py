"""Step 4: each product is a leaf under the root it names, each lazily registered passport one of its batch."""

from __future__ import annotations

from passport.errors import ProofInvalid
from passport.identifiers import MerkleRoot
from passport.ledger.leaves import product_leaf
from passport.provenance.chain import storage
from passport.provenance.evidence import PassportPiece
from passport.provenance.merkle import check_inclusion
from passport.provenance.verification.case import Case, NotProved


def check_inclusions(case: Case) -> None:
    """Step 4 of docs/verification.md."""
    check = case.checks[4]
    for piece in case.evidence.products:
        signed = case.products.get(piece.name)
        if signed is None:
            check.uncheckable("product-unreadable", piece.name)
            continue
        leaf = product_leaf(signed.digest, signed.product.passport_id, signed.product.product_type)
        _check(case, piece.name, piece.root, leaf, piece.proof)
    for passport in case.evidence.passports:
        if passport.batch is not None:
            _check_passport(case, passport, passport.batch)
        elif passport.proof:
            check.fault("proof-not-needed", passport.name)


def _check_passport(case: Case, passport: PassportPiece, batch: int) -> None:
    try:
        root = case.word(storage.BATCH_ROOTS, batch)
    except NotProved as missing:
        case.checks[4].uncheckable("state-not-proved", passport.name, variable=str(missing))
        return
    _check(case, passport.name, MerkleRoot(root), passport.leaf, passport.proof)


def _check(case: Case, name: str, root: MerkleRoot, leaf: bytes, proof: tuple[bytes, ...]) -> None:
    try:
        check_inclusion(root, leaf, proof)
    except ProofInvalid as error:
        case.checks[4].fault("not-included", name, root=root.hex0x, reason=error.message)
    else:
        case.checks[4].right()
