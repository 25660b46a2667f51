"""The report as JSON: what `--json` prints, and what the pages are made from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from passport.ledger.history import CustodyStep
    from passport.provenance.verification import ProvedBattery, Report, StepReport


def as_document(report: Report) -> dict[str, object]:
    """The report as JSON."""
    return {
        "verdict": report.verdict.value,
        "chainId": report.chain_id,
        "block": report.block_number,
        "blockHash": report.block_hash,
        "blockTime": None if report.block_time is None else _time(report.block_time),
        "batteries": [_battery(battery) for battery in report.batteries],
        "steps": [_step(step) for step in report.steps],
    }


def _battery(battery: ProvedBattery) -> dict[str, object]:
    return {
        "passportId": battery.passport_id.hex0x,
        "identifier": str(battery.identifier),
        "registrant": int(battery.registrant),
        "holder": int(battery.holder),
        "stage": battery.stage.label,
        "status": battery.status.label,
        "withdrawn": battery.withdrawn,
        "custody": [_custody(step) for step in battery.custody],
    }


def _custody(step: CustodyStep) -> dict[str, object]:
    return {
        "since": _time(step.since.timestamp),
        "block": step.since.block_number,
        "holder": int(step.holder),
        "from": None if step.giver is None else int(step.giver),
        "role": None if step.role is None else step.role.label,
        "stage": step.stage.label,
        "status": step.status.label,
        "cause": step.cause.value,
        "via": step.via.kind.name.lower(),
    }


def _step(step: StepReport) -> dict[str, object]:
    return {
        "number": step.number,
        "title": step.title,
        "outcome": step.outcome.value,
        "checked": step.checked,
        "findings": [
            {
                "severity": finding.severity.value,
                "code": finding.code,
                "piece": finding.piece,
                "values": dict(finding.values),
            }
            for finding in step.findings
        ],
    }


def _time(unix_s: int) -> str:
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
