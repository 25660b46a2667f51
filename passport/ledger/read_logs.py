"""Checkpoints of read logs (IAccessLog)."""

from __future__ import annotations

from dataclasses import dataclass

from passport.identifiers import Digest, LogId, ParticipantId
from passport.ledger.abi import Uint64


@dataclass(frozen=True, slots=True)
class ReadLogRecord:
    """The newest checkpoint of a read log."""

    owner: ParticipantId
    tree_size: Uint64
    checkpointed_at: Uint64
    """Unix seconds."""
    equivocated: bool
    root_hash: Digest
    """RFC 9162 tree head, SHA-256."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The owner's signed words (EIP-712)."""

    log_id: LogId
    tree_size: Uint64
    root_hash: Digest
