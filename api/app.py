"""The application: its rooms under one roof."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI

from api.health.endpoints import health_router
from api.health.probes import Probe


def create_app(probes: Sequence[Probe]) -> FastAPI:
    """Build the application; `probes` are the parts that /ready asks."""
    app = FastAPI(title="Battery passport ledger", docs_url=None, redoc_url=None)
    app.include_router(health_router(probes))
    return app
