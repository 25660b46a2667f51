"""The API's own health, asked over real HTTP from a real server on a free port."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.health.endpoints import Looks
from api.settings import ApiSettings
from passport.errors import DatabaseUnavailable
from passport.services.doctor import Finding


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


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """`python -m api` with a home that was never made, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "PASSPORT_API_PORT": str(port), "PASSPORT_HOME": str(tmp_path / "none")}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "api"], env=environ, stdout=log, stderr=log)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def test_serve__home_never_made__lives_and_says_what_is_missing(served: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            health = httpx.get(f"{served}/health")
            break
        except httpx.ConnectError:
            assert time.monotonic() < deadline, "the API did not start"
            time.sleep(0.1)
    assert health.status_code == 200
    ready = httpx.get(f"{served}/ready")
    assert ready.status_code == 503
    assert "passport home" in ready.json()["parts"]["home"]["says"]


def test_serve__wrong_setting__ends_with_code_2_and_names_it() -> None:
    environ = {**os.environ, "PASSPORT_API_PORT": "many"}
    done = subprocess.run([sys.executable, "-m", "api"], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "PASSPORT_API_PORT" in done.stderr
