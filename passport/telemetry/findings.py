"""What was found in an export, and the verdict it comes to. A finding never changes a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

MOST_RANGES = 50
"""Ranges of rows listed for one finding; `count` always counts all."""


class Weight(StrEnum):
    """What a finding does to the verdict."""

    NOTE = "note"
    """Worth knowing; nothing is wrong."""
    DOUBT = "doubt"
    """Something is wrong with the rows or columns named; the others stand."""
    REFUSAL = "refusal"
    """No number may be computed from this export."""


class Outcome(StrEnum):
    """The verdict in a word."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_FINDINGS = "accepted with findings"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found."""

    code: str
    weight: Weight
    text: str
    column: str | None = None
    """Canonical name, or the export's own where there is none."""
    count: int = 0
    """Rows concerned; 0 where it is about the whole."""
    lines: tuple[tuple[int, int], ...] = ()
    """First and last line of each range, as an editor counts them (rows, for Parquet); at most MOST_RANGES."""
    unfit: bool = False
    """Whether the whole column must not be used for a number."""

    def as_document(self) -> dict[str, object]:
        """JSON-ready, members in a fixed order."""
        return {
            "code": self.code,
            "weight": self.weight.value,
            "text": self.text,
            "column": self.column,
            "count": self.count,
            "lines": [list(pair) for pair in self.lines],
            "unfit": self.unfit,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome and findings, heaviest first."""

    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Verdict:
        """The verdict that these findings come to; their order does not matter."""
        heavy = [Weight.REFUSAL, Weight.DOUBT, Weight.NOTE]
        return cls(
            tuple(sorted(findings, key=lambda one: (heavy.index(one.weight), one.code, one.column or "", one.text)))
        )

    @property
    def outcome(self) -> Outcome:
        """As heavy as the heaviest finding; notes weigh nothing."""
        weights = {finding.weight for finding in self.findings}
        if Weight.REFUSAL in weights:
            return Outcome.REFUSED
        return Outcome.ACCEPTED_WITH_FINDINGS if Weight.DOUBT in weights else Outcome.ACCEPTED

    @property
    def unfit_columns(self) -> tuple[str, ...]:
        """Columns that must not be used for a number, in order of name."""
        return tuple(sorted({one.column for one in self.findings if one.unfit and one.column}))

    @property
    def codes(self) -> frozenset[str]:
        """Codes of all findings."""
        return frozenset(finding.code for finding in self.findings)

    def as_document(self) -> dict[str, object]:
        """JSON-ready, members in a fixed order."""
        return {
            "outcome": self.outcome.value,
            "unfitColumns": list(self.unfit_columns),
            "findings": [finding.as_document() for finding in self.findings],
        }


def ranges(lines: Sequence[int] | NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    """Line numbers as ranges of neighbours, rising, the first MOST_RANGES of them."""
    sorted_lines = np.unique(np.asarray(lines, dtype=np.int64))
    if not sorted_lines.size:
        return ()
    breaks = np.flatnonzero(np.diff(sorted_lines) > 1)
    first = sorted_lines[np.concatenate(([0], breaks + 1))]
    last = sorted_lines[np.concatenate((breaks, [sorted_lines.size - 1]))]
    return tuple((int(a), int(b)) for a, b in zip(first[:MOST_RANGES], last[:MOST_RANGES], strict=True))
