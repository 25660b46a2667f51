"""Claim: naming and checking content cost about what hashing it costs; storing it, the syncs it needs.

Each row is compared with its floor in the same run: SHA-256 over the same bytes, or one file of
the same bytes written and synced once. A small content needs four syncs (block, two folders, pin
folder), a large one that many and one a block. The best of several rounds counts on both sides.

Where a Kubo is (make nodes), a node of its own is started, and many small contents brought to it in
archives are compared with the same number added one by one (with pins, each of which Kubo syncs, and
without), and a large content streamed in archives and streamed again (resumed) with the same bytes in
one `add`.

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
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.progress import track
from rich.table import Table

from passport.adapters.ipfs.blocks import BlockStore
from passport.adapters.ipfs.kubo import KuboStore
from passport.adapters.ipfs.kubo_calls import KuboCalls
from passport.provenance.content import assemble, cid_of, content_blocks, stream_blocks
from scripts.fetch_nodes import KUBO, find_node
from tests.ports.kubo_daemon import running_kubo

ROUNDS = 5
SMALL, SMALL_BYTES, LARGE_BYTES, KUBO_ROUNDS = 500, 2000, 64 << 20, 3
SIZES_BYTES = {"4 KiB": 4096, "256 KiB": 262_144, "16 MiB": 1 << 24}


def best_s(work: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Seconds of the fastest round; each round gets its number, so that it can use new bytes."""
    took = []
    for number in range(rounds):
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


def measure_kubo(folder: Path) -> list[tuple[str, str, str, float, float]]:
    """Rows of (size, what, peer, seconds, seconds of the peer); none where there is no Kubo."""
    binary = find_node(KUBO)
    if binary is None:
        Console(stderr=True).print("no Kubo here (make nodes): its rows are left out")
        return []
    with running_kubo(binary, folder / "kubo") as daemon:
        store = KuboStore(daemon.url)

        def small(number: int, seed: str) -> list[bytes]:
            return [hashlib.shake_256(f"{seed} {number} {one}".encode()).digest(SMALL_BYTES) for one in range(SMALL)]

        def large(number: int, seed: str) -> bytes:
            return hashlib.shake_256(f"{seed} {number}".encode()).digest(LARGE_BYTES)

        one_by_one = best_s(lambda number: [store.put(content) for content in small(number, "one")], KUBO_ROUNDS)
        together = best_s(lambda number: store.put_all(small(number, "all")), KUBO_ROUNDS)
        calls = KuboCalls(daemon.url, timeout_s=60)
        unpinned = {"pin": "false", "cid-version": "1"}
        blocks_one_by_one = best_s(
            lambda number: [calls.call("add", unpinned, files={"file": each}) for each in small(number, "one block")],
            KUBO_ROUNDS,
        )
        blocks_together = best_s(
            lambda number: calls.import_blocks([*chain.from_iterable(map(stream_blocks, small(number, "blocks")))]),
            KUBO_ROUNDS,
        )
        calls.close()
        whole = best_s(lambda number: store.put(large(number, "whole")), KUBO_ROUNDS)
        streamed = best_s(lambda number: store.put_stream([large(number, "streamed")]), KUBO_ROUNDS)
        resumed = best_s(lambda number: store.put_stream([large(number, "streamed")]), KUBO_ROUNDS)
        cid = store.put(large(0, "whole"))
        read = best_s(lambda _: sum(len(piece) for piece in store.stream(cid)), KUBO_ROUNDS)
        store.close()
    many, much = f"{SMALL} x {SMALL_BYTES} B", f"{LARGE_BYTES >> 20} MiB"
    return [
        (many, "Kubo: in archives (put_all)", "add, one by one", together, one_by_one),
        (many, "Kubo: in archives, unpinned", "add, unpinned", blocks_together, blocks_one_by_one),
        (much, "Kubo: put_stream", "add", streamed, whole),
        (much, "Kubo: put_stream again", "add", resumed, whole),
        (much, "Kubo: stream", "add", read, whole),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON on stdout instead of a table")
    options = parser.parse_args()
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for label, size in track(SIZES_BYTES.items(), "content store", console=Console(stderr=True)):
            rows += [_row(label, *measured) for measured in measure(size, Path(folder))]
        rows += [_row(*measured) for measured in measure_kubo(Path(folder))]
    if options.json:
        print(json.dumps({"claim": "content_store", "rows": rows}))
        return 0
    table = Table("content", "what", "ms", "floor", "ms", "ratio", title="content store against its floors")
    for row in rows:
        table.add_row(*(str(row[name]) for name in ("size", "what", "ms", "floor", "floor_ms", "ratio")))
    Console().print(table)
    return 0


def _row(size: str, what: str, floor: str, seconds: float, floor_seconds: float) -> dict[str, object]:
    return {
        "size": size,
        "what": what,
        "floor": floor,
        "ms": round(seconds * 1e3, 3),
        "floor_ms": round(floor_seconds * 1e3, 3),
        "ratio": round(seconds / floor_seconds, 2),
    }


if __name__ == "__main__":
    sys.exit(main())
