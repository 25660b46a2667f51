"""Claim: a tree costs what its hashes cost; reading a product costs what reading its JSON strictly costs.

Each row is compared with its floor in the same run: the same hashes without a tree, the standard library's JSON writer,
the bare ECDSA verification of the same signature. Canonical JSON is the dear part: its library is pure Python. The best
of several rounds counts on both sides.

    python benchmarks/provenance.py [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey
from joserfc.util import urlsafe_b64decode
from rich.console import Console
from rich.progress import track
from rich.table import Table

from passport.adapters.evm.keystore import LocalSigner
from passport.identifiers import ChainId, ParticipantId, PassportId, keccak256
from passport.provenance.canonical import canonical_bytes, read_canonical
from passport.provenance.credential import DataProduct
from passport.provenance.merkle import MerkleTree, check_inclusion, hash_pair
from passport.provenance.signed_product import read_product, sign_product

ROUNDS = 5
LEAVES = 100_000
ROWS = 2_000


def best_s(work: Callable[[], object]) -> float:
    """Seconds of the fastest round."""
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return min(took)


def trees() -> list[dict[str, Any]]:
    """Building a tree, and checking one proof of it; the floor is the hashing alone."""
    leaves = [keccak256(number.to_bytes(4, "big")) for number in range(LEAVES)]
    tree = MerkleTree(leaves)
    proof = tree.proof(LEAVES // 3)

    def hash_only() -> None:
        for number in range(1, LEAVES):
            hash_pair(leaves[number - 1], leaves[number])

    def hash_path() -> None:
        for node in proof:
            hash_pair(leaves[0], node)

    return [
        row(f"Merkle tree of {LEAVES:,} leaves", lambda: MerkleTree(leaves), "as many hashes", hash_only),
        row(
            f"check a proof of {len(proof)} nodes",
            lambda: check_inclusion(tree.root, leaves[LEAVES // 3], proof),
            "as many hashes",
            hash_path,
        ),
    ]


def documents() -> list[dict[str, Any]]:
    """Writing, reading and verifying a product of some hundred kilobytes."""
    payload: dict[str, Any] = {
        "rows": [{"time_s": n * 60, "capacity_ah": 2 - n / 7919, "note": f"cycle {n}"} for n in range(ROWS)]
    }
    product = DataProduct(
        product_type="ChargingHistory",
        passport_id=PassportId(bytes(32)),
        issuer=ParticipantId(1),
        issuer_did="did:web:operator.example",
        valid_from=datetime(2026, 11, 22, tzinfo=UTC),
        disclosure_class=4,
        schema_id="urn:battery-passport:schema:ChargingHistory",
        schema_version="1.0",
        payload=payload,
        salt="00" * 16,
    )
    signer = LocalSigner(keccak256(b"benchmark"))
    compact = sign_product(product, signer, ChainId(1))
    written = canonical_bytes(payload)
    key = ECKey.import_key(dict(signer.public_jwk)).public_key
    signed, _, signature = compact.rpartition(b".")
    raw = urlsafe_b64decode(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    size = f"{len(written) // 1000} kB"
    return [
        row(f"canonical form of {size}", lambda: canonical_bytes(payload), "json.dumps", lambda: json.dumps(payload)),
        row(f"strict reading of {size}", lambda: read_canonical(written), "json.loads", lambda: json.loads(written)),
        row(
            f"read a signed product of {len(compact) // 1000} kB",
            lambda: read_product(compact),
            "bare ECDSA verification",
            lambda: key.verify(der, signed, ec.ECDSA(SHA256())),
        ),
    ]


def row(what: str, work: Callable[[], object], floor: str, least: Callable[[], object]) -> dict[str, Any]:
    """One line of the table."""
    ours, theirs = best_s(work), best_s(least)
    return {"what": what, "ms": ours * 1000, "floor": floor, "floor_ms": theirs * 1000, "ratio": ours / theirs}


def main() -> int:
    """Runs everything and prints it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    as_json = parser.parse_args().json
    errors = Console(stderr=True)
    rows = [line for part in track((trees, documents), "measuring", console=errors) for line in part()]
    if as_json:
        print(json.dumps({"rounds": ROUNDS, "rows": rows}, indent=2))
        return 0
    table = Table("what", "ms", "floor", "floor ms", "ratio", title="Provenance against its floors")
    for line in rows:
        table.add_row(
            line["what"], f"{line['ms']:.2f}", line["floor"], f"{line['floor_ms']:.2f}", f"{line['ratio']:.1f}"
        )
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
