"""Each house check finds what it is there for, and nothing in a clean tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.check_addresses import addresses
from scripts.check_artifacts import stale_artifacts
from scripts.check_drawer_names import drawers
from scripts.check_file_length import too_long
from scripts.check_io_below_ports import problems
from scripts.check_schemas import stale_schemas
from scripts.tracked import ROOT, report
from tests.house.conftest import Tree

LONG = "x = 1\n" * 401


def test_file_length__hand_written_file_over_400_lines__is_named(tree: Tree) -> None:
    found = list(too_long(tree({"passport/big.py": LONG, "contracts/Big.sol": LONG, "passport/ok.py": LONG[6:]})))
    assert [line.split(":")[0] for line in found] == ["contracts/Big.sol", "passport/big.py"]


def test_file_length__generated_files__are_left_alone(tree: Tree) -> None:
    generated = [
        "passport/adapters/evm/artifacts/A.js",
        "tests/conformance/vectors/v.py",
        "package-lock.json",
    ]
    assert list(too_long(tree(dict.fromkeys(generated, LONG)))) == []


@pytest.mark.parametrize("name", ["passport/utils.py", "api/helpers/x.py", "contracts/Common.sol", "scripts/misc.js"])
def test_drawer_names__module_or_folder_without_a_subject__is_named(tree: Tree, name: str) -> None:
    assert len(list(drawers(tree({name: "", "passport/ledger/custody.py": ""})))) == 1


def test_drawer_names__longer_names_that_contain_such_a_word__pass(tree: Tree) -> None:
    assert list(drawers(tree({"passport/commonwealth.py": "", "docs/common.md": ""}))) == []


@pytest.mark.parametrize(
    "line",
    [
        '"resolved": "' + "https" + '://example.org/a.tgz"',
        "--index-url " + "https" + "://example.org/simple",
        "see " + "registry" + ".npmjs" + ".org for it",
        "cd /" + "work/main",
        "export HOME=/" + "root/x",
        "open /" + "Users/ann/x",
    ],
)
def test_addresses__registry_or_machine_path__is_named_with_its_line(tree: Tree, line: str) -> None:
    found = list(addresses(tree({"deploy/a.txt": f"fine\n{line}\n", "b.bin": "fine"})))
    assert len(found) == 1
    assert found[0].startswith("deploy/a.txt:2:")


def test_addresses__ordinary_text__passes(tree: Tree) -> None:
    text = "the network/ro" + "ot/anchor, https://eur-lex.europa.eu/x and ./wo" + "rk/x\n"
    assert list(addresses(tree({"docs/a.md": text}))) == []


@pytest.mark.parametrize(
    "line",
    [
        "open('x')",
        "import os; os.environ['A']",
        "import datetime; datetime.datetime.now()",
        "from datetime import datetime; datetime.now(None)",
        "import pathlib; pathlib.Path('x').read_bytes()",
        "import time; time.time()",
        "from socket import socket",
    ],
)
def test_io_below_ports__io_in_the_domain__is_named(tree: Tree, line: str) -> None:
    found = list(problems(tree({"passport/ledger/a.py": line + "\n"})))
    assert len(found) == 1
    assert found[0].startswith("passport/ledger/a.py:1:")


def test_io_below_ports__marked_exception_and_upper_rooms__pass(tree: Tree) -> None:
    files = {
        "passport/ledger/a.py": "open('x')  # io-below-ports: shown as an example\n",
        "passport/adapters/a.py": "open('x')\n",
        "passport/cli/a.py": "open('x')\n",
        "scripts/a.py": "open('x')\n",
        "passport/battery/b.py": "reopen = 1  # open('x')\n",
    }
    assert list(problems(tree(files))) == []


def test_artifacts__build_that_finds_a_difference__is_reported_in_its_words(tree: Tree) -> None:
    script = "import sys\nprint('AccessLog.json differs', sys.argv[1:])\nsys.exit(1)\n"
    found = list(stale_artifacts(tree({"scripts/build_contracts.py": script})))
    assert found == ["AccessLog.json differs ['--check']"]


def test_artifacts__build_that_agrees__passes(tree: Tree) -> None:
    assert list(stale_artifacts(tree({"scripts/build_contracts.py": ""}))) == []


def test_schemas__model_that_says_otherwise__is_reported_in_the_scripts_words(tree: Tree) -> None:
    script = "import sys\nprint('A-1.0.json is not what the models say', sys.argv[1:])\nsys.exit(1)\n"
    found = list(stale_schemas(tree({"scripts/write_schemas.py": script})))
    assert found == ["A-1.0.json is not what the models say ['--check']"]


def test_schemas__models_that_agree__pass(tree: Tree) -> None:
    assert list(stale_schemas(tree({"scripts/write_schemas.py": ""}))) == []


def test_report__problems__are_printed_and_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert report("rule", iter(["a.py: wrong"])) == 1
    assert capsys.readouterr().out == "a.py: wrong  [rule]\n"
    assert report("rule", iter([])) == 0


@pytest.mark.parametrize("check", [too_long, drawers, addresses, problems])
def test_this_repository__each_check__is_clean(check: object) -> None:
    assert callable(check)
    assert list(check(ROOT)) == []


def test_this_repository__checks_folder__has_no_check_that_is_not_tried_here() -> None:
    names = {path.stem for path in Path(ROOT, "scripts").glob("check_*.py")}
    assert names == {
        "check_addresses",
        "check_artifacts",
        "check_drawer_names",
        "check_file_length",
        "check_io_below_ports",
        "check_schemas",
    }
