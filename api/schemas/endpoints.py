"""GET /schemas, /schemas/{type}/{version} and /contexts/battery-passport/v1."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Response, status
from fastapi.responses import JSONResponse

from api.schemas.schemas import Problem, PublishedSchema
from passport.battery.products.schema import CONTEXT_NAME, CONTEXT_VERSION
from passport.errors import BatteryRuleError
from passport.services.schemas import published_context, published_schema, published_versions

SCHEMA_MEDIA_TYPE = "application/schema+json"
CONTEXT_MEDIA_TYPE = "application/ld+json"
PROBLEM_MEDIA_TYPE = "application/problem+json"
KEPT = "public, max-age=3600, must-revalidate"
"""For an hour without asking; after that the ETag says whether anything changed."""

IfNoneMatch = Annotated[str | None, Header()]


def schemas_router() -> APIRouter:
    """The room's endpoints."""
    router = APIRouter(tags=["schemas"])

    @router.get("/schemas")
    def every_schema() -> list[PublishedSchema]:
        """Every published schema and where it is."""
        return [
            PublishedSchema(type=kind, version=version, path=f"/schemas/{kind}/{version}")
            for kind, version in published_versions()
        ]

    @router.get(
        "/schemas/{product_type}/{version}",
        response_class=Response,
        responses={status.HTTP_404_NOT_FOUND: {"model": Problem}},
    )
    def schema(product_type: str, version: str, if_none_match: IfNoneMatch = None) -> Response:
        """The JSON Schema of a version of a type of data product."""
        try:
            content = published_schema(product_type, version)
        except BatteryRuleError as error:
            return _missing(error)
        return _served(content, SCHEMA_MEDIA_TYPE, if_none_match)

    @router.get(f"/contexts/{CONTEXT_NAME}/{CONTEXT_VERSION}", response_class=Response)
    def context(if_none_match: IfNoneMatch = None) -> Response:
        """The JSON-LD context of every payload."""
        return _served(published_context(), CONTEXT_MEDIA_TYPE, if_none_match)

    return router


def _served(content: bytes, media_type: str, if_none_match: str | None) -> Response:
    """The document with its validator; 304 without it when the caller has it already."""
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": KEPT, "Access-Control-Allow-Origin": "*"}
    known = {one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def _missing(error: BatteryRuleError) -> Response:
    problem = Problem(
        type=f"urn:battery-passport:error:{error.code}",
        title="There is no such schema.",
        status=status.HTTP_404_NOT_FOUND,
        detail=f"{error.message} {error.remedy or ''}".strip(),
    )
    return JSONResponse(problem.model_dump(), problem.status, media_type=PROBLEM_MEDIA_TYPE)
