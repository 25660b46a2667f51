"""Hand a battery over: both sides sign the same words, and one transaction carries them out.

`hand_over` is for whoever can use both keys; `relay` for whoever got the signed words; `offer`, `accept`, `reject` and
`cancel` do it in two transactions, each sent by the party itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from passport.battery.lifecycle import Stage, Status
from passport.identifiers import Address, BlockRef, Digest, ParticipantId, TxHash
from passport.ledger.acts import (
    AcceptOffer,
    Act,
    CancelOffers,
    ExecuteHandover,
    ExecuteLazyHandover,
    OfferHandover,
    RejectOffer,
)
from passport.ledger.delivery import IdempotencyKey, Receipt
from passport.ledger.events import CustodyTransferred, HandoverOffered
from passport.ledger.offers import HandoverOffer, SignedHandover
from passport.ledger.refusals import OfferNotOpen
from passport.ledger.subjects import Subject, SubjectKind
from passport.provenance.canonical import Json
from passport.services.existence import bring_into_existence
from passport.services.offers import VALID_FOR, Intention, draft, read_offer, sign_acceptance, sign_offer, write_offer
from passport.services.standing import position_of
from passport.services.steps import Steps, request_key
from passport.services.workbench import Party, Workbench


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A handover that is done."""

    offer_digest: Digest
    """EIP-712 digest of the words both signed."""
    custodian: ParticipantId
    stage: Stage
    status: Status
    transaction: TxHash
    block: BlockRef
    gas_used: int


def hand_over(
    bench: Workbench,
    intention: Intention,
    giver: Party,
    receiver: Party,
    *,
    valid_for: timedelta = VALID_FOR,
    key: IdempotencyKey | None = None,
) -> HandedOver:
    """Both sides sign, the receiver relays, one transaction.

    A passport that is still a leaf of its batch is brought into existence in the same transaction. Asked again after
    it was done, it answers what was done.

    Raises:
        NotHolder, TransitionNotAllowed, ReceiverRoleMissing, SubjectIsWithdrawn, ...: As the contract refuses.
    """
    request: dict[str, Json] = {
        "passport": intention.passport_id.hex0x,
        "giver": int(intention.giver),
        "receiver": int(intention.receiver),
        "role": intention.role.name,
        "evidence": None if intention.evidence_root is None else intention.evidence_root.hex0x,
    }
    steps = Steps(bench.journal, "hand_over", key or _intended(bench, intention, request), request)
    words, name = _standing_words(bench, steps, intention, valid_for)
    deployment = bench.ledger.deployment
    signed = SignedHandover(
        words, sign_offer(deployment, words, giver.signer), sign_acceptance(deployment, words, receiver.signer)
    )
    receipt = steps.deliver(bench.outbox, name, receiver.signer.address, lambda: _execution(bench, signed))
    steps.finish()
    return _done(receipt)


def relay(bench: Workbench, signed: SignedHandover, relayer: Address) -> HandedOver:
    """Carries out a handover that both parties signed elsewhere; anyone may pay for it.

    Raises:
        OfferExpired, OfferSequenceMismatch, SignatureInvalid, ...: As the contract refuses.
    """
    request: Json = {
        "words": write_offer(signed.offer),
        "holder": signed.holder.signature.hex0x,
        "receiver": signed.receiver.signature.hex0x,
    }
    steps = Steps(bench.journal, "relay", None, request)
    receipt = steps.deliver(bench.outbox, "handover", relayer, lambda: _execution(bench, signed))
    steps.finish()
    return _done(receipt)


def offer(
    bench: Workbench, intention: Intention, giver: Party, *, valid_for: timedelta = VALID_FOR
) -> tuple[HandoverOffer, Receipt]:
    """Opens an offer on chain, sent by the holder; a lazy passport is brought into existence first."""
    words = draft(bench, intention, valid_for)
    # The deadline moves with the clock, so the intention is what names the request.
    request: Json = {
        "passport": intention.passport_id.hex0x,
        "receiver": int(intention.receiver),
        "role": intention.role.name,
        "evidence": None if intention.evidence_root is None else intention.evidence_root.hex0x,
        "sequence": words.sequence,
    }
    steps = Steps(bench.journal, "offer", None, request)
    words, name = _standing_words(bench, steps, intention, valid_for)
    bring_into_existence(bench, steps, intention.passport_id, giver.signer.address)
    receipt = steps.deliver(bench.outbox, name, giver.signer.address, lambda: OfferHandover(words))
    steps.finish()
    return words, receipt


def open_offer(bench: Workbench, subject: Subject) -> HandoverOffer:
    """The words of the offer that is open on chain for a subject. Raises OfferNotOpen."""
    digest = bench.ledger.snapshot().open_offer(subject)
    if digest is not None:
        first, last = bench.ledger.deployment.first_block, bench.ledger.head().number
        for event in bench.ledger.events(first, last):
            if isinstance(event, HandoverOffered) and event.offer_digest == digest:
                return event.offer
    raise OfferNotOpen(digest or Digest.zero())


def accept(bench: Workbench, words: HandoverOffer, receiver: Party) -> HandedOver:
    """Accepts an open offer on chain, sent by the receiver."""
    return _done(_answer(bench, "accept", words, receiver, AcceptOffer(words)))


def reject(bench: Workbench, words: HandoverOffer, receiver: Party) -> Receipt:
    """Refuses exactly these words, offered on chain or only signed."""
    return _answer(bench, "reject", words, receiver, RejectOffer(words))


def cancel(bench: Workbench, subject: Subject, holder: Party) -> Receipt:
    """Voids every offer of the subject that is not carried out yet; a lazy passport is brought into existence first."""
    position = position_of(bench, bench.ledger.snapshot(), subject.passport_id)
    before: Json = {"subject": subject.id.hex0x, "sequence": position.sequence - 1}
    request: Json = {"subject": subject.id.hex0x, "sequence": position.sequence}
    # One that was cut off after it took effect has moved the sequence on already: it is finished, not done again.
    cut_off = bench.journal.entry(request_key("cancel", before))
    steps = Steps(bench.journal, "cancel", None, request if cut_off is None or cut_off.done else before)
    act = CancelOffers(subject.kind, subject.id)
    bring_into_existence(bench, steps, subject.passport_id, holder.signer.address)
    receipt = steps.deliver(bench.outbox, "cancel", holder.signer.address, lambda: act)
    steps.finish()
    return receipt


def _answer(bench: Workbench, use_case: str, words: HandoverOffer, party: Party, act: Act) -> Receipt:
    steps = Steps(bench.journal, use_case, None, {"words": write_offer(words)})
    receipt = steps.deliver(bench.outbox, use_case, party.signer.address, lambda: act)
    steps.finish()
    return receipt


def _intended(bench: Workbench, intention: Intention, request: dict[str, Json]) -> IdempotencyKey:
    """The key of an intention nobody named: it is about one turn of the passport's sequence number.

    If the receiver holds it already, the turn meant may be the one just taken.
    """
    position = position_of(bench, bench.ledger.snapshot(), intention.passport_id)
    taken = request_key("hand_over", {**request, "sequence": position.sequence - 1})
    if position.custodian == intention.receiver and bench.journal.entry(taken) is not None:
        return taken
    return request_key("hand_over", {**request, "sequence": position.sequence})


def _standing_words(
    bench: Workbench, steps: Steps, intention: Intention, valid_for: timedelta
) -> tuple[HandoverOffer, str]:
    """The words written down for this intention, and the name of the act that carries them.

    Words whose deadline passed before anything was sent are replaced by new ones.
    """
    turn = 1
    while True:
        words = read_offer(steps.once(f"words-{turn}", lambda: write_offer(draft(bench, intention, valid_for))))
        name = f"handover-{turn}"
        if words.deadline >= bench.clock.now().timestamp() or steps.is_under_way(bench.outbox, name):
            return words, name
        turn += 1


def _execution(bench: Workbench, signed: SignedHandover) -> Act:
    """One transaction: with the leaf's proof if the passport is not a record yet."""
    lazy = None
    if signed.offer.kind is SubjectKind.PASSPORT:
        lazy = position_of(bench, bench.ledger.snapshot(), signed.offer.about.passport_id).lazy
    if lazy is None:
        return ExecuteHandover(signed.offer, signed.holder, signed.receiver)
    return ExecuteLazyHandover(lazy, signed.offer, signed.holder, signed.receiver)


def _done(receipt: Receipt) -> HandedOver:
    event = receipt.single(CustodyTransferred)
    return HandedOver(
        event.offer_digest,
        event.receiver,
        event.stage,
        event.status,
        receipt.tx_hash,
        receipt.block,
        receipt.gas_used,
    )
