"""Runs the Brownie suite on one engine: Brownie's own home, compiler and network, apart from the user's.

    python -m tests.contracts.workbench anvil|ganache [pytest arguments]

Everything is kept under build/brownie-home, so that the user's ~/.brownie and ~/.solcx are left alone.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[2]
SUITE = ROOT / "tests" / "contracts" / "brownie"
HOME = ROOT / "build" / "brownie-home"
PYTHON = ROOT / ".venv-brownie" / "bin" / "python"
NODE_TOOLS = ROOT / "node_modules" / ".bin"
SOLC_VERSION = "0.8.29"
MNEMONIC = "test test test test test test test test test test test junk"
TIMEOUT_S = 1700

ENGINES = {
    # "merge" is Ganache's name for Paris.
    "ganache": {"evm_version": "merge", "chain_id": 1337, "gas_limit": 30_000_000},
    "anvil": {"evm_version": "paris", "chain_id": 31337, "gas_limit": 30_000_000},
}


def missing_part(engine: str) -> str | None:
    """What this machine lacks to run the suite on `engine`, in words; None if it can."""
    if not PYTHON.exists():
        return "Brownie's environment (make setup-brownie)"
    if not (NODE_TOOLS / engine).exists():
        return f"{engine} in node_modules (make setup-test)"
    return None


def free_port() -> int:
    """A port nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare_home(engine: str, port: int) -> Path:
    """Brownie's home with the pinned compiler and one network; returns it."""
    home = HOME / engine
    compilers = home / ".solcx"
    compilers.mkdir(parents=True, exist_ok=True)
    compiler = compilers / f"solc-v{SOLC_VERSION}"
    compiler.write_text(f'#!/bin/sh\nexec node "{ROOT / "scripts" / "solc.js"}" "$@"\n')
    compiler.chmod(0o755)
    (home / ".brownie").mkdir(exist_ok=True)
    (home / ".brownie" / "network-config.yaml").write_text(network_configuration(engine, port))
    return home


def network_configuration(engine: str, port: int) -> str:
    """Brownie's list of networks: the one engine on its free port."""
    settings = ENGINES[engine] | {"port": port, "accounts": 20, "mnemonic": MNEMONIC}
    lines = "\n".join(f"      {name}: {value}" for name, value in settings.items())
    return (
        f"live: []\ndevelopment:\n  - name: {engine}\n    id: {engine}\n    cmd: {engine}\n"
        f"    host: http://127.0.0.1\n    timeout: 120\n    cmd_settings:\n{lines}\n"
    )


def run(engine: str, report: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the suite; writes a JUnit report to `report`."""
    home = prepare_home(engine, free_port())
    environment = {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(NODE_TOOLS), os.environ.get("PATH", os.defpath)]),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
    }
    command = [
        str(PYTHON), "-m", "pytest", "-c", str(SUITE / "pytest.ini"), "--rootdir", str(ROOT), f"--network={engine}",
        f"--junit-xml={report}", *(arguments or (str(SUITE),)),
    ]  # fmt: skip
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )


def failures(report: Path) -> list[str]:
    """The failing tests of a JUnit report: name and first line of what went wrong."""
    failed = []
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - we wrote the report ourselves
        for outcome in (*case.findall("failure"), *case.findall("error")):
            first_line = (outcome.get("message") or "").splitlines()[:1]
            failed.append(f"{case.get('classname')}::{case.get('name')}: {' '.join(first_line)}")
    return failed


def passed(report: Path) -> int:
    """How many tests of a JUnit report passed."""
    cases = list(ET.parse(report).iter("testcase"))  # noqa: S314 - we wrote the report ourselves
    return sum(1 for case in cases if not list(case.iter("failure")) and not list(case.iter("error")))


def main() -> int:
    """Runs the suite from the command line and shows Brownie's own output."""
    engine, *arguments = sys.argv[1:] or ["anvil"]
    if engine not in ENGINES or (lacking := missing_part(engine)):
        print(f"cannot run: {lacking}" if engine in ENGINES else f"engine: one of {', '.join(ENGINES)}")
        return 2
    report = ROOT / "build" / f"brownie-{engine}.xml"
    report.parent.mkdir(exist_ok=True)
    outcome = run(engine, report, *arguments)
    sys.stdout.write(outcome.stdout)
    sys.stderr.write(outcome.stderr)
    return outcome.returncode


if __name__ == "__main__":
    sys.exit(main())
