"""DID documents (W3C DID Core 1.0) for outsiders: of an account (did:pkh), and of an organisation (did:web).

Inside this project nobody resolves a DID: which key was whose in which block, the chain says, and verification asks
there. These documents say the same to software that knows DIDs only. They are made from the chain's state, nothing is
kept; a document is of one block and names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from passport.errors import ProvenanceError
from passport.identifiers import Address, ChainId, ParticipantId
from passport.ledger.participants import ParticipantRecord, SignerPeriod
from passport.provenance.canonical import Json
from passport.provenance.signing_key import key_id

MEDIA_TYPE = "application/did+json"

KEY_TYPE = "EcdsaSecp256k1RecoveryMethod2020"
"""A secp256k1 key known by its account: the chain keeps accounts, and a signature gives the key."""

CONTEXT: tuple[Json, ...] = (
    "https://www.w3.org/ns/did/v1",
    {
        KEY_TYPE: f"https://identity.foundation/EcdsaSecp256k1RecoverySignature2020#{KEY_TYPE}",
        "blockchainAccountId": "https://w3id.org/security#blockchainAccountId",
        **{
            term: f"urn:battery-passport:terms#{term}"
            for term in ("atBlock", "suspended", "validFromBlock", "validUntilBlock", "compromisedSinceBlock")
        },
    },
)

_HOST = re.compile(r"(?=.{1,253}(?::|$))[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?")


class HostMalformed(ProvenanceError):
    """Not a host name that did:web can carry."""

    code = "provenance.did_host"
    default_clause = "did:web section 3.1"


@dataclass(frozen=True, slots=True)
class Organisation:
    """What the chain says of an organisation in one block."""

    participant_id: ParticipantId
    chain_id: ChainId
    block: int
    record: ParticipantRecord
    keys: Mapping[Address, SignerPeriod]
    """Every key that ever was a signer of it."""


def did_web(host: str, participant_id: ParticipantId) -> str:
    """The DID of an organisation on a host: its document is at ``https://HOST/participants/N/did.json``.

    Args:
        host: Name in lower case, with ``:port`` unless it is 443.
        participant_id: Number on chain.

    Raises:
        HostMalformed: Not a host name.
    """
    if not _HOST.fullmatch(host):
        raise HostMalformed(f"{host!r} is not the name of a host.", host=host)
    return f"did:web:{host.replace(':', '%3A')}:participants:{int(participant_id)}"


def account_document(chain_id: ChainId, address: Address) -> dict[str, Json]:
    """The document of did:pkh of an account: it can sign, and nothing more is known of it."""
    did = key_id(chain_id, address)
    method = f"{did}#blockchainAccountId"
    return {
        "@context": list(CONTEXT),
        "id": did,
        "verificationMethod": [_method(method, did, chain_id, address)],
        "authentication": [method],
        "assertionMethod": [method],
    }


def organisation_document(did: str, organisation: Organisation) -> dict[str, Json]:
    """The document of an organisation at a block: every key with the blocks in which it could sign.

    Only keys that are valid in that block may assert anything now (``assertionMethod``), and none while it is
    suspended. Signatures of older keys stay good for what was anchored while they were valid: compare blocks.
    """
    chain_id, block = organisation.chain_id, organisation.block
    names = {address: f"{did}#{address}" for address in sorted(organisation.keys)}
    valid: list[Json] = [
        name
        for address, name in names.items()
        if organisation.keys[address].covers(block) and not organisation.record.suspended
    ]
    controller = f"{did}#controller"
    return {
        "@context": list(CONTEXT),
        "id": did,
        "alsoKnownAs": [f"urn:battery-passport:eip155:{int(chain_id)}:participant:{int(organisation.participant_id)}"],
        "atBlock": block,
        "suspended": organisation.record.suspended,
        "verificationMethod": [
            _method(controller, did, chain_id, organisation.record.controller),
            *(
                {**_method(name, did, chain_id, address), **_blocks(organisation.keys[address])}
                for address, name in names.items()
            ),
        ],
        "assertionMethod": valid,
        "authentication": valid,
        "capabilityInvocation": [controller],
    }


def _method(name: str, did: str, chain_id: ChainId, address: Address) -> dict[str, Json]:
    return {
        "id": name,
        "type": KEY_TYPE,
        "controller": did,
        "blockchainAccountId": f"eip155:{int(chain_id)}:{address}",
    }


def _blocks(period: SignerPeriod) -> dict[str, Json]:
    """From which block on a key could sign, and from which on no more."""
    ends = {"validUntilBlock": period.valid_until, "compromisedSinceBlock": period.compromised_since}
    return {
        "validFromBlock": int(period.valid_from),
        **{name: int(end) for name, end in ends.items() if end is not None},
    }
