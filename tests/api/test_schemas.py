"""Schemas and context as a stranger fetches them."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from api.app import create_app
from passport.battery.products import every_model
from passport.battery.products.schema import context, schema_of_model

CONTEXT = "/contexts/battery-passport/v1"


def get(path: str, headers: dict[str, str] | None = None) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app({})), base_url="http://api") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(ask())


def test_schemas__index__leads_to_every_schema_of_every_model() -> None:
    listed = get("/schemas").json()
    models = {(kind.value, model.VERSION): schema_of_model(kind, model) for kind, model in every_model()}
    assert {(entry["type"], entry["version"]) for entry in listed} == models.keys()
    for entry in listed:
        answer = get(entry["path"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/schema+json"
        assert answer.json() == models[entry["type"], entry["version"]]


def test_context__asked_for__is_json_ld_for_any_origin() -> None:
    answer = get(CONTEXT)
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert json.loads(answer.content) == context()


@pytest.mark.parametrize("path", ["/schemas/Circularity/1.0", CONTEXT])
def test_document__asked_for_again__is_not_sent_twice(path: str) -> None:
    first = get(path)
    assert "max-age" in first.headers["cache-control"]
    for tag in (first.headers["etag"], f'W/{first.headers["etag"]}, "other"', "*"):
        again = get(path, {"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    assert get(path, {"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/schemas/Nothing/1.0", "/schemas/Circularity/9.9", "/schemas/Circularity/..%2f..%2fcontext"]
)
def test_schema__unknown_type_or_version__is_a_problem_in_words(path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    if "%2f" not in path:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 404
        assert "1.0" in answer.json()["detail"] or "Known types" in answer.json()["detail"]
