"""Write the commands' help texts into docs/cli.md, or check that they are there.

    python scripts/write_cli_reference.py [--check]

Everything between the two marker lines is made here; the rest of the page is written by hand. Exit code 0: written, or
the same. 1: `--check` found a difference. 2: the page has no markers.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# Read by typer when it is imported: plain text, one width on every machine.
os.environ |= {"TYPER_USE_RICH": "0", "COLUMNS": "100", "TERMINAL_WIDTH": "100"}

PAGE = ROOT / "docs" / "cli.md"
BEGIN, END = "<!-- begin: made by scripts/write_cli_reference.py -->", "<!-- end -->"


def commands() -> Iterator[tuple[str, ...]]:
    """Every command, groups before their members, in the order of the help text."""
    from typer.main import get_command

    from passport.cli.app import app

    for name, member in get_command(app).commands.items():  # type: ignore[attr-defined]
        yield (name,)
        yield from ((name, inner) for inner in getattr(member, "commands", {}))


def reference() -> str:
    """The help texts as Markdown."""
    from typer.testing import CliRunner

    from passport.cli.app import app

    parts: list[str] = []
    for words in commands():
        text = CliRunner().invoke(app, [*words, "--help"], prog_name="passport").stdout
        lines = [line.rstrip() for line in text.strip().splitlines()]
        parts.append(f"### passport {' '.join(words)}\n\n```text\n" + "\n".join(lines) + "\n```\n")
    return "\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the page differs")
    options = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        print(f"{PAGE.name} has no markers", file=sys.stderr)
        return 2
    wanted = f"{before}{BEGIN}\n\n{reference()}\n{END}{after}"
    if options.check:
        if wanted != page:
            print(f"{PAGE.name} is not what the commands say; run {Path(__file__).name}", file=sys.stderr)
        return int(wanted != page)
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
