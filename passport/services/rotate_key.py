"""Rotate a signing key: the new one is valid before the old one ends, and custody does not move."""

from __future__ import annotations

from dataclasses import dataclass

from passport.identifiers import Address, TxHash
from passport.ledger.acts import AddSigner, RevokeSigner
from passport.ledger.delivery import IdempotencyKey
from passport.ledger.events import SignerRevoked
from passport.services.steps import Steps
from passport.services.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Rotated:
    """A signing key that took another's place."""

    old: Address
    new: Address
    valid_until_block: int
    """What the old key signed in earlier blocks stays valid."""
    transactions: tuple[TxHash, TxHash]


def rotate_key(
    bench: Workbench, controller: Address, old: Address, new: Address, *, key: IdempotencyKey | None = None
) -> Rotated:
    """Adds the new signing key, then revokes the old one.

    Raises:
        SignerAlreadyBound, SignerNotActive, NotController: As the contract refuses.
    """
    request = {"controller": str(controller), "old": str(old), "new": str(new)}
    steps = Steps(bench.journal, "rotate_key", key, request)
    added = steps.deliver(bench.outbox, "addition", controller, lambda: AddSigner(new))
    revoked = steps.deliver(bench.outbox, "revocation", controller, lambda: RevokeSigner(old))
    steps.finish()
    until = revoked.single(SignerRevoked).valid_until
    return Rotated(old, new, until, (added.tx_hash, revoked.tx_hash))
