"""Which release of the method this is.

The digest covers the source of the modules that make the number (`SOURCES`, in this order, line ends as LF). It is a
constant, because code below the ports reads no files; a unit test compares it with the files. Whoever changes a default
numeric result raises the version too: that is a breaking change.
"""

from __future__ import annotations

from passport.identifiers import Digest
from passport.scoring.score import Method

SOURCES = ("kernels/capacity_fade.py", "rows.py", "quantities.py", "health.py", "score.py")

CAPACITY_FADE = Method(
    id="battery-passport/capacity-fade",
    version="1.0.0",
    code_digest=Digest.from_hex("0xbbd221928b77a2bf453133fc98bafc307a03fa09d42930c19f4a69d47535122d"),
)
