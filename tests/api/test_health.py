"""The API's own health, asked over real HTTP from a real server on a free port."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.health.endpoints import Looks
from api.settings import ApiSettings
from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.errors import DatabaseUnavailable
from passport.services.doctor import Finding
from tests.gate import require
from tests.networks.processes import free_port


def usable() -> Finding:
    return Finding("store", ok=True, says="blocks")


def broken() -> Finding:
    raise DatabaseUnavailable("the database did not answer")


def get(path: str, looks: Looks) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(looks)), base_url="http://api") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_health__process_lives__answers_with_its_version() -> None:
    answer = get("/health", {})
    assert (answer.status_code, answer.json()) == (200, {"status": "alive", "version": "0.1.0"})


def test_ready__every_part_ready__answers_200() -> None:
    answer = get("/ready", {"store": usable})
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "parts": {"store": {"ready": True, "says": "blocks", "remedy": None}}}


def test_ready__one_part_fails__answers_503_and_names_it() -> None:
    answer = get("/ready", {"store": usable, "database": broken})
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert answer.json()["parts"]["database"]["says"] == "the database did not answer"
    assert answer.json()["parts"]["store"]["ready"] is True


def test_settings__nothing_given__listens_on_loopback_only() -> None:
    assert ApiSettings.from_environ({}).host == "127.0.0.1"


@pytest.mark.parametrize("environ", [{"PASSPORT_API_PORT": "99999"}, {"PASSPORT_API_PROT": "8080"}])
def test_settings__wrong_value_or_name__is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"port|prot"):
        ApiSettings.from_environ(environ)


@contextmanager
def served(home: Path, log: Path) -> Iterator[str]:
    """`python -m api` for this home, on a free port."""
    port = free_port()
    environ = {**os.environ, "PASSPORT_API_PORT": str(port), "PASSPORT_HOME": str(home)}
    with log.open("wb") as stream:
        process = subprocess.Popen([sys.executable, "-m", "api"], env=environ, stdout=stream, stderr=stream)
        try:
            wait_until_alive(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_until_alive(url: str) -> None:
    """Ask until the server answers at all."""
    deadline = time.monotonic() + 60
    while True:
        try:
            assert httpx.get(f"{url}/health").status_code == 200
            return
        except httpx.ConnectError:
            assert time.monotonic() < deadline, "the API did not start"
            time.sleep(0.1)


def test_serve__home_never_made__lives_and_says_what_is_missing(tmp_path: Path) -> None:
    with served(tmp_path / "none", tmp_path / "log") as url:
        ready = httpx.get(f"{url}/ready")
    assert ready.status_code == 503
    assert "passport home" in ready.json()["parts"]["home"]["says"]
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_serve__home_made_by_init__is_ready(tmp_path: Path) -> None:
    require("anvil", find_anvil(), "run `make setup`")
    passphrase, home = tmp_path / "passphrase", tmp_path / "home"
    passphrase.write_text("for one test only\n")
    passphrase.chmod(0o600)
    init = [sys.executable, "-m", "passport.cli", "init", "--home", home, "--passphrase-file", passphrase]
    try:
        subprocess.run([*init, "--scrypt-work-factor", "4096"], check=True, capture_output=True)
        with served(home, tmp_path / "log") as url:
            ready = httpx.get(f"{url}/ready", timeout=60)
    finally:
        EmbeddedChain(home / "chain").stop()
    assert ready.status_code == 200, ready.text
    assert set(ready.json()["parts"]) == {"home", "chain", "contracts", "content store", "database"}


def test_serve__wrong_setting__ends_with_code_2_and_names_it() -> None:
    environ = {**os.environ, "PASSPORT_API_PORT": "many"}
    done = subprocess.run([sys.executable, "-m", "api"], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "PASSPORT_API_PORT" in done.stderr
