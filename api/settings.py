"""What the API is told from outside: environment variables that begin with PASSPORT_API_, and PASSPORT_HOME."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

PREFIX = "PASSPORT_API_"


class ApiSettings(BaseModel):
    """Where to listen, and which installation to serve."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = "127.0.0.1"
    """Address to listen on; loopback unless somebody decides otherwise."""
    port: int = Field(default=8080, ge=0, le=65535)
    """TCP port; 0 lets the system choose."""
    public_host: str = "localhost"
    """Name under which others reach this server over HTTPS, with `:port` unless it is 443; did:web is made of it."""
    home: Path = Path(".passport")
    """The directory `passport init` made."""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> ApiSettings:
        """Read the settings; raises pydantic's ValidationError, also for a name nobody knows."""
        given = {name.removeprefix(PREFIX).lower(): value for name, value in environ.items() if name.startswith(PREFIX)}
        if environ.get("PASSPORT_HOME"):
            given.setdefault("home", environ["PASSPORT_HOME"])
        return cls.model_validate(given)
