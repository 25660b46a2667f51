"""Step 7, last part: the condition both parties of a handover agreed on, found among the products shown.

The evidence root of a handover is a Merkle root over products about the battery (docs/decisions/0074). Which products,
and in which order, is not on chain; a few are found by trying.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from passport.identifiers import MerkleRoot, PassportId
from passport.ledger.events import CustodyTransferred
from passport.ledger.leaves import product_leaf
from passport.ledger.subjects import SubjectKind
from passport.provenance.merkle import hash_pair
from passport.provenance.verification.case import Case

_THREES_OF = 16
"""Up to so many products, roots over three of them are tried too."""


def check_agreed(case: Case, name: str, passport_id: PassportId, event: CustodyTransferred) -> None:
    """Says of a handover whether what was agreed on is in the bundle; nobody is obliged to show it."""
    if event.evidence_root is None:
        return
    # A component's history has the handovers of what it was built into: the agreement was about that.
    about = PassportId(event.subject) if event.kind is SubjectKind.PASSPORT else passport_id
    shown = [signed for signed in case.products.values() if signed.product.passport_id == about]
    leaves = [product_leaf(each.digest, about, each.product.product_type) for each in shown]
    if event.evidence_root in _roots(leaves):
        case.checks[7].right()
    else:
        case.checks[7].note("evidence-not-shown", name, root=event.evidence_root.hex0x)


def _roots(leaves: Sequence[bytes]) -> Iterator[MerkleRoot]:
    """Roots over one, two or three of the leaves; the last of three goes up alone, so each may be it."""
    yield from map(MerkleRoot, leaves)
    pairs = {chosen: hash_pair(*chosen) for chosen in combinations(leaves, 2)}
    yield from map(MerkleRoot, pairs.values())
    if len(leaves) <= _THREES_OF:
        for chosen, node in pairs.items():
            yield from (MerkleRoot(hash_pair(node, third)) for third in leaves if third not in chosen)
