"""What people do wrong at the terminal, and that it can be put right by doing it right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.cli.home import Home
from tests.flows.command_line import passport
from tests.flows.test_command_line import Desk
from tests.gate import require

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    require("anvil", find_anvil(), "npm ci brings it")
    here = Desk(tmp_path_factory.mktemp("mistakes"))
    try:
        made = here.signed("init", "--scrypt-work-factor", "4096")
        assert made.code == 0, made.err
        yield here
    finally:
        EmbeddedChain(Home(here.home).chain).stop()


@pytest.fixture
def mistyped(desk: Desk) -> Path:
    file = desk.folder / "mistyped"
    file.write_text("open sesame, plaese\n")
    file.chmod(0o600)
    return file


def test_enrol__mistyped_passphrase__makes_no_keys_and_can_be_repeated(desk: Desk, mistyped: Path) -> None:
    wrong = desk.run("participant", "enrol", "acme", "--role", "operator", "--passphrase-file", mistyped)
    assert (wrong.code, wrong.error) == (5, "signing.passphrase")
    right = desk.signed("participant", "enrol", "acme", "--role", "operator")
    assert right.code == 0, right.out


def test_rotate_key__mistyped_passphrase__makes_no_key_and_can_be_repeated(desk: Desk, mistyped: Path) -> None:
    assert desk.signed("participant", "enrol", "turning", "--role", "operator").code == 0
    wrong = desk.run("participant", "rotate-key", "turning", "--passphrase-file", mistyped)
    assert (wrong.code, wrong.error) == (5, "signing.passphrase")
    right = desk.signed("participant", "rotate-key", "turning")
    assert right.code == 0, right.out


def test_enrol__again_after_a_rotation__keeps_the_new_key(desk: Desk) -> None:
    desk.signed("participant", "enrol", "twice", "--role", "operator")
    new = desk.signed("participant", "rotate-key", "twice").document["newSigner"]
    again = desk.signed("participant", "enrol", "twice", "--role", "operator")
    assert again.code == 0, again.out
    assert desk.run("participant", "show", "twice").document["signer"] == new


@pytest.mark.parametrize("arguments", [["show", "--json"], ["frobnicate", "--json"], ["show", "--no-such", "--json"]])
def test_command_line__wrong_and_json_asked_for__is_a_json_document_all_the_same(arguments: list[str]) -> None:
    answer = passport(*arguments)
    assert (answer.code, answer.error) == (2, "cli.usage")
    assert "Usage" in answer.err


def test_command_line__wrong__prints_nothing_on_standard_output() -> None:
    assert passport("show").out == ""
