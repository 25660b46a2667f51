"""`passport`: the command line. One module a command in `commands/`; `docs/cli.md` is made from its help text."""

from __future__ import annotations

import logging

from passport.cli.exits import ExitCode


def main() -> None:
    """Runs the command line and ends the process with a documented exit code."""
    # Imported here so that importing this package for its types stays free.
    from passport.cli.app import app

    try:
        app()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception:
        logging.getLogger("passport").exception("a fault of the program itself; please report it with these lines")
        raise SystemExit(ExitCode.INTERNAL) from None
