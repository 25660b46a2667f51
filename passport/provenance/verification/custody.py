"""Step 7: who held what is one unbroken chain, each change of hands was agreed by both, and every rule was kept.

What the events add up to, and that none is missing, is `histories`; here both parties' consent to each change is found.
"""

from __future__ import annotations

from dataclasses import dataclass

from passport.errors import ProvenanceError
from passport.identifiers import Digest, ParticipantId
from passport.ledger.events import CustodyTransferred
from passport.ledger.offers import HandoverOffer
from passport.ledger.participants import SignerPeriod
from passport.provenance.chain import storage
from passport.provenance.handovers import Consent, Words, words_in
from passport.provenance.verification.agreed import check_agreed
from passport.provenance.verification.case import Case, NotProved
from passport.provenance.verification.histories import proved_history


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Words of an offer, and the block in which a transaction carried them."""

    words: Words
    block: int


def check_custody(case: Case) -> None:
    """Step 7 of docs/verification.md; histories go into the case."""
    events = sorted(
        (event for proved in case.transactions for event in proved.events), key=lambda event: event.position
    )
    spoken = _spoken(case)
    judged: set[CustodyTransferred] = set()
    for passport in case.evidence.passports:
        history = proved_history(case, passport, events)
        if history is None:
            continue
        case.histories[passport.passport_id] = history
        for event in history.events:
            if isinstance(event, CustodyTransferred) and event not in judged:
                judged.add(event)
                _check_handover(case, passport.name, event, spoken)
                check_agreed(case, passport.name, passport.passport_id, event)


def _spoken(case: Case) -> dict[Digest, list[_Spoken]]:
    """All words in the proved transactions, by the digest of their offer."""
    found: dict[Digest, list[_Spoken]] = {}
    for proved in case.transactions:
        try:
            for words in words_in(proved.transaction, case.domain):
                found.setdefault(words.digest, []).append(_Spoken(words, proved.block.number))
        except ProvenanceError as error:
            case.checks[7].fault("words-malformed", proved.name, reason=error.message)
    return found


def _check_handover(case: Case, name: str, event: CustodyTransferred, spoken: dict[Digest, list[_Spoken]]) -> None:
    """Both parties agreed to the words behind a change of hands, with keys of theirs that were valid then."""
    check = case.checks[7]
    known = spoken.get(event.offer_digest, [])
    if not known:
        check.uncheckable("words-not-in-transaction", name, offer=event.offer_digest.hex0x)
        return
    if _as_done(known[0].words.offer) != _as_stated(event):
        check.fault("words-differ-from-event", name, offer=event.offer_digest.hex0x)
        return
    holders = [(each.words.holder, each.block) for each in known if each.words.holder]
    receivers = [(each.words.receiver, each.block) for each in known if each.words.receiver]
    for party, participant, consents in (("holder", event.giver, holders), ("receiver", event.receiver, receivers)):
        if not consents:
            check.fault("signature-missing", name, party=party, offer=event.offer_digest.hex0x)
            continue
        consent, block = consents[-1]
        if consent is not None:
            _check_consent(case, name, party, participant, consent, block)


def _as_done(offer: HandoverOffer) -> tuple[object, ...]:
    """What an offer brings about."""
    return (
        (offer.kind, offer.subject, offer.giver, offer.receiver, offer.receiver_role),
        (offer.target_stage, offer.sequence + 1, offer.evidence_root),
    )


def _as_stated(event: CustodyTransferred) -> tuple[object, ...]:
    """What the chain says came about."""
    return (
        (event.kind, event.subject, event.giver, event.receiver, event.receiver_role),
        (event.stage, event.sequence, event.evidence_root),
    )


def _check_consent(case: Case, name: str, party: str, participant: ParticipantId, consent: Consent, block: int) -> None:
    check = case.checks[7]
    if not consent.proved:
        check.uncheckable("contract-signature", name, party=party, key=consent.key)
        return
    try:
        period = case.record(SignerPeriod, storage.SIGNERS, consent.key)
    except NotProved as missing:
        check.uncheckable("state-not-proved", name, variable=str(missing))
        return
    if period is None or period.participant_id != participant:
        check.fault("signed-by-another", name, party=party, key=consent.key)
    elif not period.covers(block):
        check.fault("key-not-valid", name, party=party, key=consent.key, block=block)
    else:
        check.right()
