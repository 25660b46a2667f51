"""Step 3, of a product shown in part: who presents it, and whether it is the answer the verifier asked for."""

from __future__ import annotations

from passport.errors import ProvenanceError
from passport.identifiers import ParticipantId
from passport.ledger.participants import SignerPeriod
from passport.provenance.chain import storage
from passport.provenance.evidence import ProductPiece
from passport.provenance.key_binding import KeyBinding
from passport.provenance.presentation import Presentation
from passport.provenance.verification.case import Case, NotProved


def check_presenter(case: Case, piece: ProductPiece, read: Presentation) -> None:
    """Judges the key binding of a product shown in part; of one shown whole there is none."""
    check = case.checks[3]
    if not piece.in_part:
        return
    check.note("shown-in-part", piece.name, undisclosed=read.shown.undisclosed)
    binding = read.key_binding
    if binding is None:
        if case.expected is not None:
            check.fault("key-binding-missing", piece.name)
        return
    if case.expected is None:
        check.uncheckable("audience-not-named", piece.name, audience=binding.audience)
    else:
        refusal = case.expected.refusal(binding, case.now)
        if refusal is not None:
            check.fault("presented-to-another", piece.name, because=refusal)
            return
    _check_key(case, piece, binding)


def _check_key(case: Case, piece: ProductPiece, binding: KeyBinding) -> None:
    """The key is a participant's in the state block, unless the product names it."""
    check = case.checks[3]
    if binding.signer is None:
        check.note("presented-by", piece.name, participant=None)
        check.right()
        return
    try:
        period = case.record(SignerPeriod, storage.SIGNERS, binding.signer)
    except NotProved as missing:
        check.uncheckable("state-not-proved", piece.name, variable=str(missing))
        return
    except ProvenanceError as error:
        check.fault("record-malformed", piece.name, reason=error.message)
        return
    if period is None or not period.covers(case.evidence.chain.state_block):
        check.fault("presenter-unknown", piece.name, signer=binding.signer)
        return
    check.note("presented-by", piece.name, participant=int(ParticipantId(period.participant_id)))
    check.right()
