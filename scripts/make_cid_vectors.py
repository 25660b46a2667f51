"""Write tests/conformance/vectors/cids.json: contents and the CIDs a real Kubo gives them.

Contents are described, not kept: SHAKE-256 of a seed, so many bytes long. Besides Kubo's own
leaf size of 262,144 bytes there are tiny leaves, which make deep trees of little content.

    python scripts/make_cid_vectors.py [--check]

Exit code 0: written, or with --check as it was. 1: the file differs. 2: there is no Kubo.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

# Run as a script or imported as `scripts.make_cid_vectors`, the neighbour is found either way.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.progress import track

from scripts.fetch_nodes import KUBO, find_node, version_of

VECTORS = Path(__file__).resolve().parents[1] / "tests" / "conformance" / "vectors" / "cids.json"
LEAF, LINKS = 262_144, 174
SIZES = {
    LEAF: [
        0,
        1,
        31,
        32,
        33,
        1000,
        *(LEAF + delta for delta in (-1, 0, 1)),
        *(2 * LEAF + delta for delta in (-1, 0, 1)),
        10 * LEAF + 12345,
        *(LINKS * LEAF + delta for delta in (-1, 0, 1)),
        (LINKS + 1) * LEAF,
    ],
    # Three levels of nodes, which Kubo's own leaf size only reaches beyond 7.9 GB.
    32: [*(LINKS * 32 + delta for delta in (-1, 0, 1)), *(LINKS * LINKS * 32 + delta for delta in (-1, 0, 1))],
}
SEED = "battery-passport"


def content(seed: str, length_bytes: int) -> bytes:
    """The bytes a vector describes."""
    return hashlib.shake_256(seed.encode()).digest(length_bytes)


def kubo_cid(binary: Path, given: bytes, leaf_bytes: int) -> str:
    """What `ipfs add` of this Kubo names the content, in a repository made for it."""
    with tempfile.TemporaryDirectory() as repository:
        environment = {**os.environ, "IPFS_PATH": repository, "IPFS_TELEMETRY": "off"}
        subprocess.run([str(binary), "init", "--profile=test"], env=environment, check=True, capture_output=True)
        add = [str(binary), "add", "--only-hash", "--quieter", "--cid-version=1", "--raw-leaves"]
        done = subprocess.run(
            [*add, f"--chunker=size-{leaf_bytes}"],
            env=environment,
            input=given,
            check=True,
            capture_output=True,
        )
        return done.stdout.decode().strip()


def vectors(binary: Path, version: str) -> dict[str, Any]:
    """Everything the file holds."""
    wanted = [(leaf, length) for leaf, lengths in SIZES.items() for length in lengths]
    made = [
        {
            "seed": SEED,
            "length_bytes": length,
            "leaf_bytes": leaf,
            "cid": kubo_cid(binary, content(SEED, length), leaf),
        }
        for leaf, length in track(wanted, "CIDs from Kubo", console=Console(stderr=True))
    ]
    return {
        "made_by": f"Kubo {version}: ipfs add --cid-version=1 --raw-leaves --chunker=size-<leaf_bytes>",
        "content": "SHAKE-256 of the seed's UTF-8 bytes, length_bytes long",
        "vectors": made,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    options = parser.parse_args()
    binary = find_node(KUBO)
    version = version_of(KUBO, binary) if binary else None
    if binary is None or version is None:
        print("There is no Kubo: run `make nodes`, or name one in PASSPORT_KUBO_BIN.", file=sys.stderr)
        return 2
    made = vectors(binary, version)
    if options.check:
        same = json.loads(VECTORS.read_text())["vectors"] == made["vectors"]
        print(f"{VECTORS.name} {'agrees' if same else 'DIFFERS'} with Kubo {version}")
        return 0 if same else 1
    VECTORS.parent.mkdir(parents=True, exist_ok=True)
    VECTORS.write_text(json.dumps(made, indent=2) + "\n")
    print(f"wrote {len(made['vectors'])} vectors to {VECTORS.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
