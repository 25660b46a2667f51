"""Claim: what an act costs in gas, against its target, its physical floor, and peers measured in the same run.

Every act is a transaction of its own on an Anvil of its own (Paris rules, as production), calldata and real signatures
included. The floor is what no contract of this design could go below: the call itself with its calldata, one fresh or
changed slot for each thing that must be remembered, the cold reads of who signs, and the recovery of signatures.

    python benchmarks/gas.py [--json]

Exit code 0: measured, whatever the answer; a target that is missed says so in its row.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.table import Table

from benchmarks.evm.acts import LOT, PACKS, Batch, Ledger, digest_of, root_named
from benchmarks.evm.chain import Sent, running_chain
from benchmarks.evm.peers import PeerGas, measure_peers

FRESH_SLOT = 22_100
CHANGED_SLOT = 5_000
COLD_READ = 2_100
COLD_ACCOUNT = 2_600
SIGNATURE = 3_000
LOG = 375
LOG_TOPIC = 375
LOG_BYTE = 8
EAGER_BATCH = 100


@dataclass(frozen=True)
class Row:
    """One act."""

    act: str
    target: float | None
    measured: float
    floor: float | None = None
    peer: str = ""

    @property
    def met(self) -> str:
        """Whether the target is met; a target below its physical floor cannot be."""
        if self.target is None:
            return "-"
        if self.measured <= self.target:
            return "yes"
        return "below floor" if self.floor is not None and self.target < self.floor else "no"


def log(topics: int, words: int) -> int:
    """Gas of an event."""
    return LOG + topics * LOG_TOPIC + 32 * words * LOG_BYTE


def signer_reads(parties: int) -> int:
    """Asking the participant registry for signing organisations: key and organisation, two slots a party."""
    return COLD_ACCOUNT + parties * 2 * COLD_READ


def handover_floor(sent: Sent) -> int:
    """Both signatures, one record changed, the event with its ten words."""
    return sent.intrinsic + signer_reads(2) + 2 * SIGNATURE + CHANGED_SLOT + log(4, 7)


def registration_rows(ledger: Ledger, batch: Batch, peers: PeerGas) -> list[Row]:
    """Bringing passports onto the chain."""
    lazily = ledger.register_batch(batch)
    many = ledger.register_many(0, EAGER_BATCH)
    floor = (many.intrinsic + signer_reads(1)) / EAGER_BATCH + FRESH_SLOT + log(4, 2)
    lazy_floor = (lazily.intrinsic + signer_reads(1) + 3 * FRESH_SLOT + log(4, 2)) / PACKS
    return [
        Row(f"register a pack, lazy, in a batch of {PACKS:,}", 2, lazily.gas / PACKS, lazy_floor,
            f"EAS multiAttest {peers.eas_multi_attest_each:,} each; ERC-721 mint {peers.erc721_mint:,}"),
        Row(f"register a pack, eager, in a batch of {EAGER_BATCH}", 30_000, many.gas / EAGER_BATCH, floor,
            f"EAS multiAttest {peers.eas_multi_attest_each:,} each"),
    ]  # fmt: skip


def handover_rows(ledger: Ledger, batch: Batch) -> list[Row]:
    """Packs that change hands."""
    first = ledger.execute(batch.passport_id(0))
    offered, accepted = ledger.offer_and_accept(batch.passport_id(1))
    lazily = ledger.execute_lazily(batch, batch.first + 77_777)
    lot = ledger.execute(batch.number.to_bytes(32, "big"), LOT)
    later = ledger.bring_into_existence(batch, batch.first + 33_333)
    extra_floor = FRESH_SLOT - CHANGED_SLOT + 2 * COLD_READ + (lazily.intrinsic - first.intrinsic) + log(4, 2)
    later_floor = later.intrinsic + signer_reads(1) + 2 * COLD_READ + FRESH_SLOT + log(4, 2)
    return [
        Row("handover, both signatures, one transaction", 60_000, first.gas, handover_floor(first),
            "prototype without stage rules (not in this run) 47,109"),
        Row("handover, offer and accept, two transactions", None, offered.gas + accepted.gas,
            offered.intrinsic + accepted.intrinsic + 2 * signer_reads(2) + FRESH_SLOT + CHANGED_SLOT + log(4, 7),
            "prototype without stage rules (not in this run) 76,243"),
        Row("first handover of a lazy passport (depth 17), extra", 30_000, lazily.gas - first.gas, extra_floor),
        Row(f"handover of a whole batch of {PACKS:,}", 80_000, lot.gas, handover_floor(lot)),
        Row("bring one pack of it into existence later", 75_000, later.gas, later_floor),
    ]  # fmt: skip


def product_rows(ledger: Ledger, peers: PeerGas) -> list[Row]:
    """Roots of data products, and consents."""
    ledger.anchor(bytes(32), root_named("first"), 10)
    anchored = ledger.anchor(root_named("first"), root_named("second"), 1 << 20)
    consent = digest_of("consent")
    granted, revoked = ledger.grant(consent), ledger.revoke(consent)
    peer = f"EAS timestamp {peers.eas_timestamp:,}; attest {peers.eas_attest:,}"
    return [
        Row("anchor a root of 1,048,576 data products", 65_000, anchored.gas,
            anchored.intrinsic + signer_reads(1) + COLD_READ + FRESH_SLOT + CHANGED_SLOT + log(4, 3), peer),
        Row("grant a consent", 60_000, granted.gas,
            granted.intrinsic + signer_reads(1) + FRESH_SLOT + log(4, 1), f"EAS attest {peers.eas_attest:,}"),
        Row("revoke a consent", 35_000, revoked.gas,
            revoked.intrinsic + signer_reads(1) + CHANGED_SLOT + log(3, 0)),
    ]  # fmt: skip


def measure(console: Console) -> tuple[list[Row], PeerGas]:
    """Everything, on one chain."""
    with console.status("hashing 100,000 leaves"):
        batch = Batch.over(number=1, first=1_000_000)
    with running_chain() as chain, console.status("measuring"):
        peers = measure_peers(chain)
        ledger = Ledger(chain)
        rows = registration_rows(ledger, batch, peers)
        rows += handover_rows(ledger, batch)
        rows += product_rows(ledger, peers)
    return rows, peers


def table(rows: list[Row]) -> Table:
    """For people."""
    shown = Table(title="Gas of each act (Anvil, Paris rules, calldata and signatures included)")
    for title in ("act", "target", "measured", "floor", "met", "peers in the same run"):
        shown.add_column(title, justify="left" if title in ("act", "peers in the same run") else "right")
    for row in rows:
        floor = "" if row.floor is None else f"{row.floor:,.5g}" if row.floor < 100 else f"{row.floor:,.0f}"
        measured = f"{row.measured:,.2f}" if row.measured < 100 else f"{row.measured:,.0f}"
        shown.add_row(row.act, "" if row.target is None else f"{row.target:,}", measured, floor, row.met, row.peer)
    return shown


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON on stdout instead of a table")
    options = parser.parse_args()
    rows, peers = measure(Console(stderr=True))
    if options.json:
        acts = [asdict(row) | {"met": row.met} for row in rows]
        print(json.dumps({"acts": acts, "peers": asdict(peers)}, indent=1))
    else:
        Console(width=160).print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
