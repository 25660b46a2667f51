"""The first version of a passport: the signed document whose digest is registered, and how a single one is."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

from passport.identifiers import BatteryIdentifier, PassportId
from passport.ledger.acts import Act
from passport.ledger.delivery import Receipt
from passport.ledger.passports import Registration
from passport.provenance.canonical import Json
from passport.provenance.credential import DataProduct
from passport.provenance.records import PassportEntry
from passport.provenance.signed_product import digest_of, read_product, sign_product
from passport.services.steps import Steps
from passport.services.workbench import Party, Workbench

PASSPORT_TYPE = "BatteryPassport"
"""Type of a passport's first version; it is registered, not anchored, so it is no data-product type."""
SCHEMA_ID = "urn:battery-passport:schema:battery-passport"
SCHEMA_VERSION = "1.0"


def sign_first_version(
    bench: Workbench, registrant: Party, passport_id: PassportId, payload: Mapping[str, Json]
) -> bytes:
    """The document, signed by who registers it. Its salt is random, so it must be written down before it is used."""
    product = DataProduct(
        product_type=PASSPORT_TYPE,
        passport_id=passport_id,
        issuer=registrant.participant_id,
        issuer_did=registrant.did,
        valid_from=bench.clock.now().replace(microsecond=0),
        disclosure_class=1,
        schema_id=SCHEMA_ID,
        schema_version=SCHEMA_VERSION,
        payload=dict(payload),
        salt=secrets.token_hex(16),
    )
    return sign_product(product, registrant.signer, bench.ledger.deployment.chain_id)


def first_version_of(bench: Workbench, entry: PassportEntry) -> DataProduct:
    """What the registrant stated about the passport when it began. Raises ContentNotFound, SignatureInvalid."""
    return read_product(bench.store.get(entry.cid)).product


def register_one(
    bench: Workbench,
    steps: Steps,
    registrant: Party,
    identifier: BatteryIdentifier,
    payload: Mapping[str, Json],
    act: Callable[[Registration], Act],
) -> tuple[PassportEntry, Receipt]:
    """Signs and stores one first version, delivers the act that registers it, and notes the passport; then finished."""
    passport_id = identifier.passport_id(registrant.participant_id)

    def sign() -> str:
        return sign_first_version(bench, registrant, passport_id, payload).decode("ascii")

    document = steps.once("signed", sign).encode("ascii")
    digest, cid = digest_of(document), bench.store.put(document)
    steps.passed("stored")
    registration = Registration(identifier.identifier_hash, None, digest)
    receipt = steps.deliver(bench.outbox, "record", registrant.signer.address, lambda: act(registration))
    entry = PassportEntry(passport_id, registrant.participant_id, identifier, None, digest, cid, None, None)
    bench.catalogue.add_passports([entry], None)
    steps.passed("catalogued")
    steps.finish()
    return entry, receipt
