"""Symbolic proofs of custody, nonces, roles and the stage table with halmos (tests/contracts/halmos).

    .venv-analysis/bin/python scripts/prove_contracts.py [--contract 'RolesProof|TransitionsProof']

halmos executes every `check_` function for all values of its arguments; a proof holds up to the bounds halmos prints
(here: no loop longer than the three organisations of the setup). Every `reach_` function claims that an act never
succeeds and must be refuted, so that no proof holds only because nothing ever happens. Runs offline. ecrecover is an
uninterpreted function.

Exit code 0: all proved. 1: a counterexample, a timeout, or nothing ran.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "halmos"
HALMOS = ROOT / ".venv-analysis" / "bin" / "halmos"
TIMEOUT_S = 1800


def environment() -> dict[str, str]:
    """Forge with the sources and tests of the proofs; the plain pipeline, because proofs are about meaning, not gas."""
    return os.environ | {
        "PATH": os.pathsep.join([str(ROOT / "node_modules" / ".bin"), os.environ.get("PATH", os.defpath)]),
        "FOUNDRY_TEST": "tests/contracts/halmos",
        "FOUNDRY_OUT": str(OUT / "out"),
        "FOUNDRY_CACHE_PATH": str(OUT / "cache"),
        "FOUNDRY_VIA_IR": "false",
    }


def outcomes(prefix: str, contract: str) -> list[int]:
    """Runs halmos on the functions that start with `prefix`; what became of each: 0 proved, 1 refuted."""
    OUT.mkdir(parents=True, exist_ok=True)
    report = OUT / "report.json"
    report.unlink(missing_ok=True)
    command = [
        str(HALMOS), "--root", str(ROOT), "--forge-build-out", str(OUT / "out"), "--function", prefix,
        "--match-contract", contract, "--loop", "4", "--json-output", str(report), "--no-status",
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, env=environment(), timeout=TIMEOUT_S, check=False)
    if not report.exists():
        return []
    results = json.loads(report.read_text())["test_results"].values()
    return [test["exitcode"] for tests in results for test in tests]


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--contract", default="CustodyProof|RolesProof|TransitionsProof", help="prove only what matches"
    )
    contract = parser.parse_args().contract
    proofs, reached = outcomes("check_", contract), outcomes("reach_", contract)
    print(
        f"halmos: {proofs.count(0)} of {len(proofs)} proved, {reached.count(1)} of {len(reached)} refuted as they must"
    )
    return 0 if proofs and set(proofs) == {0} and set(reached) <= {1} else 1


if __name__ == "__main__":
    sys.exit(main())
