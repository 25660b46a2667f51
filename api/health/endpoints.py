"""GET /health and GET /ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version

from fastapi import APIRouter, Response, status

from api.health.schemas import Health, Part, Readiness
from passport.services.doctor import Finding, examine

Looks = Mapping[str, Callable[[], Finding]]
"""The parts the API stands on, each with the look that tells whether it can be used."""


def health_router(looks: Looks) -> APIRouter:
    """The room's endpoints, looking at these parts."""
    router = APIRouter(tags=["health"])

    @router.get("/health")
    def health() -> Health:
        """Answer 200 as long as the process lives; asks nothing else."""
        return Health(version=version("battery-passport-ledger"))

    @router.get("/ready", responses={status.HTTP_503_SERVICE_UNAVAILABLE: {"model": Readiness}})
    def ready(response: Response) -> Readiness:
        """Look at every part; 200 when all can be used, else 503 with the reason in words."""
        findings = [examine(part, look) for part, look in looks.items()]
        everything = all(finding.ok for finding in findings)
        if not everything:
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        parts = {finding.part: Part(ready=finding.ok, says=finding.says, remedy=finding.remedy) for finding in findings}
        return Readiness(ready=everything, parts=parts)

    return router
