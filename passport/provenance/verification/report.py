"""The result of a verification: ten steps, each with its outcome and what was found.

Values only, no sentences: `docs/verification.md` says what each number proves and what each code means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from passport.battery.lifecycle import Stage, Status
from passport.identifiers import BatteryIdentifier, ParticipantId, PassportId
from passport.ledger.history import CustodyStep

TITLES: Mapping[int, str] = MappingProxyType(
    {
        1: "trust root",
        2: "content",
        3: "issuer signatures",
        4: "inclusion",
        5: "chain state",
        6: "seals",
        7: "custody",
        8: "standing",
        9: "scores",
        10: "policy",
    }
)
"""Short name of each step, as in docs/verification.md."""


class Outcome(StrEnum):
    """What came of a step."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKABLE = "not checkable"


class Verdict(StrEnum):
    """What came of the whole."""

    VERIFIED = "verified"
    """Every step passed, or had nothing to look at."""
    FAILED = "failed"
    """A step failed."""
    INCOMPLETE = "incomplete"
    """No step failed, but one could not be checked."""


class Severity(StrEnum):
    """Weight of a finding."""

    FAULT = "fault"
    UNCHECKABLE = "uncheckable"
    NOTE = "note"
    """Something a reader must see, for example a withdrawal, that is no fault of the bundle."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a step found."""

    severity: Severity
    code: str
    """Stable name; docs/verification.md lists them."""
    piece: str | None = None
    """Name of the piece it is about."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Facts, by name; JSON-ready."""


@dataclass(frozen=True, slots=True)
class StepReport:
    """One step."""

    number: int
    outcome: Outcome
    checked: int
    """How many things were looked at and found right."""
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """Short name."""
        return TITLES[self.number]

    @property
    def vacuous(self) -> bool:
        """Whether the bundle holds nothing this step looks at: never a pass, no obstacle to the verdict."""
        return self.outcome is Outcome.NOT_CHECKABLE and all(
            finding.code in VACUOUS or finding.severity is Severity.NOTE for finding in self.findings
        )

    def faults(self) -> tuple[Finding, ...]:
        """The findings that made it fail."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.FAULT)


VACUOUS = frozenset({"nothing-to-check"})


@dataclass(frozen=True, slots=True)
class ProvedBattery:
    """What a bundle proves about one battery in the state block: worth no more than the verdict."""

    passport_id: PassportId
    identifier: BatteryIdentifier
    registrant: ParticipantId
    holder: ParticipantId
    stage: Stage
    status: Status
    withdrawn: bool
    custody: tuple[CustodyStep, ...]
    """Who held it when, first holder first."""


@dataclass(frozen=True, slots=True)
class Report:
    """All ten steps, in order."""

    steps: tuple[StepReport, ...]
    chain_id: int | None
    block_number: int | None
    """Block whose state the bundle shows."""
    block_hash: str | None
    block_time: int | None
    """Unix seconds."""
    batteries: tuple[ProvedBattery, ...] = ()
    """Those whose custody was proved: a true bundle of another battery than one asked for is true all the same."""

    @property
    def verdict(self) -> Verdict:
        """Failed if any step failed; verified if every step passed or was vacuous; else incomplete."""
        if any(step.outcome is Outcome.FAILED for step in self.steps):
            return Verdict.FAILED
        if all(step.outcome is Outcome.PASSED or step.vacuous for step in self.steps):
            return Verdict.VERIFIED
        return Verdict.INCOMPLETE

    def step(self, number: int) -> StepReport:
        """One step by its number, 1 to 10."""
        return self.steps[number - 1]

    @property
    def failed(self) -> frozenset[int]:
        """Numbers of the steps that failed."""
        return frozenset(step.number for step in self.steps if step.outcome is Outcome.FAILED)


class StepCheck:
    """Collects what one step finds; the outcome follows from it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._checked = 0
        self._findings: list[Finding] = []

    def right(self) -> None:
        """One more thing was looked at and found right."""
        self._checked += 1

    def fault(self, code: str, piece: str | None = None, **values: object) -> None:
        """Something is wrong: the step fails."""
        self._findings.append(Finding(Severity.FAULT, code, piece, values))

    def uncheckable(self, code: str, piece: str | None = None, **values: object) -> None:
        """Something could not be looked at: the step cannot pass."""
        self._findings.append(Finding(Severity.UNCHECKABLE, code, piece, values))

    def note(self, code: str, piece: str | None = None, **values: object) -> None:
        """Something a reader must see."""
        self._findings.append(Finding(Severity.NOTE, code, piece, values))

    def report(self) -> StepReport:
        """The step as it stands. One that looked at nothing is not checkable."""
        severities = {finding.severity for finding in self._findings}
        if Severity.FAULT in severities:
            outcome = Outcome.FAILED
        elif Severity.UNCHECKABLE in severities:
            outcome = Outcome.NOT_CHECKABLE
        elif self._checked == 0:
            self.uncheckable("nothing-to-check")
            outcome = Outcome.NOT_CHECKABLE
        else:
            outcome = Outcome.PASSED
        return StepReport(self.number, outcome, self._checked, tuple(self._findings))
