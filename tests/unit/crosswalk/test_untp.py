"""UNTP credentials: ours are valid and mean something as JSON-LD, theirs are read, losses are named."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passport.battery.category import BatteryCategory, Granularity
from passport.battery.product_types import ProductType
from passport.crosswalk import untp
from passport.crosswalk.content import NoteKind, PassportContent
from passport.crosswalk.errors import CrosswalkError
from passport.crosswalk.facts import facts_of
from tests.conformance import untp_forms
from tests.unit.crosswalk.anything import FUZZ, spoil
from tests.unit.crosswalk.every_product import every_payload, full_content
from tests.unit.crosswalk.offline import expanded
from tests.unit.crosswalk.round_trip import unexplained

ISSUER = untp.Issuer("did:web:passports.example", "Example Cells GmbH")
EV = BatteryCategory.ELECTRIC_VEHICLE
SCHEMA = untp_forms.schema()


def errors_in(document: Any) -> list[str]:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return [
        f"{list(error.absolute_path)}: {error.message}"
        for error in jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).iter_errors(document)
    ]


def foreign() -> dict[str, Any]:
    """A credential as others write it; its length in kilograms is the kind of mistake UNTP's own sample makes."""
    party = {"id": "https://register.example/1", "name": "Cells Ltd", "registeredId": "1"}
    return {
        "type": ["DigitalProductPassport", "VerifiableCredential"],
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://test.uncefact.org/vocabulary/untp/dpp/0.6.1/"],
        "id": "https://cells.example/credentials/1",
        "issuer": {"type": ["CredentialIssuer"], "id": "did:web:cells.example", "name": "Cells Ltd"},
        "validFrom": "2027-03-01T12:00:00Z",
        "credentialSubject": {
            "type": ["ProductPassport"],
            "product": {
                "type": ["Product"],
                "id": "https://id.gs1.org/01/09520123456788/21/12345",
                "name": "EV battery 300Ah",
                "batchNumber": "6789",
                "producedByParty": party,
                "productionDate": "2027-02-25",
                "countryOfProduction": "AU",
                "dimensions": {"weight": {"value": 0.41, "unit": "TNE"}, "length": {"value": 10, "unit": "KGM"}},
            },
            "granularityLevel": "batch",
            "conformityClaim": [
                {
                    "type": ["Claim", "Declaration"],
                    "id": "urn:x:1",
                    "conformance": True,
                    "conformityTopic": "social.rights",
                }
            ],
            "materialsProvenance": [{"name": "Lithium Spodumene", "massFraction": 0.2, "originCountry": "AU"}],
        },
    }


def test_the_schema__as_rebuilt__says_what_the_published_one_says() -> None:
    facts = untp_forms.model()["schema"]
    assert untp_forms.digest(untp_forms.facts_in(SCHEMA)) == facts["facts_sha256"]
    terms = untp_forms.model()["context"]
    assert untp_forms.digest(untp_forms.facts_in(untp_forms.context(), frozenset())) == terms["facts_sha256"]
    assert errors_in({"type": ["VerifiableCredential"]})


def test_export__a_battery_with_every_product__has_no_errors() -> None:
    assert errors_in(untp.export(full_content(), issuer=ISSUER).document) == []


@pytest.mark.parametrize("kind", sorted(every_payload()))
def test_export__a_battery_with_one_product__comes_back(kind: Any) -> None:
    content = replace(full_content(), products={kind: every_payload()[kind]}, granularity=Granularity.MODEL)
    exported = untp.export(content, issuer=ISSUER)
    unnamed = [] if kind == ProductType.PRODUCT_DATA_SHEET else ["'name' is a required property"]
    assert [error.split(": ")[1] for error in errors_in(exported.document)] == unnamed
    assert bool(unnamed) == any(note.path == "/credentialSubject/product/name" for note in exported.notes)
    assert unexplained(content, exported, untp.read(json.loads(json.dumps(exported.document)))) == {}


def test_round_trip__a_battery_with_every_product__is_the_same_up_to_named_losses() -> None:
    content = full_content()
    exported = untp.export(content, issuer=ISSUER)
    back = untp.read(exported.document)
    assert unexplained(content, exported, back) == {}
    assert untp.read(untp.export(back.content, back.drafts, ISSUER).document).content == back.content


def test_export__nobody_named_as_issuer__says_so_and_names_nobody() -> None:
    exported = untp.export(replace(full_content(), products={}))
    assert "issuer" not in exported.document
    assert any(note.kind is NoteKind.MISSING and note.path == "/issuer" for note in exported.notes)


def test_export__as_json_ld__keeps_every_quantity_with_its_unit() -> None:
    (credential,) = expanded(untp.export(full_content(), issuer=ISSUER).document)
    text = json.dumps(credential)
    assert "https://www.w3.org/ns/credentials/undefined-term#ratedCapacity" in text
    assert '"https://test.uncefact.org/vocabulary/untp/core/0/weight"' in text
    assert "https://vocabulary.uncefact.org/UnitMeasureCode#KGM" in text


def test_export__without_the_context_of_undefined_terms__would_lose_the_characteristics() -> None:
    document = dict(untp.export(full_content(), issuer=ISSUER).document)
    document["@context"] = document["@context"][:2]
    assert "ratedCapacity" not in json.dumps(expanded(document))


def test_read__a_foreign_credential__takes_what_it_says_and_names_the_rest() -> None:
    found = untp.read(foreign(), EV)
    facts = facts_of(found.content, found.drafts)
    assert facts["ProductDataSheet"]["massKg"] == 410
    assert facts["MaterialCompositionRestricted"]["materials"] == [{"name": "Lithium Spodumene", "massPercent": 20}]
    assert facts["passport"]["identifier"] == "https://id.gs1.org/01/09520123456788/21/12345"
    paths = {note.path: note.kind for note in found.notes}
    assert paths["/credentialSubject/product/dimensions/length"] is NoteKind.REFUSED
    for lost in (
        "/product/batchNumber",
        "/granularityLevel",
        "/conformityClaim/0",
        "/materialsProvenance/0/originCountry",
    ):
        assert paths[f"/credentialSubject{lost}"] is NoteKind.NOT_CARRIED


def test_read__the_working_draft__is_read_like_0_6_1() -> None:
    document = foreign()
    document["@context"][1] = "https://test.uncefact.org/vocabulary/untp/dpp/working/"
    del document["credentialSubject"]["conformityClaim"][0]["conformance"]
    assert untp.read(document, EV).content == untp.read(foreign(), EV).content


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.update(type=["VerifiableCredential"]), "/type"),
        (lambda d: d.update(credentialSubject=[]), "/credentialSubject"),
        (lambda d: d["credentialSubject"].update(granularityLevel="pallet"), "/credentialSubject/granularityLevel"),
        (lambda d: d["credentialSubject"]["product"].pop("id"), "/passport/identifier"),
    ],
)
def test_read__what_is_no_such_credential__is_refused_by_its_path(change: Any, path: str) -> None:
    document = foreign()
    change(document)
    with pytest.raises(CrosswalkError) as refusal:
        untp.read(document, EV)
    assert refusal.value.values["path"] == path


def test_read__no_category_anywhere__is_refused() -> None:
    with pytest.raises(CrosswalkError, match="category"):
        untp.read(foreign())


_WHOLE = json.dumps(untp.export(full_content(), issuer=ISSUER).document)


@settings(max_examples=FUZZ, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_read__documents_with_anything_anywhere__are_read_or_refused(data: st.DataObject) -> None:
    document = json.loads(_WHOLE)
    spoil(document, data)
    try:
        found = untp.read(document)
    except CrosswalkError:
        return
    assert isinstance(found.content, PassportContent)
