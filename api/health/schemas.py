"""Bodies of the health endpoints."""

from __future__ import annotations

from pydantic import BaseModel


class Health(BaseModel):
    """The process answers."""

    status: str = "alive"
    version: str


class Part(BaseModel):
    """How one part answered."""

    ready: bool
    says: str
    remedy: str | None = None


class Readiness(BaseModel):
    """Whether requests can be served, and if not, because of what."""

    ready: bool
    parts: dict[str, Part]
