"""GET /participants/{number}/did.json: the did:web document of an organisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query, status
from fastapi.responses import JSONResponse

from passport.errors import LedgerUnavailable, PassportError
from passport.identifiers import ParticipantId
from passport.ledger.refusals import ParticipantUnknown
from passport.provenance.did import MEDIA_TYPE, Organisation, did_web, organisation_document

Organisations = Callable[[ParticipantId, int | None], Organisation]
"""Looks an organisation up, in a block or in the newest final one. Raises ParticipantUnknown."""


def did_router(host: str, organisations: Organisations) -> APIRouter:
    """The room's endpoints. `host` is the public name of this server: never what a caller says it is."""
    router = APIRouter(tags=["did"])

    @router.get("/participants/{number}/did.json", response_class=JSONResponse)
    def document(
        number: Annotated[int, Path(ge=1, lt=2**32)], block: Annotated[int | None, Query(ge=0, lt=2**40)] = None
    ) -> JSONResponse:
        """The DID document of a participant, with the blocks in which each of its keys could sign."""
        participant = ParticipantId(number)
        try:
            organisation = organisations(participant, block)
        except ParticipantUnknown as error:
            return _problem(error, "There is no such participant.", status.HTTP_404_NOT_FOUND)
        except LedgerUnavailable as error:
            return _problem(error, "The chain did not answer for this block.", status.HTTP_503_SERVICE_UNAVAILABLE)
        headers = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
        content = organisation_document(did_web(host, participant), organisation)
        return JSONResponse(content, headers=headers, media_type=MEDIA_TYPE)

    return router


def _problem(error: PassportError, title: str, code: int) -> JSONResponse:
    problem = {"type": f"urn:battery-passport:error:{error.code}", "title": title, "status": code}
    return JSONResponse(problem, code, media_type="application/problem+json")
