"""Enrol an organisation: its DID document is stored, and governance writes it into the participant registry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from passport.battery.roles import RoleSet
from passport.identifiers import Address, ChainId, Cid, Digest, ParticipantId, TxHash
from passport.ledger.acts import EnrolParticipant
from passport.ledger.delivery import IdempotencyKey
from passport.ledger.events import ParticipantEnrolled
from passport.provenance.canonical import Json, canonical_bytes
from passport.provenance.signing_key import key_id
from passport.services.steps import Steps
from passport.services.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Applicant:
    """An organisation that governance has identified."""

    title: str
    """Its name in its DID document."""
    roles: RoleSet
    controller: Address
    """Key that manages its signing keys; keep it apart from them."""
    signer: Address
    """First signing key."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An organisation on chain."""

    participant_id: ParticipantId
    did: str
    did_document: Cid
    transaction: TxHash


def did_of(chain_id: ChainId, controller: Address) -> str:
    """did:pkh of the first controller (CAIP-10); it stays when keys are rotated, because the id on chain does."""
    return key_id(chain_id, controller)


def enrol(bench: Workbench, applicant: Applicant, registrar: Address, *, key: IdempotencyKey | None = None) -> Enrolled:
    """Stores the DID document and enrols the organisation.

    Args:
        bench: The ports.
        applicant: Who is enrolled.
        registrar: A key with the REGISTRAR role.
        key: Name of this intention; derived from the applicant if None.

    Raises:
        ControllerAlreadyBound, SignerAlreadyBound, RolesInvalid, AccessManagedUnauthorized: As the contract refuses.
    """
    chain_id = bench.ledger.deployment.chain_id
    did = did_of(chain_id, applicant.controller)
    request: Json = {
        "title": applicant.title,
        "roles": int(applicant.roles),
        "controller": str(applicant.controller),
        "signer": str(applicant.signer),
    }
    steps = Steps(bench.journal, "enrol", key, request)
    document = canonical_bytes(_did_document(did, applicant, chain_id))
    cid = bench.store.put(document)
    steps.passed("stored")
    act = EnrolParticipant(
        applicant.controller, applicant.signer, applicant.roles, Digest(hashlib.sha256(document).digest())
    )
    receipt = steps.deliver(bench.outbox, "enrolment", registrar, lambda: act)
    steps.finish()
    return Enrolled(receipt.single(ParticipantEnrolled).participant_id, did, cid, receipt.tx_hash)


def _did_document(did: str, applicant: Applicant, chain_id: ChainId) -> Json:
    """A DID document (W3C DID 1.0) with the controller as its verification method; signers are on chain."""
    method = f"{did}#controller"
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/v2"],
        "id": did,
        "alsoKnownAs": [f"urn:organisation:{applicant.title.lower().replace(' ', '-')}"],
        "verificationMethod": [
            {
                "id": method,
                "type": "EcdsaSecp256k1RecoveryMethod2020",
                "controller": did,
                "blockchainAccountId": f"eip155:{int(chain_id)}:{applicant.controller}",
            }
        ],
        "capabilityInvocation": [method],
    }
