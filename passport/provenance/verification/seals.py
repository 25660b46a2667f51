"""Step 6: every block the bundle relies on belongs to the chain the verifier believes in.

Either the blocks lead by their parent hashes to the trusted block, or the validators sealed them: by clique one
validator each block, and enough of them built on the state block; by QBFT two thirds of them each block.
"""

from __future__ import annotations

from itertools import pairwise

from passport.errors import ProofInvalid
from passport.identifiers import Address
from passport.provenance.chain import qbft
from passport.provenance.chain.blocks import Header
from passport.provenance.chain.seals import clique_sealer, qbft_sealers
from passport.provenance.verification.case import Case
from passport.provenance.verification.trust_root import TrustedBlock, Validators


def check_seals(case: Case) -> None:
    """Step 6 of docs/verification.md."""
    check, root = case.checks[6], case.trust_root
    if not case.headers:
        check.uncheckable("no-headers")
    elif not _linked(case):
        return
    elif root.trusted_block is not None:
        _check_trusted(case, root.trusted_block)
    elif root.validators is None:
        check.uncheckable("no-block-trusted")
    if case.headers and root.validators is not None:
        _check_sealed(case, root.validators)


def _linked(case: Case) -> bool:
    """Whether each header is the parent of the next, without a gap."""
    numbers = sorted(case.headers)
    linked = True
    for number, following in pairwise(numbers):
        if following != number + 1:
            case.checks[6].fault("headers-missing", f"header/{number + 1:012d}", until=following - 1)
            linked = False
        elif case.headers[following].parent != case.headers[number].ref.hash:
            case.checks[6].fault("headers-not-linked", f"header/{following:012d}")
            linked = False
    return linked


def _check_trusted(case: Case, trusted: TrustedBlock) -> None:
    """Headers up to the trusted block are its ancestors; for later ones nobody vouches but validators."""
    check = case.checks[6]
    header = case.headers.get(trusted.number)
    if header is None:
        check.uncheckable("trusted-block-not-reached", block=trusted.number)
        return
    if header.ref.hash != trusted.hash:
        check.fault("trusted-block-differs", f"header/{trusted.number:012d}", expected=trusted.hash.hex0x)
        return
    for number in sorted(case.headers):
        if number <= trusted.number:
            check.right()
        elif case.trust_root.validators is None:
            check.uncheckable("after-trusted-block", f"header/{number:012d}", trusted=trusted.number)


def _check_sealed(case: Case, validators: Validators) -> None:
    if validators.scheme == "qbft":
        for header in case.headers.values():
            _check_committed(case, header, validators)
    else:
        _check_clique(case, validators)


def _check_clique(case: Case, validators: Validators) -> None:
    """Every header has a validator's seal; more than half of them sealed the state block or built on it."""
    check = case.checks[6]
    builders: set[Address] = set()
    for number, header in sorted(case.headers.items()):
        name = f"header/{number:012d}"
        try:
            sealer = clique_sealer(header)
        except ProofInvalid as error:
            check.fault("seal-invalid", name, reason=error.message)
            return
        if sealer not in validators.addresses:
            check.fault("sealed-by-another", name, sealer=sealer)
            return
        if number >= case.evidence.chain.state_block:
            builders.add(sealer)
        check.right()
    needed = len(validators.addresses) // 2 + 1
    if len(builders) < needed:
        check.uncheckable("not-final", sealers=len(builders), needed=needed)


def _check_committed(case: Case, header: Header, validators: Validators) -> None:
    """Two thirds of the validators committed to the block, each once and nobody else; such a block is final at once."""
    check, name = case.checks[6], f"header/{header.ref.number:012d}"
    try:
        named = qbft.read_extra(header.extra_data).validators
        sealers = qbft_sealers(header)
    except ProofInvalid as error:
        check.fault("seal-invalid", name, reason=error.message)
        return
    strangers = [sealer for sealer in sealers if sealer not in validators.addresses]
    needed = qbft.quorum_of(len(validators.addresses))
    if named and set(named) != set(validators.addresses):
        check.fault("validators-differ", name, named=list(named))
    elif strangers:
        check.fault("sealed-by-another", name, sealer=strangers[0])
    elif len(sealers) < needed:
        check.fault("too-few-seals", name, sealers=len(sealers), needed=needed)
    else:
        check.right()
