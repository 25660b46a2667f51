"""`passport verify` on the story's bundle: the page, the JSON, and a policy from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from passport.cli.app import app
from tests.evidence.shown import Shown
from tests.evidence.tampering import pieces_of, sealed


@pytest.fixture
def files(shown: Shown, tmp_path: Path) -> list[str]:
    (tmp_path / "bundle.json").write_bytes(shown.bundle)
    (tmp_path / "trust.json").write_bytes(shown.trust_root.write())
    return ["verify", str(tmp_path / "bundle.json"), "--trust", str(tmp_path / "trust.json")]


def run(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(app, list(arguments))
    return answer.exit_code, answer.stdout


POLICY = {"rule": "AnyOf", "policies": [{"rule": "IssuerHasRole", "roles": ["manufacturer", "operator"]}]}


def test_verify__policy_from_a_file__holds_and_the_page_tells_the_custody(files: list[str], tmp_path: Path) -> None:
    """The story's score names a method only its tests know, so step 9 cannot be checked here."""
    (tmp_path / "policy.json").write_text(json.dumps(POLICY))
    page = tmp_path / "report.html"
    code, printed = run(*files, "--json", "--html", str(page), "--policy", str(tmp_path / "policy.json"))
    document: dict[str, Any] = json.loads(printed)
    assert (code, document["verdict"]) == (4, "incomplete")
    assert document["steps"][9]["outcome"] == "passed"
    pack = next(each for each in document["batteries"] if each["identifier"].endswith("/pack"))
    assert [step["holder"] for step in pack["custody"]] == [1, 2, 3, 4]
    assert [step["cause"] for step in pack["custody"]] == ["registration", "handover", "handover", "handover"]
    shown = page.read_text("utf-8")
    assert "participant 3" in shown
    assert "INCOMPLETE" in shown


def test_verify__policy_twice__is_refused(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text(json.dumps(POLICY))
    code, printed = run(*files, "--json", "--any-issuer", "--policy", str(tmp_path / "policy.json"))
    assert (code, json.loads(printed)["error"]["code"]) == (1, "cli.input")


def test_verify__policy_that_is_none__is_refused(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text('{"rule": "Trust me"}')
    code, printed = run(*files, "--json", "--policy", str(tmp_path / "policy.json"))
    assert (code, json.loads(printed)["error"]["code"]) == (4, "provenance.policy")


def test_verify__bundle_with_markup_for_a_name__shows_it_as_text(
    shown: Shown, files: list[str], tmp_path: Path
) -> None:
    pieces = pieces_of(shown.bundle)
    pieces["header/<script>alert(1)</script>\x1b[2J"] = {}
    (tmp_path / "bundle.json").write_bytes(sealed(pieces))
    page = tmp_path / "report.html"
    code, printed = run(*files, "--html", str(page))
    assert code == 4
    assert "\x1b" not in printed
    assert "<script" not in page.read_text("utf-8")
    assert "&lt;script&gt;" in page.read_text("utf-8")
