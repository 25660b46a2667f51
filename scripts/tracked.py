"""The files the house checks look at, and how a check reports. Shared by scripts/check_*.py."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tracked_files(root: Path) -> list[Path]:
    """Every file git tracks or would track under `root`, relative to it, sorted."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    names = {Path(name) for name in listed.split("\0") if name}
    return sorted(name for name in names if (root / name).is_file())


def text_of(file: Path) -> str | None:
    """The file's text, or None when it is not text."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def report(rule: str, problems: Iterable[str]) -> int:
    """Print the problems under their rule; return the exit code (0 none, 1 some)."""
    found = list(problems)
    for problem in found:
        print(f"{problem}  [{rule}]")
    print(f"{rule}: {'clean' if not found else f'{len(found)} to mend'}", file=sys.stderr)
    return 1 if found else 0
