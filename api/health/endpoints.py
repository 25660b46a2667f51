"""GET /health and GET /ready."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from fastapi import APIRouter, Response, status

from api.health.probes import Probe
from api.health.schemas import Health, Part, Readiness


def health_router(probes: Sequence[Probe]) -> APIRouter:
    """The room's endpoints, asking these parts."""
    router = APIRouter(tags=["health"])

    @router.get("/health")
    def health() -> Health:
        """Answer 200 as long as the process lives; asks nothing else."""
        return Health(version=version("battery-passport-ledger"))

    @router.get("/ready", responses={status.HTTP_503_SERVICE_UNAVAILABLE: {"model": Readiness}})
    def ready(response: Response) -> Readiness:
        """Ask every part; 200 when all are ready, else 503 with the reason in words."""
        parts = {probe.name: probe.answer() for probe in probes}
        everything = all(part.ready for part in parts.values())
        if not everything:
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        described = {name: Part(ready=part.ready, description=part.description) for name, part in parts.items()}
        return Readiness(ready=everything, parts=described)

    return router
