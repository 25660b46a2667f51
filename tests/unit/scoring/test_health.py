"""The first state of health: right on what is known, silent on what is not, the same bytes every time."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passport.errors import ScoringError
from passport.identifiers import Cid
from passport.scoring.health import FEWEST_ROWS, rated_capacity_ah_of, state_of_health
from passport.scoring.score import Score
from tests.unit.scoring.charging import row, straight_fade

EXAMPLES = Path(__file__).parents[3] / "examples"
RATED_AH = 2.0
INPUTS = [Cid.from_digest(bytes([number]) * 32) for number in (2, 1)]


def score(rows: list[Any], rated_ah: float = RATED_AH) -> Score:
    return state_of_health({"batteryChargingHistory": rows, "totalCount": len(rows)}, rated_ah, INPUTS)


def measures(of: Score) -> dict[str, float]:
    return {measure.name: measure.value for measure in of.measures}


def missing(of: Score) -> set[str]:
    return {item.name for item in of.not_determinable}


def test_score__of_a_straight_fade__is_exact() -> None:
    health = score(straight_fade(101))
    assert health.value == pytest.approx(80.0, abs=1e-6)
    assert health.interval is not None
    assert (health.interval.lower, health.interval.upper) == pytest.approx((80.0, 80.0), abs=1e-4)
    found = measures(health)
    assert found["remaining capacity"] == pytest.approx(1.6)
    assert found["capacity fade"] == pytest.approx(20.0)
    assert found["capacity fade per cycle"] == pytest.approx(0.2)
    assert found["capacity fade per 1000 h"] == pytest.approx(100.0)
    assert found["capacity fade from own beginning of life"] == pytest.approx(20.0)
    assert health.rows_used == 101
    assert health.inputs == tuple(sorted(INPUTS))


def test_score__whatever_the_history__leaves_out_what_it_cannot_know() -> None:
    health = score(straight_fade(50))
    assert {
        "state of certified energy",
        "remaining power capability",
        "round-trip efficiency",
        "ohmic resistance",
        "evolution of self-discharge",
        "energy throughput",
        "deep discharges",
        "time in extreme temperatures",
    } <= missing(health)
    assert not missing(health) & set(measures(health))
    assert set(health.conditions.values()) >= {"not stated by the charging history"}
    assert health.threshold == "threshold not yet adopted"
    assert "compliant" not in health.canonical_bytes().decode()
    assert 0.0 < health.observability < 0.5


def test_score__history_that_begins_late__does_not_know_its_own_beginning() -> None:
    health = score(straight_fade(80)[30:])
    assert "capacity fade from own beginning of life" in missing(health)
    assert "capacity fade per cycle" in measures(health)


def test_score__counter_that_stands_still__gives_no_rate() -> None:
    health = score([row(n, 1.9, operatingHours=5.0) for n in range(1, 40)])
    assert "capacity fade per 1000 h" in missing(health)
    assert "capacity fade per cycle" in measures(health)


def test_score__fade_that_doubles__has_a_knee_where_it_is() -> None:
    rows = [row(n, 2.0 - 0.001 * min(n, 100) - 0.006 * max(0, n - 100)) for n in range(1, 161)]
    health = score(rows)
    assert measures(health)["knee"] == pytest.approx(100, abs=2)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"maxCapacity": 0.0}, "zero or negative"),
        ({"maxCapacity": -1.0}, "zero or negative"),
        ({"maxCapacity": float("nan")}, "not finite"),
        ({"maxCapacity": float("inf")}, "not finite"),
        ({"maxCapacity": 10**400}, "not finite"),
        ({"maxCapacity": 1900.0}, "another unit"),
        ({"maxCapacity": "1.9"}, "no number"),
        ({"maxCapacity": None}, "no number"),
        ({"maxCapacity": True}, "no number"),
        ({"operatingHours": -1.0}, "negative counter"),
        ({"operatingHours": 1e9}, "counters never fall"),
        ({"operatingHours": 0.0}, "counters never fall"),
        ({"cycleCount": 12.5}, "no whole number"),
        ({"cycleCount": -3}, "negative counter"),
        ({"cycleCount": 0}, "counters never fall"),
        ({"cycleCount": 10**6}, "counters never fall"),
        ({"time": "2024-01-13T00:00:00"}, "without an offset"),
        ({"time": "yesterday"}, "not ISO 8601"),
        ({"time": 1704067200}, "no text"),
        ({"time": "0001-01-01T00:00:00+23:59"}, "outside the calendar"),
        ({"time": "2030-01-01T00:00:00+00:00"}, "counters never fall"),
    ],
)
def test_rows__one_bad_row__is_rejected_with_its_reason_and_no_other(changes: dict[str, Any], reason: str) -> None:
    rows = straight_fade(60)
    rows[25] = rows[25] | changes
    health = score(rows)
    assert [reason in item.reason for item in health.rows_rejected] == [True], health.rows_rejected
    assert health.rows_used == 59
    assert health.value == pytest.approx(score(straight_fade(60)).value, abs=0.5)
    json.loads(health.canonical_bytes())


@pytest.mark.parametrize("entry", [None, 7, "row", [], {}, {"time": "2024-01-01T00:00:00Z"}])
def test_rows__that_are_no_rows__are_rejected(entry: object) -> None:
    health = score([*straight_fade(30), entry])
    assert (health.rows_used, len(health.rows_rejected)) == (30, 1)


def test_rows__repeated__count_once__and_contradicting__not_at_all() -> None:
    rows = straight_fade(40)
    health = score([*rows, rows[5], rows[9] | {"maxCapacity": 1.0}])
    assert sorted(item.reason for item in health.rows_rejected) == [
        "contradicts another row of the same time",
        "contradicts another row of the same time",
        "repeats a row",
    ]
    assert health.rows_used == 39


@pytest.mark.parametrize("count", [0, 1, FEWEST_ROWS - 1])
def test_score__too_few_rows__abstains(count: int) -> None:
    health = score(straight_fade(count))
    assert health.abstention is not None
    assert health.abstention.code == "too-few-rows"
    assert (health.value, health.interval, health.measures, health.observability) == (None, None, (), 0.0)
    json.loads(health.canonical_bytes())


def test_score__counters_that_contradict__abstains() -> None:
    rows = straight_fade(60)
    for number in range(0, 60, 3):
        rows[number]["cycleCount"] = 59 - number
    health = score(rows)
    assert health.abstention is not None
    assert health.abstention.code == "counters-contradict"


def test_score__measurements_that_do_not_repeat__abstains() -> None:
    chance = random.Random(7)
    health = score([row(n, chance.uniform(0.2, 2.0)) for n in range(1, 60)])
    assert health.abstention is not None
    assert health.abstention.code == "unrepeatable"
    assert health.value is None


noise = st.floats(-0.05, 0.05)


@st.composite
def histories(draw: st.DrawFn) -> list[Any]:
    rows: list[Any] = [
        entry | {"maxCapacity": entry["maxCapacity"] + draw(noise)} for entry in straight_fade(draw(st.integers(0, 40)))
    ]
    spoilt = st.sampled_from(
        [{"maxCapacity": float("nan")}, {"cycleCount": 0}, {"time": "?"}, {"operatingHours": 99.0}]
    )
    for index in draw(st.sets(st.integers(0, 39), max_size=6)):
        if index < len(rows):
            rows[index] = rows[index] | draw(spoilt)
    return rows + draw(st.lists(st.none() | st.integers(), max_size=2))


@settings(deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_score__rows_in_any_order__gives_the_same_bytes(rows: list[Any], chance: random.Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert score(shuffled).canonical_bytes() == score(rows).canonical_bytes()


@settings(deadline=None)
@given(histories())
def test_score__through_json__comes_back_and_recomputes_to_the_same_bytes(rows: list[Any]) -> None:
    first = score(rows)
    assert Score.model_validate_json(first.canonical_bytes()) == first
    assert score(json.loads(json.dumps(rows))).canonical_bytes() == first.canonical_bytes()
    assert first.rows_used + len(first.rows_rejected) == first.rows_given
    assert (first.value is None) == (first.abstention is not None)
    if first.value is not None:
        assert first.interval is not None
        assert first.interval.lower <= first.value <= first.interval.upper


def data_sheet() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((EXAMPLES / "demo_pack" / "product_data_sheet.json").read_text())
    return content


def test_rated_capacity__of_the_example__is_in_ampere_hours() -> None:
    assert rated_capacity_ah_of(data_sheet()) == 2.0


@pytest.mark.parametrize(
    "changes",
    [{"energy": 22.2}, {"capacity": 22.2}, {"energy": None}, {"voltage": {}}, {"voltage": 11.1}, {"energy": 0}],
)
def test_rated_capacity__units_swapped_or_missing__is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ScoringError):
        rated_capacity_ah_of(data_sheet() | changes)


@pytest.mark.parametrize(
    ("history", "rated"), [({}, 2.0), ({"batteryChargingHistory": {}}, 2.0), ({"batteryChargingHistory": []}, 0.0)]
)
def test_score__no_method_can_start__is_an_error(history: dict[str, Any], rated: float) -> None:
    with pytest.raises(ScoringError):
        state_of_health(history, rated, [])


@pytest.mark.parametrize(("cell", "percent"), [("B0005", 64.59875), ("B0006", 57.44), ("B0007", 70.0325)])
def test_score__of_a_real_cell__is_this_number_in_this_version(cell: str, percent: float) -> None:
    """A changed default number is a breaking change: raise the method's version with it."""
    history = json.loads((EXAMPLES / "nasa_pcoe" / f"charging_history_{cell}.json").read_text())
    assert state_of_health(history, RATED_AH, []).value == percent
