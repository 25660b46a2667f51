"""`passport verify` needs no network and reaches no chain client, database or HTTP library."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from passport.provenance.verification import TrustRoot
from passport.services.export_evidence import export_evidence
from passport.services.register import register
from tests.flows.command_line import passport
from tests.flows.house import ROOT, House, declaration
from tests.gate import require

CUT_OFF = (("unshare", "--net"), ("unshare", "--user", "--map-root-user", "--net"))


@pytest.fixture(scope="module")
def evidence(house: House, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    pack = register(house.at.bench, house.at.party("maker"), declaration("offline"), lazy=True).passports[0]
    done = export_evidence(house.at.bench, house.at.proofs, pack.passport_id)
    folder = tmp_path_factory.mktemp("evidence")
    bundle, root = folder / "bundle.json", folder / "root.json"
    bundle.write_bytes(done.bundle)
    root.write_bytes(TrustRoot.of(house.at.bench.ledger.deployment, done.block).write())
    return bundle, root


def cut_off() -> tuple[str, ...]:
    for prefix in CUT_OFF:
        if (
            shutil.which("unshare")
            and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
        ):
            return prefix
    require("unshare", None, "the kernel does not let this user make a network namespace (unshare --net)")
    return ()


def test_verify__network_cut_off_by_the_kernel__verified(evidence: tuple[Path, Path]) -> None:
    bundle, root = evidence
    answer = passport("verify", bundle, "--trust", root, "--json", prefix=cut_off())
    assert answer.code == 0, answer.out + answer.err
    assert answer.document["verdict"] == "verified"


def test_cut_off__any_connection__fails() -> None:
    probe = "import socket; socket.create_connection(('127.0.0.1', 9), 2)"
    done = subprocess.run([*cut_off(), sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert "Network is unreachable" in done.stderr


def test_verify__one_byte_changed__exit_code_four(evidence: tuple[Path, Path], tmp_path: Path) -> None:
    bundle, root = evidence
    content = bundle.read_bytes()
    place = content.index(b"0x", len(content) // 2) + 2
    changed = tmp_path / "changed.json"
    changed.write_bytes(content[:place] + (b"0" if content[place : place + 1] != b"0" else b"1") + content[place + 1 :])
    answer = passport("verify", changed, "--trust", root, "--json")
    assert (answer.code, answer.document["verdict"]) == (4, "failed")


def test_verify__no_bundle_at_all__step_two_fails(evidence: tuple[Path, Path], tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text("{}")
    answer = passport("verify", empty, "--trust", evidence[1], "--json")
    assert answer.code == 4
    assert answer.document["steps"][1]["outcome"] == "failed"


def test_verify__policy_of_another_issuer__step_ten_fails(evidence: tuple[Path, Path]) -> None:
    bundle, root = evidence
    answer = passport("verify", bundle, "--trust", root, "--issuer", "99", "--json")
    assert answer.code == 4
    assert answer.document["steps"][9]["outcome"] == "failed"


def test_verify__imports__no_client_of_any_service(evidence: tuple[Path, Path]) -> None:
    bundle, root = evidence
    look = (
        "import sys, json\n"
        f"sys.argv = ['passport', 'verify', {str(bundle)!r}, '--trust', {str(root)!r}, '--json']\n"
        "from passport.cli.app import app\n"
        "try:\n    app()\nexcept SystemExit:\n    pass\n"
        "heavy = ('web3', 'sqlalchemy', 'httpx', 'requests', 'aiohttp', 'fastapi', 'alembic', 'urllib3')\n"
        "own = ('passport.adapters', 'passport.cli.wiring')\n"
        "print(json.dumps([name for name in sys.modules if name.split('.')[0] in heavy or name.startswith(own)]),"
        " file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, cwd=ROOT, check=True)
    assert json.loads(done.stdout)["verdict"] == "verified"
    assert json.loads(done.stderr.splitlines()[-1]) == []
