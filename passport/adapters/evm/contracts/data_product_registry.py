"""Reads of IDataProductRegistry."""

from __future__ import annotations

from typing import ClassVar

from passport.adapters.evm.contracts.view import ContractView
from passport.identifiers import Digest, MerkleRoot, ParticipantId
from passport.ledger.anchors import Anchor, AnchorHead, ProductWithdrawal
from passport.ledger.deployment import Contract


class DataProductRegistry(ContractView):
    """Anchored roots of data products, and withdrawals."""

    contract: ClassVar[Contract] = Contract.DATA_PRODUCT_REGISTRY

    def anchor_of(self, issuer: ParticipantId, root: MerkleRoot) -> Anchor | None:
        """Where and when an issuer anchored a root."""
        return self._record("anchorOf(uint32,bytes32)", [int(issuer), bytes(root)], Anchor)

    def head_of(self, issuer: ParticipantId) -> AnchorHead:
        """An issuer's newest root."""
        found = self._record("headOf(uint32)", [int(issuer)], AnchorHead)
        return found if found is not None else AnchorHead(root=None, sequence=0)

    def withdrawal_of(self, issuer: ParticipantId, digest: Digest) -> ProductWithdrawal | None:
        """Whether an issuer withdrew or superseded a product."""
        return self._record("withdrawalOf(uint32,bytes32)", [int(issuer), bytes(digest)], ProductWithdrawal)

    def successor_of(self, issuer: ParticipantId, digest: Digest) -> Digest | None:
        """What replaced a product."""
        arguments = [int(issuer), bytes(digest)]
        (successor,) = self._values("successorOf(uint32,bytes32)", arguments, ["bytes32"])
        return Digest(successor) if any(successor) else None
