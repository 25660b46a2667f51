"""Scores a log: links, latch, and what an earlier score holds until the battery shows otherwise."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime

from passport.errors import ScoringError
from passport.identifiers import Cid
from passport.scoring.kernels.safety_links import TAU, combine
from passport.scoring.safety.latch import LATCHED, InspectionRecord, critical_event
from passport.scoring.safety.limits import Limits
from passport.scoring.safety.links import Background, links_of
from passport.scoring.safety.method import STATE_OF_SAFETY
from passport.scoring.safety.pack_log import PackLog
from passport.scoring.safety.result import Latch, Link, SafetyScore
from passport.scoring.score import Abstention, rounded

STALE_AFTER_S = 7 * 86400.0
"""A log older than this says at most that the battery was at its limit."""
LEAST_OBSERVABILITY = 0.25
"""Abstain below: a number would say more than was seen. A latched battery is never abstained from."""


def state_of_safety(
    log: PackLog,
    background: Background,
    limits: Limits,
    inputs: Iterable[Cid],
    as_of_s: float,
    previous: SafetyScore | None = None,
    inspection: InspectionRecord | None = None,
) -> SafetyScore:
    """Scores a battery's log.

    Args:
        log: Canonical log, see `read_log`.
        background: What is known beside the log.
        limits: Anchors; their version is part of the score.
        inputs: CIDs of the products the arguments came from.
        as_of_s: When the question is asked, seconds since 1970, UTC.
        previous: The battery's last score: it carries the latch, and holds links this log does not fully show.
        inspection: A record whose signature and issuer the caller verified. If it finds the battery fit, what was
            before it (rows, latch, held links) no longer counts.

    Raises:
        ScoringError: the inspection lies in the future.
    """
    since_s = _since(previous, inspection, as_of_s)
    rows = log if since_s is None else log.after(since_s)
    latch = _latch(rows, limits, previous, inspection)
    fresh = bool(rows.time_s.size) and as_of_s - float(rows.time_s[-1]) <= STALE_AFTER_S
    held = {} if previous is None or _before(previous, since_s) else {link.name: link for link in previous.links}
    links = tuple(_held(link, held.get(link.name)) for link in links_of(rows, background, limits, fresh))
    links += (_event_link(latch, rows),)
    together = combine([link.value for link in links], [link.seen != "unseen" for link in links])
    abstention = None if latch else _abstention(rows, together.observability)
    return SafetyScore(
        sos_product=None if abstention else rounded(together.sos_product),
        sos_min=None if abstention else together.sos_min,
        weakest_link=None if abstention else links[together.weakest].name,
        observability=rounded(together.observability),
        links=links,
        latch=latch,
        inspected_at_s=since_s,
        method=STATE_OF_SAFETY,
        limits_version=limits.version,
        chemistry=limits.chemistry,
        inputs=tuple(sorted({*inputs, *([inspection.record] if inspection else [])})),
        parameters=_parameters(background, as_of_s),
        valid_at=datetime.fromtimestamp(float(rows.time_s[-1]), UTC).isoformat() if rows.time_s.size else None,
        rows_given=log.rows_given,
        rows_used=int(rows.time_s.size),
        readings_rejected=log.rejected,
        abstention=abstention,
    )


def _since(previous: SafetyScore | None, inspection: InspectionRecord | None, as_of_s: float) -> float | None:
    """Time of the last inspection that found the battery fit."""
    times = [previous.inspected_at_s] if previous else []
    if inspection is not None:
        if inspection.inspected_at_s > as_of_s:
            raise ScoringError("The inspection lies after the time the score is asked for.")
        times.append(inspection.inspected_at_s if inspection.finding == "fit" else None)
    return max((time for time in times if time is not None), default=None)


def _before(previous: SafetyScore, since_s: float | None) -> bool:
    """Whether the earlier score says nothing of the time after the inspection."""
    if since_s is None or (previous.latch and previous.latch.since_s > since_s):
        return False
    return previous.valid_at is None or datetime.fromisoformat(previous.valid_at).timestamp() <= since_s


def _latch(
    rows: PackLog, limits: Limits, previous: SafetyScore | None, inspection: InspectionRecord | None
) -> Latch | None:
    carried = previous.latch if previous else None
    if carried and not (inspection and inspection.lifts(carried)):
        return carried
    return critical_event(rows, limits)


def _held(link: Link, before: Link | None) -> Link:
    if before is None or link.complete or before.value >= link.value:
        return link
    return link.model_copy(update={"value": before.value, "held": True})


def _event_link(latch: Latch | None, rows: PackLog) -> Link:
    """The latch as a link, so that the score is never above any link here either."""
    both = bool(rows.cell_voltage_v.size) and bool(rows.temperature_c.size)
    return Link(
        name="critical_event",
        value=LATCHED if latch else 1.0 if both else TAU,
        seen="measured" if latch or both else "unseen",
        complete=bool(latch) or both,
        worst=1.0 if latch else 0.0,
        unit="latched",
        x_100=0.0,
        x_tau=1.0,
        held=latch is not None,
    )


def _abstention(rows: PackLog, observability: float) -> Abstention | None:
    if not rows.time_s.size:
        return Abstention(code="no-rows", reason="No row of the log can be used.")
    if observability < LEAST_OBSERVABILITY:
        return Abstention(code="too-little-seen", reason=f"Only {observability:.0%} of the links were seen.")
    return None


def _parameters(background: Background, as_of_s: float) -> dict[str, float]:
    given = {
        "rated_capacity_ah": background.rated_capacity_ah,
        "deep_discharges": background.deep_discharges,
        "hot_charges": background.hot_charges,
        "accidents": background.accidents,
        "resistance_growth_percent": background.resistance_growth_percent,
        "fade_percent_per_100_cycles": background.fade_percent_per_100_cycles,
        "as_of_s": as_of_s,
    }
    return {name: rounded(value) for name, value in given.items() if value is not None and math.isfinite(value)}
