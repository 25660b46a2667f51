#!/usr/bin/env python3
"""No tracked file names a package registry's host or a path of somebody's machine.

A lock says what is installed (by hash), whoever installs says where from.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.tracked import ROOT, report, text_of, tracked_files

# Written with brackets so that this file does not hold what it looks for.
FORBIDDEN = {
    "a registry's address": re.compile(r"""("resolved"|index-url|registry)"?[ =:]+"?https?://"""),
    "a registry's host": re.compile(
        r"pypi[.]org/simple|files[.]pythonhosted[.]org|registry[.]npmjs[.]org|proxy[.]golang[.]org"
    ),
    "a path of one machine": re.compile(r"(?<![\w.])/(wor[k]|roo[t]|hom[e]/\w+|User[s])/"),
}


def addresses(root: Path) -> Iterator[str]:
    """Yield one line for each place where such an address stands."""
    for name in tracked_files(root):
        for number, line in enumerate((text_of(root / name) or "").splitlines(), start=1):
            for what, pattern in FORBIDDEN.items():
                if pattern.search(line):
                    yield f"{name}:{number}: {what}"


if __name__ == "__main__":
    sys.exit(report("addresses", addresses(ROOT)))
