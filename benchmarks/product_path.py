"""Claim: a product's whole path costs at most one and a half times the bare primitives it cannot do without.

The path is the real one: payload validated, signed with all its disclosures, the signature checked, sealed, stored
under its CID, its leaf put into the tree, and its proof made and checked. The floor is measured in the same run, in
the same process, on the same words: canonical JSON of the credential and of every disclosure (rfc8785), one ES256K
signature and one AES-256-GCM encryption (cryptography; with libsecp256k1, which the path uses, in the last column), and
the hashes (sha2-256 of each disclosure, of the JWT and of the stored bytes; keccak256 of leaves and tree). The store is
in memory: a disk's syncs are benchmarks/content_store.py.
Seconds are of processor time, so that a busy machine does not speak for us.

    python benchmarks/product_path.py [--json] [--profile]
"""

from __future__ import annotations

import argparse
import cProfile
import hashlib
import json
import pstats
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from eth_keys.datatypes import PrivateKey
from rich.console import Console
from rich.progress import track
from rich.table import Table

from passport.adapters.evm.keystore import LocalSigner
from passport.adapters.memory import MemoryContentStore
from passport.battery.product_types import PRODUCT_RULES, ProductType
from passport.battery.products import read_payload, schema_id
from passport.identifiers import ChainId, ParticipantId, PassportId
from passport.keccak import keccak256
from passport.ledger.leaves import product_leaf
from passport.provenance.account_jws import segments
from passport.provenance.base64url import decoded
from passport.provenance.credential import DataProduct
from passport.provenance.merkle import MerkleTree, check_inclusion, hash_pair
from passport.provenance.sealed_product import fresh_key, seal
from passport.provenance.signed_product import digest_of, sign_product

ROUNDS = 5
BATCH = 40
"""Products under one root."""
TARGET = 1.5
CHAIN = ChainId(31337)
SECRET = keccak256(b"benchmark")
ES256K = ec.ECDSA(SHA256(), deterministic_signing=True)
PAYLOADS: dict[str, tuple[ProductType, dict[str, Any]]] = {
    "service record, 20 values": (
        ProductType.PERFORMANCE_DYNAMIC,
        {
            "recordedAt": "2027-02-18T09:00:00+01:00", "putIntoServiceOn": "2027-02-18", "ratedCapacityAh": 150,
            "capacityFadePercent": 3.25, "powerW": 150000, "powerFadePercent": 1, "roundTripEfficiencyPercent": 95,
            "internalResistance": [
                {"part": "cell", "resistanceOhm": 0.0008}, {"part": "pack", "resistanceOhm": 0.05}],
            "expectedLifetimeCycles": 1500, "expectedLifetimeYears": 12.5, "remainingCapacityAh": 145.125,
            "remainingEnergyWh": 58050, "selfDischargePercentPerMonth": 1.5, "ohmicResistanceOhm": 0.05,
            "fullCycles": 212, "energyThroughputWh": 12720000, "deepDischargeEvents": 2, "temperatureC": 15.5,
            "stateOfChargePercent": 50, "remark": "Made for a benchmark; nothing was measured.",
        },
    ),
    "charging history, 336 days": (
        ProductType.CHARGING_HISTORY,
        {
            "batteryChargingHistory": [
                {"time": f"2027-{1 + day // 28 % 12:02d}-{1 + day % 28:02d}T10:00:00Z", "operatingHours": day * 4.5,
                 "cycleCount": day, "maxCapacity": round(150 - day * 0.0071, 4)}
                for day in range(336)
            ],
            "totalCount": 336,
        },
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What the floor works on: exactly what the path made."""

    credential: Any
    disclosures: list[Any]
    signing_input: bytes
    jwt: bytes
    whole: bytes
    sealed: bytes
    leaf: bytes


def path(kind: ProductType, payload: dict[str, Any], signer: LocalSigner) -> list[tuple[bytes, bytes, bytes]]:
    """A batch of products, from payloads to checked proofs: signed bytes, sealed bytes and leaf of each."""
    store, made = MemoryContentStore(), []
    for number in range(BATCH):
        read_payload(kind, "1.0", payload)
        product = DataProduct(
            product_type=kind.value,
            passport_id=PassportId(number.to_bytes(32, "big")),
            issuer=ParticipantId(1),
            issuer_did="did:web:operator.example",
            valid_from=datetime(2026, 11, 22, tzinfo=UTC),
            disclosure_class=int(PRODUCT_RULES[kind].disclosure),
            schema_id=schema_id(kind, "1.0"),
            schema_version="1.0",
            payload=payload,
            salt=secrets.token_hex(16),
        )
        signed = sign_product(product, signer, CHAIN)
        sealed = seal(signed, fresh_key())
        store.put(sealed)
        made.append((signed, sealed, bytes(product_leaf(digest_of(signed), product.passport_id, kind.value))))
    tree = MerkleTree([leaf for _, _, leaf in made])
    for index, (_, _, leaf) in enumerate(made):
        check_inclusion(tree.root, leaf, tree.proof(index))
    return made


def words_of(made: Sequence[tuple[bytes, bytes, bytes]]) -> list[Words]:
    """The same products, taken apart for the floor."""
    found = []
    for signed, sealed, leaf in made:
        jwt, *disclosures, _ = signed.split(b"~")
        found.append(
            Words(
                credential=json.loads(segments(jwt)[1]),
                disclosures=[json.loads(decoded(text)) for text in disclosures],
                signing_input=jwt.rpartition(b".")[0],
                jwt=jwt,
                whole=signed,
                sealed=sealed,
                leaf=leaf,
            )
        )
    return found


def floors(words: Sequence[Words]) -> dict[str, Callable[[], object]]:
    """The bare primitives over a batch."""
    key = ec.derive_private_key(int.from_bytes(SECRET, "big"), ec.SECP256K1())
    fast_key = PrivateKey(SECRET)
    secret, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
    documents = [document for one in words for document in (one.credential, *one.disclosures)]
    hashed = [content for one in words for content in (one.jwt, one.sealed, *map(rfc8785.dumps, one.disclosures))]

    def encrypt() -> None:
        for one in words:
            AESGCM(secret).encrypt(nonce, one.whole, None)

    def digest() -> None:
        for content in hashed:
            hashlib.sha256(content).digest()
        for one in words:
            keccak256(keccak256(one.leaf))
            for _ in range(1 + BATCH.bit_length()):
                hash_pair(one.leaf, one.leaf)

    return {
        "canonicalise": lambda: [rfc8785.dumps(document) for document in documents],
        "sign": lambda: [key.sign(one.signing_input, ES256K) for one in words],
        "encrypt": encrypt,
        "hash": digest,
        "sign_fast": lambda: [fast_key.sign_msg_hash(hashlib.sha256(one.signing_input).digest()) for one in words],
    }


def best_s(work: Callable[[], object]) -> float:
    """Processor seconds of the fastest round."""
    took = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        took.append(time.process_time() - start)
    return min(took)


def measured(label: str, kind: ProductType, payload: dict[str, Any]) -> dict[str, Any]:
    """One row."""
    signer = LocalSigner(SECRET)
    words = words_of(path(kind, payload, signer))
    ours = best_s(lambda: path(kind, payload, signer))
    bare = {name: best_s(work) for name, work in floors(words).items()}
    sign_fast = bare.pop("sign_fast")
    floor = sum(bare.values())
    return {
        "what": label,
        "bytes": len(words[0].whole),
        "per_second": BATCH / ours,
        "ms": ours * 1000 / BATCH,
        "floor_ms": floor * 1000 / BATCH,
        "bare_ms": {name: seconds * 1000 / BATCH for name, seconds in bare.items()},
        "ratio": ours / floor,
        "target": TARGET,
        "fast_signature_ms": sign_fast * 1000 / BATCH,
        "ratio_with_fast_signature": ours / (floor - bare["sign"] + sign_fast),
    }


def main() -> int:
    """Runs everything and prints it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--profile", action="store_true", help="say where the path spends its time, on standard error")
    asked = parser.parse_args()
    if asked.profile:
        for kind, payload in PAYLOADS.values():
            profile(kind, payload)
    rows = [
        measured(label, kind, payload)
        for label, (kind, payload) in track(PAYLOADS.items(), "measuring", console=Console(stderr=True))
    ]
    if asked.json:
        print(json.dumps({"claim": "product_path", "batch": BATCH, "rounds": ROUNDS, "rows": rows}, indent=2))
        return 0
    columns = ("product", "bytes", "per s", "ms", *rows[0]["bare_ms"], "sum", "ratio", "target", "ratio, fast sign")
    table = Table(*columns, title="Products a second on one core, against the bare primitives (ms each)")
    for row in rows:
        bare = (f"{value:.2f}" for value in row["bare_ms"].values())
        table.add_row(row["what"], f"{row['bytes']:,}", f"{row['per_second']:.0f}", f"{row['ms']:.2f}", *bare,
                      f"{row['floor_ms']:.2f}", f"{row['ratio']:.2f}", f"<= {TARGET}",
                      f"{row['ratio_with_fast_signature']:.2f}")  # fmt: skip
    Console(width=140).print(table)
    return 0


def profile(kind: ProductType, payload: dict[str, Any]) -> None:
    """The dearest functions of one batch."""
    watched = cProfile.Profile()
    watched.runcall(path, kind, payload, LocalSigner(SECRET))
    pstats.Stats(watched, stream=sys.stderr).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    sys.exit(main())
