"""The ten steps, in the order in which one proves what the next needs; the report has them by number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from passport.errors import BundleMalformed, ProofInvalid
from passport.ledger.participants import ParticipantRecord
from passport.provenance.bundle import read_bundle
from passport.provenance.chain import storage
from passport.provenance.credential import DataProduct
from passport.provenance.evidence import Standing
from passport.provenance.key_binding import Expected
from passport.provenance.verification.case import Case, NotProved, Recompute
from passport.provenance.verification.chain_state import check_claims, prove_chain
from passport.provenance.verification.content import check_content
from passport.provenance.verification.custody import check_custody
from passport.provenance.verification.inclusion import check_inclusions
from passport.provenance.verification.links import check_links
from passport.provenance.verification.policy import Policy, Statement, utc_of
from passport.provenance.verification.report import ProvedBattery, Report, StepCheck
from passport.provenance.verification.scores import check_scores
from passport.provenance.verification.seals import check_seals
from passport.provenance.verification.signatures import check_signatures
from passport.provenance.verification.standing import check_standing
from passport.provenance.verification.trust import check_trust
from passport.provenance.verification.trust_root import TrustRoot


def verify(
    bundle: bytes,
    trust_root: TrustRoot | bytes,
    policy: Policy,
    *,
    now: datetime,
    recompute: Mapping[str, Recompute] | None = None,
    expected: Expected | None = None,
) -> Report:
    """Checks an evidence bundle. Needs nothing but its arguments: no network, no clock, no files.

    Args:
        bundle: The file's bytes.
        trust_root: What the verifier believes; bytes are read as a trust root file.
        policy: What the caller asks beyond truth.
        now: The time, for policies about age; aware.
        recompute: Methods of scores by ``id@version``.
        expected: What presenters were asked for; then every product shown in part must be an answer to it.

    Returns:
        The outcome of every step. Bad input never raises: it fails step 1 (trust root) or 2 (bundle).
    """
    try:
        root = TrustRoot.read(trust_root) if isinstance(trust_root, bytes) else trust_root
    except BundleMalformed as error:
        return _stopped(1, "trust-root-malformed", error)
    try:
        content = read_bundle(bundle)
    except BundleMalformed as error:
        return _stopped(2, "bundle-malformed", error)
    case = Case(content, root, now, recompute or {}, expected)
    _examine(case, policy)
    return _report(case)


def _examine(case: Case, policy: Policy) -> None:
    check_trust(case)
    check_content(case)
    prove_chain(case)
    check_claims(case)
    check_seals(case)
    check_signatures(case)
    check_inclusions(case)
    check_custody(case)
    check_links(case)
    check_standing(case)
    check_scores(case)
    _check_policy(case, policy)


def _check_policy(case: Case, policy: Policy) -> None:
    """Step 10 of docs/verification.md."""
    check = case.checks[10]
    for name, statement in _statements(case):
        if statement is None:
            check.uncheckable("issuer-not-proved", name)
            continue
        refusals = policy.judge(statement)
        for refusal in refusals:
            check.fault("policy-refuses", name, rule=refusal.rule, because=refusal.because)
        if not refusals:
            check.right()


def _statements(case: Case) -> Iterator[tuple[str, Statement | None]]:
    for passport in case.evidence.passports:
        document = case.documents.get(passport.passport_id)
        if document is not None:
            yield passport.name, _statement(case, document.product, Standing.STANDS)
    for piece in case.evidence.products:
        signed = case.products.get(piece.name)
        if signed is not None:
            yield piece.name, _statement(case, signed.product, piece.standing)


def _statement(case: Case, product: DataProduct, standing: Standing) -> Statement | None:
    block = case.state_block
    try:
        issuer = case.record(ParticipantRecord, storage.PARTICIPANTS, product.issuer, size=2)
    except (NotProved, ProofInvalid):
        return None
    if issuer is None or block is None:
        return None
    return Statement(
        product_type=product.product_type,
        issuer=product.issuer,
        issuer_roles=issuer.roles,
        issuer_suspended=issuer.suspended,
        valid_from=product.valid_from,
        standing=standing,
        state_time=utc_of(block.timestamp),
        now=case.now,
    )


def _report(case: Case) -> Report:
    block = case.state_block
    return Report(
        steps=tuple(case.checks[number].report() for number in range(1, 11)),
        chain_id=int(case.evidence.chain.chain_id),
        block_number=case.evidence.chain.state_block,
        block_hash=block.hash.hex0x if block else None,
        block_time=block.timestamp if block else None,
        batteries=tuple(_batteries(case)),
    )


def _batteries(case: Case) -> Iterator[ProvedBattery]:
    for piece in case.evidence.passports:
        history = case.histories.get(piece.passport_id)
        if history is not None:
            yield ProvedBattery(
                piece.passport_id,
                piece.identifier,
                piece.registrant,
                history.custodian,
                history.stage,
                history.status,
                history.withdrawn,
                history.custody,
            )


def _stopped(step: int, code: str, error: BundleMalformed) -> Report:
    """The report when nothing could be looked at."""
    checks = [StepCheck(number) for number in range(1, 11)]
    for check in checks:
        if check.number == step:
            check.fault(code, None, reason=error.message)
        else:
            check.uncheckable("nothing-readable", None, step=step)
    return Report(tuple(check.report() for check in checks), None, None, None, None)
