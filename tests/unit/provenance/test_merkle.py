"""Trees and proofs, against a tree built the slow way."""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from passport.errors import ProofInvalid
from passport.provenance.merkle import MerkleTree, check_inclusion, root_of

LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True)


def slow_root(nodes: list[bytes]) -> bytes:
    while len(nodes) > 1:
        pairs = [nodes[at : at + 2] for at in range(0, len(nodes), 2)]
        nodes = [keccak(b"".join(sorted(pair))) if len(pair) == 2 else pair[0] for pair in pairs]
    return nodes[0]


@given(LEAVES)
def test_tree__any_leaves__has_the_root_of_the_definition(leaves: list[bytes]) -> None:
    assert MerkleTree(leaves).root == slow_root(leaves)


@given(LEAVES)
def test_proof__of_every_leaf__leads_to_the_root(leaves: list[bytes]) -> None:
    tree = MerkleTree(leaves)
    for index, leaf in enumerate(leaves):
        check_inclusion(tree.root, leaf, tree.proof(index))


@given(LEAVES, st.data())
def test_proof__with_one_bit_changed__leads_elsewhere(leaves: list[bytes], data: st.DataObject) -> None:
    tree = MerkleTree(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    chain = [leaves[index], *tree.proof(index)]
    at = data.draw(st.integers(0, len(chain) - 1))
    changed = bytearray(chain[at])
    changed[data.draw(st.integers(0, 31))] ^= 1 << data.draw(st.integers(0, 7))
    chain[at] = bytes(changed)
    with pytest.raises(ProofInvalid):
        check_inclusion(tree.root, chain[0], chain[1:])


@given(LEAVES, st.binary(min_size=32, max_size=32))
def test_proof__of_a_stranger__does_not_lead_to_the_root(leaves: list[bytes], stranger: bytes) -> None:
    tree = MerkleTree(leaves)
    if stranger not in leaves:
        for index in range(len(leaves)):
            with pytest.raises(ProofInvalid):
                check_inclusion(tree.root, stranger, tree.proof(index))


@pytest.mark.parametrize("leaves", [[], [b"short"], [bytes(32)] * (2**20 + 1)])
def test_tree__of_nothing_too_much_or_no_hashes__is_refused(leaves: list[bytes]) -> None:
    with pytest.raises(ProofInvalid):
        MerkleTree(leaves)


def test_proof__longer_than_any_tree__is_refused() -> None:
    with pytest.raises(ProofInvalid, match="at most"):
        root_of(bytes(32), [bytes(32)] * 21)


@pytest.mark.parametrize("index", [-1, 3])
def test_proof__of_a_leaf_that_is_not_there__is_refused(index: int) -> None:
    with pytest.raises(ProofInvalid):
        MerkleTree([bytes([n]) * 32 for n in range(3)]).proof(index)
