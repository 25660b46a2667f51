"""Which release of the legal quantities this is; see `passport.scoring.method` for what the digest covers."""

from __future__ import annotations

from passport.identifiers import Digest
from passport.scoring.score import Method

SOURCES = (
    "kernels/signal_rows.py", "kernels/coulomb.py", "kernels/throughput.py", "kernels/resistance.py",
    "annex_vii_evidence.py", "annex_vii_quantity.py", "annex_vii_a.py", "annex_vii_b.py",
    "legal_quantities.py", "score.py",
)  # fmt: skip

ANNEX_VII = Method(
    id="battery-passport/annex-vii",
    version="1.0.0",
    code_digest=Digest.from_hex("0x0dbe66e45d0bb630be6adc6c01e92bea9689e030a6e0914ebd55fdb1f190e8bf"),
)
