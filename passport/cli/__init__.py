"""`passport`: the command line. One module a command in `commands/`; `docs/cli.md` is made from its help text."""

from __future__ import annotations

import logging
import os
import sys

from passport.cli.exits import ExitCode


def main() -> None:
    """Runs the command line and ends the process with a documented exit code."""
    # Imported here so that importing this package for its types stays free.
    from passport.cli.app import app

    # What a home holds (keys, database, blocks) is its owner's alone, also in a folder that others may enter.
    os.umask(0o077)
    try:
        app()
    except KeyboardInterrupt:
        _say_in_json("cli.interrupted", "The command was interrupted; repeat it.")
        raise SystemExit(130) from None
    except SystemExit as end:
        if end.code == ExitCode.USAGE:
            _say_in_json("cli.usage", "The command line is wrong; standard error says where.")
        raise
    except Exception:
        logging.getLogger("passport").exception("a fault of the program itself; please report it with these lines")
        _say_in_json("cli.internal", "A fault of the program itself; standard error has the lines to report.")
        raise SystemExit(ExitCode.INTERNAL) from None


def _say_in_json(code: str, message: str) -> None:
    """Whoever asked for JSON gets a document also when no command came to print one."""
    if "--json" in sys.argv:
        from passport.cli.output import print_json

        print_json({"error": {"code": code, "message": message, "clause": None, "remedy": None, "values": {}}})
