"""A few hundred inputs for every parser, the same each time; `make fuzz` takes hundreds of thousands, and others."""

from __future__ import annotations

import os

from passport.errors import ProofInvalid
from tests.fuzz.campaign import LIMIT_S, Outcome, one, run
from tests.fuzz.mutation import Mutator
from tests.fuzz.seeds import Seeds
from tests.fuzz.target import Target
from tests.fuzz.targets import targets

INPUTS = int(os.environ.get("PASSPORT_FUZZ_INPUTS", "300"))


def test_parsers__spoiled_inputs__are_taken_or_refused_with_a_typed_error(seeds: Seeds) -> None:
    crashes = []
    for number, target in enumerate(targets(seeds)):
        outcome = run(target, max(3, int(INPUTS * target.weight)), seed=number)
        crashes += outcome.crashes
        assert outcome.refused, f"{target.name} took every input: nothing was spoiled"
        assert outcome.slowest_s < LIMIT_S, target.name
    assert not crashes, [(crash.target, crash.where, crash.error, crash.content[:300]) for crash in crashes]


def test_campaign__parser_with_a_fault__finds_it() -> None:
    """The net holds: a parser that trips over a byte is caught, one that refuses is not."""

    def trips(content: bytes) -> None:
        if b"\xff" in content:
            raise IndexError("a fault")
        if content != b"good input":
            raise ProofInvalid("refused")

    outcome = run(Target("trips", trips, [b"good input"]), 2_000, seed=1)
    assert outcome.crashes
    assert {crash.error for crash in outcome.crashes} == {"IndexError: a fault"}
    assert outcome.refused > len(outcome.crashes)


def test_campaign__parser_that_refuses_a_good_input__is_caught() -> None:
    def refuses(_content: bytes) -> None:
        raise ProofInvalid("refused")

    assert len(run(Target("refuses", refuses, [b"good"]), 0, seed=1).crashes) == 1


def test_campaign__parser_that_hangs__is_stopped() -> None:
    def hangs(_content: bytes) -> None:
        while True:
            pass

    outcome = Outcome("hangs")
    one(Target("hangs", hangs, [b""]), b"", outcome, 0.05)
    assert [crash.error for crash in outcome.crashes] == ["Hang: "]


def test_mutator__same_seed__same_inputs() -> None:
    first, second = (Mutator([b'{"a": [1, 2]}', b"a.b.c"], 7) for _ in range(2))
    assert [first.next() for _ in range(500)] == [second.next() for _ in range(500)]
