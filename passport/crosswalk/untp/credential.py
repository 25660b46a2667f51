"""A passport as a UNTP Digital Product Passport credential, and back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from passport.battery.category import BatteryCategory
from passport.crosswalk.carriers import day_of, object_of, refused, text_of
from passport.crosswalk.content import Exported, Imported, NoteKind, PassportContent
from passport.crosswalk.facts import RECORD, facts_of, imported, set_aside
from passport.crosswalk.places import Tree
from passport.crosswalk.table import Notebook
from passport.crosswalk.untp.carriers import is_uri
from passport.crosswalk.untp.tables import table

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
DPP_0_6_1 = "https://test.uncefact.org/vocabulary/untp/dpp/0.6.1/"
UNDEFINED_TERMS = "https://www.w3.org/ns/credentials/undefined-terms/v2"
"""Gives `characteristics` and what is in it a place: UNTP's schema has it, its context does not."""
_REGULATION = "http://data.europa.eu/eli/reg/2023/1542/oj"
_TYPES = ("DigitalProductPassport", "VerifiableCredential")


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues the credential; UNTP asks for a DID."""

    did: str
    name: str


def export(
    content: PassportContent,
    drafts: Mapping[Any, Mapping[str, Any]] | None = None,
    issuer: Issuer | None = None,
) -> Exported:
    """The credential, unsigned. Without an issuer it is the manufacturer, if its identifier is a URI."""
    book = Notebook()
    facts = facts_of(content, drafts)
    record = facts[RECORD]
    credential: Tree = {
        "@context": [CREDENTIALS, DPP_0_6_1, UNDEFINED_TERMS],
        "type": list(_TYPES),
        "id": record.pop("passportIdentifier", None)
        or f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content.identifier)}",
    }
    named = _issuer(facts, issuer)
    if named is None:
        book.at("/issuer").note(NoteKind.MISSING, "UNTP asks for an issuer with a URI; nothing here says one")
    else:
        credential["issuer"] = named
    if "updatedAt" in record:
        credential["validFrom"] = record.pop("updatedAt")
    category = record.pop("category")
    granularity = record.pop("granularity")
    claim = _claim(facts.pop("DeclarationOfConformity", None), book)
    rows = table()
    set_aside(facts, {row.ours.steps[0].member for row in rows.rows}, book)
    subject = rows.write(_nameable(facts, book), book)
    product = subject.setdefault("product", {})
    if "name" not in product:
        here = book.at("/credentialSubject/product/name")
        here.note(NoteKind.MISSING, "UNTP asks for the product's name; nothing here says it")
    product["productCategory"] = [_category(category)]
    subject["granularityLevel"] = "model" if granularity == "model" else "item"
    if claim is not None:
        subject["conformityClaim"] = [claim]
    _put_types(subject)
    credential["credentialSubject"] = subject
    return Exported(credential, tuple(book.notes))


def read(document: Mapping[str, Any], category: BatteryCategory | None = None) -> Imported:
    """The passport in a credential of version 0.6.0, 0.6.1 or the working draft.

    Args:
        document: The credential, unwrapped: an enveloped one (JWT) is decoded and verified before.
        category: The battery's, where the credential does not say it.

    Raises:
        DocumentRefused: No Digital Product Passport, or one that says neither identifier nor category.
    """
    book = Notebook()
    types = document.get("type")
    if not isinstance(types, list) or "DigitalProductPassport" not in types:
        raise refused(book.at("/type"), "this is no UNTP Digital Product Passport")
    subject = deepcopy(dict(object_of(document.get("credentialSubject"), book.at("/credentialSubject"))))
    record: Tree = {"granularity": _granularity(subject.pop("granularityLevel", "item"), book)}
    said = _category_in(subject, book)
    if said is not None or category is not None:
        record["category"] = said or category
    declaration = _declaration(subject.pop("conformityClaim", []), book)
    facts = table().read(_untyped(subject), book.at("/credentialSubject"))
    facts.setdefault(RECORD, {}).update(record)
    _name_once(facts)
    if "validFrom" in document:
        facts[RECORD]["updatedAt"] = text_of(document["validFrom"], book.at("/validFrom"))
    if "id" in document:
        facts[RECORD]["passportIdentifier"] = text_of(document["id"], book.at("/id"))
    if declaration:
        facts["DeclarationOfConformity"] = declaration
    for name in document.keys() - {"@context", "type", "id", "validFrom", "credentialSubject"}:
        book.at(f"/{name}").note(NoteKind.NOT_CARRIED, "of the credential we keep subject, id and time")
    return imported(facts, book)


def _issuer(facts: Mapping[str, Any], issuer: Issuer | None) -> Tree | None:
    if issuer is not None:
        return {"type": ["CredentialIssuer"], "id": issuer.did, "name": issuer.name}
    maker = facts.get("ProductDataSheet", {}).get("manufacturer", {})
    if isinstance(maker, Mapping) and is_uri(maker.get("identifier")):
        return {"type": ["CredentialIssuer"], "id": maker["identifier"], "name": maker["name"]}
    return None


def _nameable(facts: Tree, book: Notebook) -> Tree:
    """The facts, as far as UNTP can name their subject: parties have URIs, a product has a name."""
    sheet = facts.get("ProductDataSheet", {})
    if "productCode" in sheet:
        set_aside(facts, facts.keys() - {"ProductDataSheet"}, book)
        return facts
    maker = sheet.get("manufacturer", {})
    if maker and not is_uri(maker.get("identifier")):
        for name in ("identifier", "name"):
            if maker.pop(name, None) is not None:
                here = book.at(f"/ProductDataSheet/manufacturer/{name}")
                here.note(NoteKind.NOT_CARRIED, "UNTP names a party by a URI; the manufacturer's identifier is none")
    if sheet and "modelName" not in sheet:
        sheet["modelName"] = sheet["modelIdentifier"]
    return facts


def _name_once(facts: Tree) -> None:
    """A name that repeats the identifier of the model is no name of its own (`_nameable`)."""
    sheet = facts.get("ProductDataSheet", {})
    if "modelName" in sheet and sheet["modelName"] == sheet.get("modelIdentifier"):
        del sheet["modelName"]


def _category(category: str) -> Tree:
    return {
        "type": ["Classification"],
        "id": f"{_REGULATION}#{category}",
        "code": category,
        "name": f"{category.replace('-', ' ')} battery",
        "schemeID": _REGULATION,
        "schemeName": "Regulation (EU) 2023/1542, Article 3(1)",
    }


def _category_in(subject: Tree, book: Notebook) -> str | None:
    """Takes our classification out of the product's categories; the others are noted by the table."""
    product = subject.get("product")
    if not isinstance(product, dict):
        return None
    categories = product.get("productCategory", [])
    if not isinstance(categories, list):
        raise refused(book.at("/credentialSubject/product/productCategory"), "this is no array")
    for each in categories:
        if isinstance(each, Mapping) and each.get("schemeID") == _REGULATION:
            product["productCategory"] = [other for other in categories if other is not each]
            if not product["productCategory"]:
                del product["productCategory"]
            return text_of(each.get("code"), book.at("/credentialSubject/product/productCategory"))
    return None


def _granularity(level: object, book: Notebook) -> str:
    here = book.at("/credentialSubject/granularityLevel")
    if level == "batch":
        here.note(NoteKind.NOT_CARRIED, "that this is about a batch: we know models and individuals")
    if level not in ("item", "batch", "model"):
        raise refused(here, f"{str(level)[:40]!r} is none of: item, batch, model")
    return "model" if level == "model" else "individual"


def _claim(declaration: Mapping[str, Any] | None, book: Notebook) -> Tree | None:
    """The EU declaration of conformity as a claim: it says that the battery conforms, so `conformance` is true."""
    if declaration is None or "declaration" not in declaration:
        return None
    here = book.at("/DeclarationOfConformity")
    for name in declaration.keys() - {"declaration", "issuedOn"}:
        here.at(f"{here.path}/{name}").note(NoteKind.NOT_CARRIED, "there is no place for this in the other format")
    document = declaration["declaration"]
    if "mediaType" in document:
        here.at(f"{here.path}/declaration/mediaType").note(NoteKind.NOT_CARRIED, "a link has no media type")
    evidence: Tree = {"type": ["SecureLink", "Link"], "linkURL": document["url"], "linkName": _DECLARATION}
    if "sha256" in document:
        evidence |= {"hashDigest": document["sha256"], "hashMethod": "SHA-256"}
    claim: Tree = {
        "type": ["Claim", "Declaration"],
        "id": document["url"],
        "description": _DECLARATION,
        "referenceRegulation": {
            "type": ["Regulation"],
            "id": _REGULATION,
            "name": "Regulation (EU) 2023/1542",
            "administeredBy": {"id": "https://commission.europa.eu/", "name": "European Commission"},
        },
        "conformance": True,
        "conformityTopic": "governance.compliance",
        "conformityEvidence": evidence,
    }
    if "issuedOn" in declaration:
        claim["assessmentDate"] = declaration["issuedOn"]
    return claim


_DECLARATION = "EU declaration of conformity"


def _declaration(claims: Any, book: Notebook) -> Tree:
    """The EU declaration among the claims; the others are noted."""
    found: Tree = {}
    if not isinstance(claims, list):
        raise refused(book.at("/credentialSubject/conformityClaim"), "this is no array")
    for at, each in enumerate(claims):
        here = book.at(f"/credentialSubject/conformityClaim/{at}")
        claim = object_of(each, here)
        evidence = claim.get("conformityEvidence")
        regulation = claim.get("referenceRegulation")
        ours = isinstance(regulation, Mapping) and regulation.get("id") == _REGULATION
        if found or not ours or not isinstance(evidence, Mapping) or claim.get("description") != _DECLARATION:
            here.note(NoteKind.NOT_CARRIED, "a claim that is not the EU declaration of conformity of a battery")
            continue
        document = {"url": text_of(evidence.get("linkURL"), here)}
        if evidence.get("hashMethod") == "SHA-256" and "hashDigest" in evidence:
            document["sha256"] = text_of(evidence["hashDigest"], here)
        found["declaration"] = document
        if "assessmentDate" in claim:
            found["issuedOn"] = day_of(claim["assessmentDate"], here).isoformat()
    return found


_TYPED = {
    "product": "Product",
    "characteristics": "Characteristics",
    "dimensions": "Dimension",
    "circularityScorecard": "CircularityPerformance",
    "weight": "Measure",
    "length": "Measure",
    "width": "Measure",
    "height": "Measure",
}


def _put_types(subject: Tree) -> None:
    """UNTP's classes say their type."""
    subject["type"] = ["ProductPassport"]
    waiting: list[Tree] = [subject]
    while waiting:
        here = waiting.pop()
        for name, value in here.items():
            if isinstance(value, dict):
                if name in _TYPED:
                    value["type"] = [_TYPED[name]]
                waiting.append(value)
    for material in subject.get("materialsProvenance", ()):
        material["type"] = ["Material"]


def _untyped(value: Any) -> Any:
    """The value without the types of its classes."""
    if isinstance(value, Mapping):
        return {name: _untyped(each) for name, each in value.items() if name != "type"}
    return [_untyped(each) for each in value] if isinstance(value, list) else value
