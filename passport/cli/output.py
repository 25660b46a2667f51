"""What a command prints: tables for people, one JSON document with `--json`, errors in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from passport.errors import PassportError

out = Console(soft_wrap=False)
"""Results. Never anything else, so that `--json` output can be piped."""

err = Console(stderr=True)
"""Progress, warnings and errors."""


def print_json(document: Mapping[str, object]) -> None:
    """One JSON document on standard output, keys as given, UTF-8."""
    out.file.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def print_error(error: PassportError, *, as_json: bool) -> None:
    """The error with its code, clause and remedy; as JSON on standard output when `as_json`."""
    if as_json:
        print_json({"error": error.diagnostics()})
        return
    err.print(f"[bold red]refused[/] ({error.code}): {escape(error.message)}", highlight=False, soft_wrap=True)
    if error.clause:
        err.print(f"  clause: {escape(error.clause)}", highlight=False, soft_wrap=True)
    if error.remedy:
        err.print(f"  remedy: {escape(error.remedy)}", highlight=False, soft_wrap=True)


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    """A table of plain values; markup in the values is shown, not obeyed."""
    shown = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*(escape(str(cell)) for cell in row))
    return shown


def print_facts(title: str, facts: Mapping[str, object]) -> None:
    """Names and values, one a line."""
    out.print(table(title, ("", ""), facts.items()))
