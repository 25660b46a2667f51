"""The main job and its refusals through the command line."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.cli.home import Home
from tests.flows.command_line import Answer, passport, within
from tests.flows.house import EXAMPLES, ROOT
from tests.gate import require

PACK = "https://example.org/battery/DEMO-3S1P-0001"
SHEET = EXAMPLES / "demo_pack" / "product_data_sheet.json"
AGEING = EXAMPLES / "nasa_pcoe" / "charging_history_pack.json"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


class Desk:
    """A person at a terminal with one home and one passphrase file."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.folder = folder
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text("open sesame, please\n")
        self.passphrase.chmod(0o600)

    def run(self, *arguments: str | Path) -> Answer:
        return within(*arguments, "--json", home=self.home)

    def signed(self, *arguments: str | Path) -> Answer:
        return self.run(*arguments, "--passphrase-file", self.passphrase)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    require("anvil", find_anvil(), "npm ci brings it")
    here = Desk(tmp_path_factory.mktemp("desk"))
    try:
        made = here.signed("init", "--scrypt-work-factor", "4096")
        assert made.code == 0, made.err
        for name, role in (("maker", "manufacturer"), ("operator", "operator"), ("lab", "service")):
            enrolled = here.signed("participant", "enrol", name, "--role", role)
            assert enrolled.code == 0, enrolled.err
        yield here
    finally:
        EmbeddedChain(Home(here.home).chain).stop()


@pytest.fixture(scope="module")
def pack(desk: Desk) -> str:
    done = desk.signed("register", EXAMPLES / "demo_pack" / "pack.json", "--as", "maker")
    assert done.code == 0, done.err
    assert done.document["passports"][0]["identifier"] == PACK
    return PACK


def test_command_line__publish_hand_over_score_export_verify__exit_zero_each(desk: Desk, pack: str) -> None:
    sheet = desk.signed("publish", pack, "--as", "maker", "--product", f"ProductDataSheet={SHEET}")
    assert sheet.document["products"][0]["type"] == "ProductDataSheet"
    handed = desk.signed("hand-over", pack, "--from", "maker", "--to", "operator", "--role", "operator")
    assert (handed.document["stage"], handed.document["status"]) == ("in service", "original")
    again = desk.signed("hand-over", pack, "--from", "maker", "--to", "operator", "--role", "operator")
    assert again.document == handed.document
    aged = desk.signed("publish", pack, "--as", "operator", "--product", f"ChargingHistory={AGEING}")
    assert aged.code == 0, aged.out
    scored = desk.signed("score", pack, "--as", "lab")
    assert 0 < scored.document["score"]["value"] < 100
    assert desk.signed("score", pack, "--recheck").document["sameBytes"] is True
    shown = desk.run("show", pack).document
    assert [product["type"] for product in shown["products"]] == [
        "ProductDataSheet",
        "ChargingHistory",
        "StateOfHealth",
    ]
    assert [step["stage"] for step in desk.run("history", pack).document["custody"]] == ["registered", "in service"]
    bundle, root = desk.folder / "evidence.json", desk.folder / "root.json"
    exported = desk.signed("export", pack, "--out", bundle, "--trust-root", root)
    assert exported.document["passports"] == 6
    verified = desk.run("verify", bundle, "--trust", root)
    assert (verified.code, verified.document["verdict"]) == (0, "verified")
    assert [step["number"] for step in verified.document["steps"]] == list(range(1, 11))


def test_command_line__offer_by_file__accepted_and_relayed(desk: Desk) -> None:
    declared = json.loads((EXAMPLES / "demo_pack" / "pack.json").read_bytes())
    only = {**declared, "batteries": [{**declared["batteries"][0], "identifier": f"{PACK}-by-file"}]}
    file = desk.folder / "by-file.json"
    file.write_text(json.dumps(only))
    assert desk.signed("register", file, "--as", "maker", "--eager").code == 0
    offer, handover = desk.folder / "offer.json", desk.folder / "handover.json"
    who = ("--from", "maker", "--to", "operator", "--role", "operator")
    assert desk.signed("offer", f"{PACK}-by-file", *who, "--out", offer).code == 0
    assert desk.signed("accept", "--as", "operator", "--file", offer, "--out", handover).code == 0
    done = desk.signed("hand-over", "--file", handover, "--as", "lab")
    assert done.document["stage"] == "in service"
    repeated = desk.signed("hand-over", "--file", handover, "--as", "lab")
    assert repeated.document == done.document
    cancelled = desk.signed("cancel", f"{PACK}-by-file", "--as", "operator")
    assert cancelled.code == 0, cancelled.out


def test_rotate_key__new_signer__old_one_ends(desk: Desk) -> None:
    rotated = desk.signed("participant", "rotate-key", "lab").document
    shown = desk.run("participant", "show", "lab").document
    assert shown["signer"] == rotated["newSigner"] != rotated["oldSigner"]


def test_home__made_in_a_folder_open_to_all__files_are_the_owners_alone(tmp_path: Path) -> None:
    home, secret = tmp_path / "home", tmp_path / "passphrase"
    home.mkdir(mode=0o755)
    secret.write_text("only for this test\n")
    secret.chmod(0o600)
    try:
        made = passport("init", "--passphrase-file", secret, home=home)
        assert made.code == 0, made.err
        assert any(home.rglob("*.sqlite3"))
        assert not [file for file in home.rglob("*") if file.is_file() and file.stat().st_mode & 0o077]
    finally:
        passport("stop", home=home)


def test_doctor__healthy_home__well(desk: Desk) -> None:
    answer = desk.run("doctor")
    assert (answer.code, answer.document["well"]) == (0, True)
    parts = [finding["part"] for finding in answer.document["findings"]]
    stored = ["content store", "replication", "database", "outbox"]
    assert parts == ["chain", "contracts", "clock", *stored, "keys", "wrapping keys"]


def test_command__wrong_passphrase__key_exit_code(desk: Desk, pack: str) -> None:
    wrong = desk.folder / "wrong"
    wrong.write_text("not this one\n")
    answer = desk.run("score", pack, "--as", "maker", "--passphrase-file", wrong)
    assert (answer.code, answer.error) == (5, "signing.passphrase")


def test_command__passphrase_needed_and_nobody_to_ask__refused_with_the_remedy(desk: Desk, pack: str) -> None:
    answer = desk.run("score", pack, "--as", "maker")
    assert answer.code == 1
    assert "--passphrase-file" in answer.document["error"]["remedy"]


def test_command__unknown_participant__not_found(desk: Desk, pack: str) -> None:
    answer = desk.signed("score", pack, "--as", "stranger")
    assert (answer.code, answer.error) == (6, "cli.not_here")


def test_command__unknown_passport__not_found(desk: Desk) -> None:
    answer = desk.run("show", "https://example.org/battery/never-registered")
    assert (answer.code, answer.error) == (6, "cli.not_here")


def test_command__no_home__not_found_with_the_remedy(tmp_path: Path) -> None:
    answer = within("show", PACK, "--json", home=tmp_path / "nowhere")
    assert (answer.code, answer.error) == (6, "cli.home_missing")
    assert "passport init" in answer.document["error"]["remedy"]


def test_hand_over__not_the_holder__refused_with_the_contract_s_word(desk: Desk, pack: str) -> None:
    answer = desk.signed("hand-over", pack, "--from", "lab", "--to", "operator", "--role", "operator")
    assert (answer.code, answer.error) == (1, "ledger.refused.NotHolder")


def test_publish__malformed_file__refused_naming_the_place(desk: Desk, pack: str) -> None:
    file = desk.folder / "broken.json"
    file.write_text('{"a": 1, "a": 2}')
    answer = desk.signed("publish", pack, "--as", "maker", "--product", f"ProductDataSheet={file}")
    assert (answer.code, answer.error) == (1, "cli.input")


def test_register__component_without_its_parent__refused(desk: Desk) -> None:
    declared = json.loads((EXAMPLES / "demo_pack" / "pack.json").read_bytes())
    file = desk.folder / "orphan.json"
    file.write_text(json.dumps({**declared, "batteries": declared["batteries"][1:]}))
    answer = desk.signed("register", file, "--as", "maker")
    assert (answer.code, answer.error) == (1, "battery.component_tree")


def test_command__usage_error__two(desk: Desk) -> None:
    assert desk.run("hand-over").code == 2
    assert desk.run("no-such-command").code == 2


def test_error__for_people__says_code_remedy_and_shows_no_traceback(desk: Desk) -> None:
    answer = passport("show", "https://example.org/battery/none", home=desk.home)
    assert answer.out == ""
    assert "cli.not_here" in answer.err
    assert "remedy:" in answer.err
    assert "Traceback" not in answer.err


def test_init__again__changes_nothing(desk: Desk) -> None:
    config = (desk.home / "config.toml").read_bytes()
    again = desk.signed("init")
    assert again.code == 0, again.err
    assert (desk.home / "config.toml").read_bytes() == config


def test_command__chain_down__unavailable_and_doctor_says_so(tmp_path: Path, desk: Desk) -> None:
    away = tmp_path / "away"
    away.mkdir()
    config = (desk.home / "config.toml").read_text()
    down = config.replace('engine = "embedded"', 'engine = "rpc"').replace(
        'rpc_url = ""', 'rpc_url = "http://127.0.0.1:9"'
    )
    (away / "config.toml").write_text(down)
    (away / "deployment.json").write_bytes((desk.home / "deployment.json").read_bytes())
    (away / "participants").mkdir()
    within("init", "--json", home=away)
    answer = within("show", PACK, "--json", home=away)
    assert (answer.code, answer.error) == (3, "ledger.unavailable")
    examined = within("doctor", "--json", home=away)
    assert examined.code == 3
    chain = next(f for f in examined.document["findings"] if f["part"] == "chain")
    assert chain["ok"] is False


def test_keys__in_the_home__encrypted_and_private(desk: Desk) -> None:
    files = list((desk.home / "keystore").glob("*.json"))
    assert len(files) >= 7
    for file in files:
        assert file.stat().st_mode & 0o077 == 0
        assert json.loads(file.read_bytes())["crypto"]["kdf"] == "scrypt"
    assert ROOT not in desk.home.parents


def test_passphrase__asked_at_a_terminal__not_echoed(desk: Desk) -> None:
    nobody = "https://example.org/battery/never-registered"
    said, code = at_a_terminal(desk, ["score", nobody, "--as", "maker"], "open sesame, please\n")
    assert "Passphrase of key 'maker.signer'" in said
    assert "open sesame" not in said
    assert (code, "cli.not_here" in said) == (6, True), "the key was opened before the passport was looked for"


def at_a_terminal(desk: Desk, arguments: list[str], typed: str) -> tuple[str, int]:
    """Runs a command with a terminal of its own, types one line when it is asked for, and gives what was shown."""
    mine, terminal = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "passport.cli", *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "PASSPORT_HOME": str(desk.home), "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        start_new_session=True,
        # The new session takes the terminal as its own, so that getpass finds it as /dev/tty.
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 nothing else runs in this test
    )
    said, waiting, deadline = b"", True, time.monotonic() + 120
    while child.poll() is None and time.monotonic() < deadline:
        if select.select([mine], [], [], 0.1)[0]:
            said += os.read(mine, 4096)
        # What is typed before the echo is off is thrown away by the terminal.
        if waiting and b"Passphrase of key" in said and not termios.tcgetattr(terminal)[3] & termios.ECHO:
            os.write(mine, typed.encode())
            waiting = False
    child.kill()
    code = child.wait()
    while select.select([mine], [], [], 0.1)[0]:
        said += os.read(mine, 4096)
    os.close(terminal)
    os.close(mine)
    return said.decode(), code
