"""The application: its rooms under one roof."""

from __future__ import annotations

from fastapi import FastAPI

from api.health.endpoints import Looks, health_router
from api.schemas.endpoints import schemas_router


def create_app(looks: Looks) -> FastAPI:
    """Build the application; `looks` are those that /ready takes."""
    app = FastAPI(title="Battery passport ledger", docs_url=None, redoc_url=None)
    app.include_router(health_router(looks))
    app.include_router(schemas_router())
    return app
