"""Step 2: every byte is what its name says.

The bundle is canonical, its manifest names each piece by its sha2-256, each product shown whole has its CID, and each
passport document the digest that was registered. A product in part is named by its digest.
"""

from __future__ import annotations

import hmac

from passport.provenance.content import cid_of
from passport.provenance.signed_product import digest_of
from passport.provenance.verification.case import Case


def check_content(case: Case) -> None:
    """Step 2 of docs/verification.md."""
    check = case.checks[2]
    for name in case.bundle.mismatched:
        check.fault("piece-changed", name)
    for product in case.evidence.products:
        if product.cid is None or cid_of(product.content) == product.cid:
            check.right()
        else:
            check.fault("cid-differs", product.name, cid=cid_of(product.content))
    for passport in case.evidence.passports:
        if hmac.compare_digest(digest_of(passport.document), passport.digest):
            check.right()
        else:
            check.fault("document-differs", passport.name, digest=digest_of(passport.document).hex0x)
    if not case.bundle.mismatched:
        check.right()
