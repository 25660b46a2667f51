"""The application: its rooms under one roof."""

from __future__ import annotations

from fastapi import FastAPI

from api.did.endpoints import Organisations, did_router
from api.health.endpoints import Looks, health_router
from api.schemas.endpoints import schemas_router


def create_app(looks: Looks, organisations: Organisations | None = None, host: str = "localhost") -> FastAPI:
    """Build the application.

    Args:
        looks: Those that /ready takes.
        organisations: Where DID documents come from; without it none are served.
        host: Public name of this server.
    """
    app = FastAPI(title="Battery passport ledger", docs_url=None, redoc_url=None)
    app.include_router(health_router(looks))
    app.include_router(schemas_router())
    if organisations is not None:
        app.include_router(did_router(host, organisations))
    return app
