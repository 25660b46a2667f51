"""`make serve`: run the API until it is interrupted."""

from __future__ import annotations

import os
import sys

import uvicorn
from pydantic import ValidationError

from api.app import create_app
from api.settings import ApiSettings
from api.wiring import organisations, readiness_looks


def main() -> int:
    """Serve on the address of the settings; exit code 2 when a setting is wrong."""
    try:
        settings = ApiSettings.from_environ(os.environ)
    except ValidationError as error:
        for problem in error.errors():
            print(f"PASSPORT_API_{'_'.join(map(str, problem['loc'])).upper()}: {problem['msg']}", file=sys.stderr)
        return 2
    app = create_app(readiness_looks(settings), organisations(settings), settings.public_host)
    uvicorn.run(app, host=settings.host, port=settings.port, server_header=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
