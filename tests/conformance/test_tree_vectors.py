"""Trees built in Python are the trees the contracts check (vectors made by Solidity)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from passport.provenance.merkle import MerkleTree, check_inclusion

CASES = json.loads((Path(__file__).parent / "vectors" / "trees.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['size']} leaves")
def test_tree__of_a_vector__has_its_root_and_proofs(case: dict[str, list[str]]) -> None:
    leaves = [bytes.fromhex(leaf[2:]) for leaf in case["leaves"]]
    tree = MerkleTree(leaves)
    assert tree.root.hex0x == case["root"]
    assert [["0x" + node.hex() for node in tree.proof(at)] for at in range(len(leaves))] == case["proofs"]
    for at, leaf in enumerate(leaves):
        check_inclusion(tree.root, leaf, tree.proof(at))
