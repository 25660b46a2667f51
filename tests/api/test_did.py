"""An organisation's DID document, served from its chain state."""

from __future__ import annotations

import asyncio

import httpx

from api.app import create_app
from passport.errors import LedgerUnavailable
from passport.identifiers import ParticipantId
from passport.ledger.refusals import ParticipantUnknown
from passport.provenance.did import Organisation
from tests.unit.provenance.test_did import MAKER, SECOND, organisation


def looked_up(participant: ParticipantId, block: int | None) -> Organisation:
    if block == 2**39:
        raise LedgerUnavailable("the node has no such block")
    if participant != MAKER:
        raise ParticipantUnknown(participant)
    return organisation(30 if block is None else block)


def get(path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(create_app({}, looked_up, "maker.example"))
        async with httpx.AsyncClient(transport=transport, base_url="http://evil.example") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_did__known_participant__answers_its_document_under_the_public_name() -> None:
    answer = get("/participants/7/did.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/did+json"
    document = answer.json()
    assert document["id"] == "did:web:maker.example:participants:7"
    assert document["assertionMethod"] == [f"did:web:maker.example:participants:7#{SECOND}"]


def test_did__at_an_earlier_block__answers_the_keys_of_then() -> None:
    assert get("/participants/7/did.json?block=9").json()["assertionMethod"] == []


def test_did__unknown_participant__answers_404() -> None:
    answer = get("/participants/8/did.json")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_did__block_the_chain_has_not__answers_503() -> None:
    assert get(f"/participants/7/did.json?block={2**39}").status_code == 503


def test_did__no_number__answers_422() -> None:
    assert [get(f"/participants/{name}/did.json").status_code for name in ("0", "x", "-1", str(2**32))] == [422] * 4


def test_did__without_a_chain__is_not_served() -> None:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(create_app({}))
        async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
            return await client.get("/participants/7/did.json")

    assert asyncio.run(ask()).status_code == 404
