"""Claim: naming and checking content cost about what hashing it costs; storing it, the syncs it needs.

Each row is compared with its floor in the same run: SHA-256 over the same bytes, or one file of
the same bytes written and synced once. A small content needs four syncs (block, two folders, pin
folder), a large one that many and one a block. The best of several rounds counts on both sides.

    python benchmarks/content_store.py [--json]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.progress import track
from rich.table import Table

from passport.adapters.ipfs.blocks import BlockStore
from passport.provenance.content import assemble, cid_of, content_blocks

ROUNDS = 5
SIZES_BYTES = {"4 KiB": 4096, "256 KiB": 262_144, "16 MiB": 1 << 24}


def best_s(work: Callable[[int], object]) -> float:
    """Seconds of the fastest round; each round gets its number, so that it can use new bytes."""
    took = []
    for number in range(ROUNDS):
        start = time.perf_counter()
        work(number)
        took.append(time.perf_counter() - start)
    return min(took)


def measure(size: int, folder: Path) -> list[tuple[str, str, float, float]]:
    """Rows of (what, floor, seconds, seconds of the floor) for content of this size."""
    rounds = [hashlib.shake_256(f"{size} {number}".encode()).digest(size) for number in range(ROUNDS)]
    hashing = best_s(lambda number: hashlib.sha256(rounds[number]).digest())
    root, blocks = content_blocks(rounds[0])
    shelf = dict(blocks)
    store = BlockStore(folder / "store")

    def write_and_sync(number: int) -> None:
        with (folder / f"{size}-{number}").open("wb") as file:
            file.write(rounds[number])
            file.flush()
            os.fsync(file.fileno())

    writing = best_s(write_and_sync)
    return [
        ("name (cid_of)", "sha256", best_s(lambda number: cid_of(rounds[number])), hashing),
        ("check (assemble)", "sha256", best_s(lambda _: assemble(root, shelf.__getitem__)), hashing),
        ("store (BlockStore.put)", "write+fsync", best_s(lambda number: store.put(rounds[number])), writing),
        ("store again", "write+fsync", best_s(lambda number: store.put(rounds[number])), writing),
        ("read (BlockStore.get)", "sha256", best_s(lambda _: store.get(root)), hashing),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON on stdout instead of a table")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for label, size in track(SIZES_BYTES.items(), "content store", console=Console(stderr=True)):
            for what, floor, seconds, floor_seconds in measure(size, Path(folder)):
                rows.append(
                    {
                        "size": label,
                        "what": what,
                        "floor": floor,
                        "ms": round(seconds * 1e3, 3),
                        "floor_ms": round(floor_seconds * 1e3, 3),
                        "ratio": round(seconds / floor_seconds, 2),
                    }
                )
    if options.json:
        print(json.dumps({"claim": "content_store", "rows": rows}))
        return 0
    table = Table("content", "what", "ms", "floor", "ms", "ratio", title="content store against its floors")
    for row in rows:
        table.add_row(*(str(row[name]) for name in ("size", "what", "ms", "floor", "floor_ms", "ratio")))
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
