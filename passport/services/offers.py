"""The words of a handover: drafting them, signing them, and the form in which they travel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from pydantic import TypeAdapter, ValidationError

from passport.battery.roles import Role
from passport.errors import BundleMalformed
from passport.identifiers import MerkleRoot, ParticipantId, PassportId, SubjectId
from passport.ledger.deployment import Contract, Deployment
from passport.ledger.leaves import product_leaf
from passport.ledger.offers import HandoverOffer, PartySignature, SignedHandover
from passport.ledger.refusals import NotHolder
from passport.ledger.subjects import Subject
from passport.ledger.transitions import after_handover
from passport.ledger.typed_data import Domain, acceptance_digest, offer_digest
from passport.ports import Signer
from passport.provenance.merkle import MerkleTree
from passport.provenance.records import ProductEntry
from passport.services.model import refuse_model
from passport.services.standing import position_of
from passport.services.workbench import Workbench

VALID_FOR = timedelta(days=14)
"""How long an offer may wait for its acceptance unless the holder says otherwise."""


@dataclass(frozen=True)
class Intention:
    """Who wants to give what to whom."""

    passport_id: PassportId
    giver: ParticipantId
    receiver: ParticipantId
    role: Role
    """Role in which the receiver takes it."""
    evidence_root: MerkleRoot | None = None
    """Merkle root over the condition evidence both sides agree on."""


@dataclass(frozen=True)
class SignedOffer:
    """An offer with the holder's signature, on its way to the receiver."""

    offer: HandoverOffer
    holder: PartySignature


_OFFER = TypeAdapter(HandoverOffer)
_SIGNED_OFFER = TypeAdapter(SignedOffer)
_SIGNED_HANDOVER = TypeAdapter(SignedHandover)


def draft(bench: Workbench, intention: Intention, valid_for: timedelta = VALID_FOR) -> HandoverOffer:
    """The words of an offer, for the passport as it stands now.

    Raises:
        NotHolder: The giver does not hold it.
        TransitionNotAllowed, RepairReturnsToOwner: The receiver cannot take it in this role.
        PassportUnknown: Nobody registered it, as far as this installation knows.
        BatteryModelError: It is a model's, and no battery's.
    """
    refuse_model(bench, intention.passport_id)
    position = position_of(bench, bench.ledger.snapshot(), intention.passport_id)
    if position.custodian != intention.giver:
        raise NotHolder(SubjectId(intention.passport_id), position.custodian, intention.giver)
    after = after_handover(position.standing, intention.giver, intention.receiver, intention.role)
    subject = Subject.passport(intention.passport_id)
    return HandoverOffer(
        kind=subject.kind,
        subject=subject.id,
        giver=intention.giver,
        receiver=intention.receiver,
        receiver_role=intention.role,
        target_stage=after.stage,
        evidence_root=intention.evidence_root,
        sequence=position.sequence,
        deadline=int((bench.clock.now() + valid_for).timestamp()),
    )


def evidence_root(products: Iterable[ProductEntry]) -> MerkleRoot | None:
    """Root over the leaves of the products that show the battery's condition, in the order given; None for none."""
    leaves = [product_leaf(entry.digest, entry.passport_id, entry.product_type) for entry in products]
    return MerkleTree(leaves).root if leaves else None


def sign_offer(deployment: Deployment, words: HandoverOffer, holder: Signer) -> PartySignature:
    """The holder's signature over the offer (EIP-712)."""
    return PartySignature(holder.address, holder.sign_digest(offer_digest(_domain(deployment), words)))


def sign_acceptance(deployment: Deployment, words: HandoverOffer, receiver: Signer) -> PartySignature:
    """The receiver's signature over the acceptance of exactly that offer (EIP-712)."""
    return PartySignature(receiver.address, receiver.sign_digest(acceptance_digest(_domain(deployment), words)))


def write_offer(words: HandoverOffer) -> str:
    """The words as JSON."""
    return _OFFER.dump_json(words).decode()


def read_offer(text: str) -> HandoverOffer:
    """Reads what `write_offer` wrote."""
    return _OFFER.validate_json(text)


def write_signed(signed: SignedOffer | SignedHandover) -> bytes:
    """A signed offer, or a handover signed by both, as the file that travels."""
    if isinstance(signed, SignedOffer):
        return _SIGNED_OFFER.dump_json(signed, indent=1)
    return _SIGNED_HANDOVER.dump_json(signed, indent=1)


def read_signed_offer(content: bytes) -> SignedOffer:
    """Reads a signed offer. Raises BundleMalformed."""
    try:
        return _SIGNED_OFFER.validate_json(content)
    except ValidationError as error:
        raise _malformed("a signed offer", error) from error


def read_signed_handover(content: bytes) -> SignedHandover:
    """Reads a handover signed by both sides. Raises BundleMalformed."""
    try:
        return _SIGNED_HANDOVER.validate_json(content)
    except ValidationError as error:
        raise _malformed("a handover with both signatures", error) from error


def _domain(deployment: Deployment) -> Domain:
    return Domain.of(deployment, Contract.PASSPORT_REGISTRY)


def _malformed(wanted: str, error: ValidationError) -> BundleMalformed:
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    return BundleMalformed(f"This is not {wanted}: {where}: {first['msg']}.", path=where)
