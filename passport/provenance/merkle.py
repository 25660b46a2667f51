"""Merkle trees whose proofs OpenZeppelin's `MerkleProof` accepts on chain.

An inner node is the keccak256 of its two children in byte order; an odd last node of a level goes up
unchanged. The leaves come from `passport.ledger.leaves`: hashed twice with a domain tag, so that an inner
node can never pass as a leaf (an inner node is one hash of 64 bytes, a leaf one hash of 32).

A proof shows that a leaf is under a root. It does not show where, nor that the root was anchored.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from passport.errors import ProofInvalid
from passport.identifiers import MerkleRoot
from passport.keccak import keccak256

MAX_LEAVES = 2**20
"""Most leaves under one root; the contracts refuse larger counts."""

MAX_PROOF_LENGTH = 20
"""Longest proof: the depth of a tree with MAX_LEAVES leaves."""


def hash_pair(first: bytes, second: bytes) -> bytes:
    """keccak256 of the two nodes in byte order; equals OpenZeppelin's `Hashes.commutativeKeccak256`."""
    return keccak256(first + second if first < second else second + first)


class MerkleTree:
    """All levels of one tree, leaves first.

    Args:
        leaves: 1 to 2^20 leaf hashes of 32 bytes, in the order of the batch's manifest.

    Raises:
        ProofInvalid: No leaf, too many, or one that is not 32 bytes long.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        if not 1 <= len(leaves) <= MAX_LEAVES:
            raise ProofInvalid(f"A tree has 1 to {MAX_LEAVES} leaves, not {len(leaves)}.", leaves=len(leaves))
        if any(len(leaf) != 32 for leaf in leaves):
            raise ProofInvalid("A leaf has 32 bytes.")
        self._levels: list[list[bytes]] = [list(leaves)]
        while len(self._levels[-1]) > 1:
            self._levels.append(_parents(self._levels[-1]))

    @property
    def root(self) -> MerkleRoot:
        """The hash over all leaves; the leaf itself if there is one only."""
        return MerkleRoot(self._levels[-1][0])

    @property
    def count(self) -> int:
        """Number of leaves."""
        return len(self._levels[0])

    def proof(self, index: int) -> tuple[bytes, ...]:
        """Siblings from the leaf at `index` up to the root.

        Raises:
            ProofInvalid: There is no such leaf.
        """
        if not 0 <= index < self.count:
            raise ProofInvalid(f"There is no leaf {index} in a tree of {self.count}.", index=index)
        siblings: list[bytes] = []
        for level in self._levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                siblings.append(level[sibling])
            index //= 2
        return tuple(siblings)


def _parents(level: list[bytes]) -> list[bytes]:
    paired = [hash_pair(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return paired if len(level) % 2 == 0 else [*paired, level[-1]]


def root_of(leaf: bytes, proof: Sequence[bytes]) -> MerkleRoot:
    """The root this proof leads to; equals OpenZeppelin's `MerkleProof.processProof`.

    Raises:
        ProofInvalid: A leaf or node is not 32 bytes long, or the proof is longer than any tree of ours is
        deep.
    """
    if len(leaf) != 32 or any(len(node) != 32 for node in proof):
        raise ProofInvalid("Leaves and nodes have 32 bytes.")
    if len(proof) > MAX_PROOF_LENGTH:
        raise ProofInvalid(f"A proof has at most {MAX_PROOF_LENGTH} nodes, not {len(proof)}.", length=len(proof))
    node = leaf
    for sibling in proof:
        node = hash_pair(node, sibling)
    return MerkleRoot(node)


def check_inclusion(root: bytes, leaf: bytes, proof: Sequence[bytes]) -> None:
    """Returns if `leaf` is under `root`.

    Raises:
        ProofInvalid: The proof is malformed or leads to another root.
    """
    reached = root_of(leaf, proof)
    if not hmac.compare_digest(reached, root):
        raise ProofInvalid("The proof does not lead from the leaf to the root.", root=bytes(root), reached=reached)
