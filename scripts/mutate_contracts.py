"""Mutation analysis of the contracts: would our behaviour tests notice if a line were wrong?

    .venv-analysis/bin/python scripts/mutate_contracts.py [--only passports/Handovers] [--sample 40] [--share 0/2]
                                                          [--report]

The mutants are slither-mutate's own: every one of its mutators, every contract and library of ours. The runner is
ours, because slither-mutate compiles each mutant in a new process and calls a test command of minutes: here one solc
stays alive, and the Brownie suite (tests/contracts/brownie, unchanged) runs in seconds on an EVM inside the process
(tests/contracts/revm). A mutant that does not compile, or whose bytecode is the original's with or without the
optimizer, is no mutant and is not counted. Each outcome is written down at once (build/mutation/outcomes.jsonl): an
interrupted run is taken up again, and outcomes of a source that has changed since are forgotten.

Exit code 0: the score of what was run is 90 % or more. 1: it is less.
"""

from __future__ import annotations

import argparse
import atexit
import hashlib
import inspect
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SUITE = ROOT / "tests" / "contracts" / "brownie"
OUTCOMES = ROOT / "build" / "mutation" / "outcomes.jsonl"
CONTRACTS = ("ParticipantRegistry", "PassportRegistry", "DataProductRegistry", "ConsentRegistry", "AccessLog")
REQUIRED_SCORE = 0.90
TIMEOUT_S = 90
COMPILED = "PASSPORT_MUTANT_COMPILED"

IMPORTED_BY = {
    "contracts/libraries/ConsistencyProof.sol": ("AccessLog",),
    "contracts/libraries/PartySignatures.sol": ("PassportRegistry", "ConsentRegistry", "AccessLog"),
    "contracts/libraries/TypedData.sol": ("PassportRegistry", "ConsentRegistry", "AccessLog"),
}
"""Which contracts a source goes into; what is neither named here nor a contract goes into the passport registry."""

SOURCES = {str(path.relative_to(ROOT)): path.read_text() for path in sorted((ROOT / "contracts").rglob("*.sol"))}
"""The contracts as they are when a run starts; whoever edits them meanwhile changes nothing for it."""

TESTS_FIRST = {
    "Registration": "registration duplicates components",
    "Handovers": "one_transaction two_transactions handover_lazy lot",
    "HandoverSubjects": "lot consignments withdrawal one_transaction",
    "StageTransitions": "handover_table repair",
    "Authority": "custody_move duplicates",
    "Components": "components successors",
    "Consignments": "consignments",
    "Withdrawals": "withdrawal successors",
    "LeafHashes": "registration_lazy",
    "PartySignatures": "contract_signers one_transaction consents",
    "TypedData": "one_transaction consents access_log",
    "PassportStore": "components consignments registration",
    "RecordSlots": "registration handover_table consignments lot",
    "ParticipantRegistry": "participants keys",
    "DataProductRegistry": "data_products",
    "ConsentRegistry": "consents",
    "AccessLog": "access_log",
    "ConsistencyProof": "access_log",
}
"""Which test modules are likely to notice, by source; the others follow."""


@dataclass(frozen=True)
class Mutant:
    """One change of one source; offsets in bytes."""

    source: str
    mutator: str
    line: int
    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        """Names the change and the source it was made to."""
        original = hashlib.sha256(SOURCES[self.source].encode()).hexdigest()
        return hashlib.sha256(repr((self, original)).encode()).hexdigest()[:20]

    def applied(self) -> str:
        """The source with the change."""
        original = SOURCES[self.source].encode()
        return (original[: self.start] + self.text.encode() + original[self.end :]).decode()


def generate() -> list[Mutant]:
    """Every mutant slither-mutate makes of our own contracts and libraries, each once."""
    from slither.tools.mutator.mutators import all_mutators
    from slither.tools.mutator.mutators.abstract_mutator import AbstractMutator

    from scripts.slither_project import load

    kinds: list[Any] = [
        m for _, m in inspect.getmembers(all_mutators, inspect.isclass) if issubclass(m, AbstractMutator)
    ]
    project = load()
    found: dict[tuple[str, int, int, str], Mutant] = {}
    for unit in project.compilation_units:
        for contract in unit.contracts:
            file = Path(contract.source_mapping.filename.absolute)
            if contract.is_interface or not file.is_relative_to(ROOT / "contracts"):
                continue
            for kind in kinds:
                mutator = kind(unit, 0, "", "", contract, None, False, Path(), [])
                for mutant in mutants_of(mutator, file):
                    found.setdefault((mutant.source, mutant.start, mutant.end, mutant.text), mutant)
    return sorted(found.values(), key=lambda m: (m.source, m.start, m.mutator, m.text))


def sampled(mutants: list[Mutant], size: int | None) -> list[Mutant]:
    """The first `size` mutants of each source in the order of their keys, which is none at all; sources take turns."""
    by_source: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in sorted(mutants, key=lambda m: m.key):
        by_source[mutant.source].append(mutant)
    rounds = zip_longest(*(drawn[:size] for drawn in by_source.values()))
    return [mutant for turn in rounds for mutant in turn if mutant is not None]


def mutants_of(mutator: Any, file: Path) -> Iterator[Mutant]:
    """What one of Slither's mutators makes of one contract."""
    patches = mutator._mutate().get("patches", {}).get(str(file), [])  # noqa: SLF001 - it has no public way
    for patch in patches:
        yield Mutant(
            str(file.relative_to(ROOT)), mutator.NAME, patch["line_number"], patch["start"], patch["end"],
            patch["new_string"],
        )  # fmt: skip


class Compiler:
    """One solc that stays alive."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", str(ROOT / "scripts" / "solc_server.js")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def compile(
        self, names: tuple[str, ...], changed: dict[str, str], *, optimized: bool = False, **extra: str
    ) -> dict[str, Any] | None:
        """ABI and bytecode by contract name; None if it does not compile."""
        question = {"names": [*names, *extra], "changed": SOURCES | changed, "optimized": optimized, "extra": extra}
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the compiler has no pipes")
        stdin.write(json.dumps(question) + "\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        return answer.get("contracts")

    def close(self) -> None:
        """Ends the compiler."""
        self._process.terminate()
        self._process.wait(timeout=10)


class Judge:
    """Compiles a mutant and runs the suite on it."""

    def __init__(self, compiler: Compiler, suite: Path) -> None:
        self._compiler, self._suite = compiler, suite
        wallet = re.search(r'WALLET = """(.*?)"""', (suite / "test_contract_signers.py").read_text(), re.DOTALL)
        original = compiler.compile(CONTRACTS, {}, OwnedWallet=wallet[1] if wallet else "")
        if original is None:
            raise SystemExit("the contracts themselves do not compile")
        self._original = original
        self._optimized: dict[tuple[str, ...], dict[str, Any] | None] = {}
        if noticed(self._original, "PassportRegistry", suite):
            raise SystemExit("the suite fails on the contracts as they are")

    def outcome(self, mutant: Mutant) -> str:
        """What became of a mutant: invalid, equivalent, caught or survived."""
        if is_the_same(mutant):
            return "equivalent"
        names = touched(mutant.source)
        changed = {mutant.source: mutant.applied()}
        made = self._compiler.compile(names, changed)
        if made is None:
            return "invalid"
        if all(made[name]["bytecode"] == self._original[name]["bytecode"] for name in names):
            return "equivalent"
        if noticed(self._original | made, Path(mutant.source).stem, self._suite):
            return "caught"
        if names not in self._optimized:
            self._optimized[names] = self._compiler.compile(names, {}, optimized=True)
        same = self._compiler.compile(names, changed, optimized=True) == self._optimized[names]
        return "equivalent" if same else "survived"


def is_the_same(mutant: Mutant) -> bool:
    """Whether a comparison means what it did: our numbers are unsigned, so `<= 0` is `== 0` and `> 0` is `!= 0`."""
    original = SOURCES[mutant.source].encode()[mutant.start : mutant.end].decode()
    as_it_was = re.sub(r" <= (0|Stage\.None)$", r" == \1", re.sub(r" > (0|Stage\.None)$", r" != \1", mutant.text))
    return mutant.mutator == "ROR" and mutant.text != original and as_it_was == original


def touched(source: str) -> tuple[str, ...]:
    """The contracts a source goes into."""
    name = Path(source).stem
    return (name,) if name in CONTRACTS else IMPORTED_BY.get(source, ("PassportRegistry",))


def noticed(compiled: dict[str, Any], source: str, suite: Path) -> bool:
    """Whether a test fails on these contracts (or runs for ever)."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(compiled, file)
        file.flush()
        child = os.fork()
        if child == 0:
            run_suite(file.name, source, suite)
        return waited(child) != 0


def waited(child: int) -> int:
    """Exit code of a child; it is ended after TIMEOUT_S."""

    def end(_signal: int, _frame: Any) -> None:
        os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, end)
    signal.alarm(TIMEOUT_S)
    _, status = os.waitpid(child, 0)
    signal.alarm(0)
    return os.waitstatus_to_exitcode(status)


def run_suite(compiled: str, source: str, suite: Path) -> None:
    """Runs the suite in this (forked) process and leaves with its exit code."""
    import pytest

    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.environ[COMPILED] = compiled
    sys.path[:0] = [str(suite.parent / "revm"), str(suite)]
    sys.dont_write_bytecode = True
    hints = TESTS_FIRST.get(source, "").split()
    modules = sorted(suite.glob("test_*.py"), key=lambda m: (not any(hint in m.stem for hint in hints), m.name))
    os._exit(int(pytest.main(["-c", str(suite / "pytest.ini"), "-x", *map(str, modules)])))


def kept_suite() -> Path:
    """A copy of the suite as it is when a run starts, in a folder that ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="mutation-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(SUITE.parent, folder / "tests" / "contracts", ignore=shutil.ignore_patterns("forge", "__pycache__"))
    (folder / "passport").symlink_to(ROOT / "passport")
    return folder / "tests" / "contracts" / "brownie"


def recorded() -> dict[str, dict[str, Any]]:
    """Outcomes written down so far, by key."""
    if not OUTCOMES.exists():
        return {}
    lines = [json.loads(line) for line in OUTCOMES.read_text().splitlines()]
    return {line["key"]: line for line in lines}


def run(mutants: list[Mutant], *, again: bool) -> None:
    """Judges every mutant that has no outcome yet; `again` those that survived, because the tests have got better."""
    import coincurve  # noqa: F401 - imported here so that every forked suite has it
    import eth_account  # noqa: F401
    import pyrevm  # noqa: F401
    import pytest  # noqa: F401

    OUTCOMES.parent.mkdir(parents=True, exist_ok=True)
    compiler = Compiler()
    try:
        judge = Judge(compiler, kept_suite())
        known = recorded()
        wanted = [mutant for mutant in mutants if known.get(mutant.key, {}).get("outcome") == "survived"]
        waiting = wanted if again else [mutant for mutant in mutants if mutant.key not in known]
        for number, mutant in enumerate(waiting, 1):
            line = asdict(mutant) | {"key": mutant.key, "outcome": judge.outcome(mutant)}
            with OUTCOMES.open("a") as file:
                file.write(json.dumps(line) + "\n")
            print(
                f"{number}/{len(waiting)} {mutant.source}:{mutant.line} {mutant.mutator} {line['outcome']}", flush=True
            )
    finally:
        compiler.close()


def report(mutants: list[Mutant]) -> float:
    """Prints the score of each source and the survivors; returns the score of all."""
    outcomes = recorded()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant in mutants:
        counts[mutant.source][outcomes.get(mutant.key, {"outcome": "not run"})["outcome"]] += 1
    total: Counter[str] = Counter()
    print("| source | caught | survived | score | equivalent | invalid | not run |\n|---|---|---|---|---|---|---|")
    for source, count in sorted(counts.items()):
        total += count
        print(row(source, count))
    print(row("all", total))
    for mutant in mutants:
        if outcomes.get(mutant.key, {}).get("outcome") == "survived":
            original = SOURCES[mutant.source].encode()[mutant.start : mutant.end].decode()
            print(f"\n{mutant.source}:{mutant.line} {mutant.mutator}\n- {original}\n+ {mutant.text}")
    return score(total)


def score(count: Counter[str]) -> float:
    """Caught of caught and survived; 1 if there was nothing to catch."""
    tried = count["caught"] + count["survived"]
    return count["caught"] / tried if tried else 1.0


def row(title: str, count: Counter[str]) -> str:
    """One line of the table."""
    numbers = [count[name] for name in ("equivalent", "invalid", "not run")]
    tail = " | ".join(map(str, numbers))
    rate = f"{score(count):.1%}" if count["caught"] + count["survived"] else "-"
    return f"| {title} | {count['caught']} | {count['survived']} | {rate} | {tail} |"


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Mutation analysis of the contracts.")
    parser.add_argument(
        "--only", action="append", help="part of the path of the sources to mutate, most important first"
    )
    parser.add_argument("--sample", type=int, help="how many mutants of each source, drawn evenly; all if not given")
    parser.add_argument("--share", default="0/1", help="this process's share of the mutants, for example 0/2")
    parser.add_argument("--again", action="store_true", help="judge the survivors again")
    parser.add_argument("--report", action="store_true", help="only print what is known")
    parser.add_argument("--fresh", action="store_true", help="forget earlier outcomes")
    arguments = parser.parse_args()
    if arguments.fresh:
        OUTCOMES.unlink(missing_ok=True)
    mutants = generate()
    if arguments.only:
        mutants = [mutant for part in arguments.only for mutant in mutants if part in mutant.source]
    mutants = sampled(mutants, arguments.sample)
    if not arguments.report:
        share, shares = map(int, arguments.share.split("/"))
        run(mutants[share::shares], again=arguments.again)
    return 0 if report(mutants) >= REQUIRED_SCORE else 1


if __name__ == "__main__":
    sys.exit(main())
