"""Our CIDs are Kubo's: the vectors against our code, and against the Kubo that is here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from passport.provenance.content import Chunking, assemble, cid_of, content_blocks
from scripts.fetch_nodes import KUBO, find_node
from scripts.make_cid_vectors import VECTORS, content, kubo_cid
from tests.gate import require

FILE: dict[str, Any] = json.loads(VECTORS.read_text())
EACH = pytest.mark.parametrize(
    "vector", FILE["vectors"], ids=lambda vector: f"{vector['length_bytes']}-by-{vector['leaf_bytes']}"
)


@pytest.fixture(scope="module")
def kubo_binary() -> Path:
    return require("kubo", find_node(KUBO), "run `make nodes`, or name one in PASSPORT_KUBO_BIN")


@EACH
def test_cid_of__vector__is_the_cid_kubo_gave(vector: dict[str, Any]) -> None:
    given = content(vector["seed"], vector["length_bytes"])
    assert cid_of(given, Chunking(leaf_bytes=vector["leaf_bytes"])) == vector["cid"]


def test_assemble__vector_of_two_levels__gives_the_content_back() -> None:
    two_levels = 174 * 262_144 + 1
    vector = next(found for found in FILE["vectors"] if found["length_bytes"] == two_levels)
    given = content(vector["seed"], two_levels)
    root, blocks = content_blocks(given)
    assert root == vector["cid"]
    assert assemble(root, dict(blocks).__getitem__) == given


@pytest.mark.kubo
@EACH
def test_vectors__asked_again__kubo_still_gives_the_same_cid(vector: dict[str, Any], kubo_binary: Path) -> None:
    given = content(vector["seed"], vector["length_bytes"])
    assert kubo_cid(kubo_binary, given, vector["leaf_bytes"]) == vector["cid"]
