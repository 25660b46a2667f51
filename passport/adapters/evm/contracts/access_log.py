"""Reads of IAccessLog."""

from __future__ import annotations

from typing import ClassVar

from passport.adapters.evm.contracts.view import ContractView
from passport.identifiers import LogId
from passport.ledger.deployment import Contract
from passport.ledger.read_logs import ReadLogRecord


class AccessLog(ContractView):
    """Signed checkpoints of read logs."""

    contract: ClassVar[Contract] = Contract.ACCESS_LOG

    def log_of(self, log_id: LogId) -> ReadLogRecord | None:
        """The newest checkpoint of a read log."""
        return self._record("logOf(bytes32)", [bytes(log_id)], ReadLogRecord)
