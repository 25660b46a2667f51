"""Bodies of the schema endpoints."""

from __future__ import annotations

from pydantic import BaseModel


class PublishedSchema(BaseModel):
    """Where one schema is."""

    type: str
    version: str
    path: str


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
