#!/usr/bin/env python3
"""Below the ports there is no I/O: no files, no environment, no clock, no network, no subprocess.

What the domain needs from the world comes through passport/ports/. An exception carries the
comment `# io-below-ports: <why>` on its line, so that all of them can be found with one grep.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.tracked import ROOT, report, tracked_files

ABOVE = {"adapters", "services", "cli"}
ESCAPE = "# io-below-ports:"
CALLS = {"open", "input", "print"}
ATTRIBUTES = {
    "os.environ", "os.getenv", "os.open", "datetime.now", "datetime.utcnow", "datetime.today",
    "date.today", "datetime.datetime.now", "datetime.date.today", "time.time", "time.time_ns", "time.sleep",
}  # fmt: skip
METHODS = {"read_text", "read_bytes", "write_text", "write_bytes"}
MODULES = {
    "socket", "subprocess", "requests", "urllib.request", "http.client", "sqlite3", "tempfile", "shutil",
}  # fmt: skip


def below_ports(name: Path) -> bool:
    """Tell whether a file belongs to the rooms at or below the ports."""
    return name.parts[0] == "passport" and name.suffix == ".py" and name.parts[1] not in ABOVE


def io_in(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, what) for each piece of I/O in a module's source."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.expr | ast.stmt):
            continue
        what = io_of(node)
        if what and ESCAPE not in lines[node.lineno - 1]:
            yield node.lineno, what


def io_of(node: ast.expr | ast.stmt) -> str | None:
    """Name the I/O a syntax node does, or None."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        return f"{node.func.id}()"
    if isinstance(node, ast.Attribute):
        dotted = ast.unparse(node)
        return dotted if dotted in ATTRIBUTES or node.attr in METHODS else None
    if isinstance(node, ast.Import):
        return next((f"import {alias.name}" for alias in node.names if alias.name in MODULES), None)
    if isinstance(node, ast.ImportFrom) and node.module in MODULES:
        return f"from {node.module} import"
    return None


def problems(root: Path) -> Iterator[str]:
    """Yield one line for each piece of I/O below the ports."""
    for name in filter(below_ports, tracked_files(root)):
        for line, what in io_in((root / name).read_text(encoding="utf-8")):
            yield f"{name}:{line}: {what} below the ports"


if __name__ == "__main__":
    sys.exit(report("I/O below the ports", problems(ROOT)))
