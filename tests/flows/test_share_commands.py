"""`passport share`, `receive`, `erase`, `vault rotate` and `participant encryption-key` at the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from passport.battery.product_types import ProductType
from passport.cli.exits import ExitCode
from passport.services.publish import publish
from tests.flows.command_line import Answer, within
from tests.flows.house import House, draft
from tests.flows.life import registered
from tests.flows.secrecy import condition

pytestmark = [pytest.mark.timeout(300)]


@dataclass(frozen=True)
class Desk:
    """The home, and one product in it that is not public."""

    house: House
    passport: str
    cid: str

    def signed(self, *words: str | Path) -> Answer:
        """A command with the passphrase."""
        return within(*words, "--json", "--passphrase-file", self.house.passphrase_file, home=self.house.at.home.root)

    def run(self, *words: str | Path) -> Answer:
        """A command without it."""
        return within(*words, "--json", home=self.house.at.home.root)


@pytest.fixture
def desk(house: House, request: pytest.FixtureRequest) -> Desk:
    pack = registered(house, request.node.name.replace("_", "-").lower()[:60])
    report = draft(pack, ProductType.CONDITION_REPORT, condition("for some eyes only"))
    (entry,) = publish(house.at.bench, house.at.party("maker"), [report]).products
    return Desk(house, pack.hex0x, entry.cid)


def shared(desk: Desk, file: Path, reader: str | Path) -> Answer:
    words = ("--product", desk.cid, "--with", reader, "--as", "maker", "--out", file)
    return desk.signed("share", desk.passport, *words)


def test_share_and_receive__by_name_and_by_statement_file__exit_zero(desk: Desk, tmp_path: Path) -> None:
    statement, file = tmp_path / "operator.statement", tmp_path / "share.jwe"
    stated = desk.signed("participant", "encryption-key", "operator", "--out", statement)
    assert stated.document["encryptionKey"]["crv"] == "X25519"
    for reader in ("operator", statement):
        assert len(shared(desk, file, reader).document["products"]) == 1
        received = desk.signed("receive", file, "--as", "operator")
        assert (received.code, received.document["products"][0]["type"]) == (0, "ConditionReport")


def test_receive__by_whom_it_is_not_for__refused_as_not_verified(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "share.jwe"
    for name in ("operator", "second"):
        assert desk.signed("participant", "encryption-key", name).code == 0
    assert shared(desk, file, "operator").code == 0
    refused = desk.signed("receive", file, "--as", "second")
    assert (refused.code, refused.error) == (ExitCode.NOT_VERIFIED, "provenance.letter_for_another")


def test_share__reader_without_a_key__says_how_to_make_one(desk: Desk, tmp_path: Path) -> None:
    refused = shared(desk, tmp_path / "share.jwe", "lab")
    assert (refused.code, refused.error) == (ExitCode.KEY, "signing.key_unknown")
    assert "encryption-key lab" in str(refused.document["error"]["remedy"])


def test_erase__twice__then_show_says_erased_and_sharing_is_refused(desk: Desk, tmp_path: Path) -> None:
    assert desk.run("show", desk.passport).document["products"][0]["access"] == "readable here"
    for _ in range(2):
        erased = desk.signed("erase", desk.passport, "--product", desk.cid, "--yes")
        assert (erased.code, erased.document["erased"]) == (0, desk.cid)
    assert desk.run("show", desk.passport).document["products"][0]["access"] == "erased"
    assert desk.signed("participant", "encryption-key", "operator").code == 0
    refused = shared(desk, tmp_path / "share.jwe", "operator")
    assert (refused.code, refused.error) == (ExitCode.KEY, "signing.content_key_destroyed")


def test_erase__nobody_says_yes__nothing_is_erased(desk: Desk) -> None:
    answer = desk.signed("erase", desk.passport, "--product", desk.cid)
    assert (answer.code, answer.error) == (ExitCode.REFUSED, "cli.input")
    assert "--yes" in answer.out
    unknown = desk.signed("erase", desk.passport, "--product", desk.cid[:-4] + "aaaa")
    assert unknown.code == ExitCode.NOT_FOUND
    assert desk.run("show", desk.passport).document["products"][0]["access"] == "readable here"


def test_vault_rotate__then_share__still_opens(desk: Desk, tmp_path: Path) -> None:
    assert desk.signed("vault", "rotate").document["keysWrappedAnew"] >= 1
    assert desk.signed("participant", "encryption-key", "operator").code == 0
    assert shared(desk, tmp_path / "share.jwe", "operator").code == 0


def test_enrol_and_rotate_key__statement_follows_the_signing_key(desk: Desk) -> None:
    statement = desk.house.at.home.encryption_keys / "fresh.statement"
    assert desk.signed("participant", "enrol", "fresh", "--role", "operator").code == 0
    first = statement.read_bytes()
    assert desk.signed("participant", "rotate-key", "fresh").code == 0
    assert statement.read_bytes() != first
