"""Good inputs from a short life on a real chain: one pack, two products, one handover."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from passport.battery.lifecycle import Stage
from passport.ledger import acts
from passport.provenance.bundle import build_bundle, read_bundle
from passport.provenance.evidence import Evidence
from passport.provenance.verification import TrustRoot
from tests.evidence.conftest import on_anvil
from tests.evidence.story import Story, register_eagerly, register_lazily

PAYLOADS = Path(__file__).resolve().parents[1] / "unit" / "battery" / "payloads"


@dataclass(frozen=True)
class Seeds:
    """What the targets begin from."""

    story: Story
    bundle: bytes
    evidence: Evidence
    trust_root: TrustRoot
    payloads: dict[str, bytes]
    """Examples of payloads by ``Type-version``."""


@contextmanager
def seeds_on(home: Path) -> Iterator[Seeds]:
    """The seeds, from an Anvil of their own that runs only for this."""
    with on_anvil(home) as story:
        pack = register_lazily(story, {"pack": None, "module": "pack"})["pack"]
        register_eagerly(story, "lone")
        sheet = story.sign("maker", pack, "ProductDataSheet", {"energyKwh": 57.5, "rows": [{"a": 1}, {"b": "x"}]})
        usage = story.sign("maker", pack, "ChargingHistory", {"cycles": 120, "text": "Sähkö", "list": [1, 2.5, None]})
        story.anchor("maker", None, [(sheet, pack, "ProductDataSheet"), (usage, pack, "ChargingHistory")])
        _sell(story)
        bundle = build_bundle(story.evidence())
        examples = {path.stem: path.read_bytes() for path in sorted(PAYLOADS.glob("*.json"))}
        yield Seeds(story, bundle, read_bundle(bundle).evidence, story.trust_root(), examples)


def _sell(story: Story) -> None:
    lone = story.passports[-1].passport_id
    offer = story.offer(lone, "maker", "operator", Stage.IN_SERVICE, 0)
    story.act("lab", acts.ExecuteHandover(offer, *story.signatures(offer, "maker", "operator")))


def compact(document: object) -> bytes:
    """JSON as people would not write it."""
    return json.dumps(document, separators=(",", ":")).encode("utf-8")
