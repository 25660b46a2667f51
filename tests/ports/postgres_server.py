"""A real PostgreSQL for the tests: the one that is named, or a private cluster of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.networks.processes import free_port

URL_VARIABLE = "PASSPORT_TEST_POSTGRES_URL"
START_TIMEOUT_S = 30
UNPRIVILEGED = "nobody"


def server_binaries() -> Path | None:
    """The newest installed server's folder of programs, or None."""
    on_path = shutil.which("postgres")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    return Path(on_path).parent if on_path else None


@contextmanager
def running_server() -> Iterator[str | None]:
    """SQLAlchemy URL of a server whose user may create databases; None when there is none to be had."""
    named = os.environ.get(URL_VARIABLE)
    if named:
        yield named
        return
    binaries = server_binaries()
    if binaries is None or (os.geteuid() == 0 and shutil.which("setpriv") is None):
        yield None
        return
    with _private_cluster(binaries) as url:
        yield url


@contextmanager
def fresh_database(server_url: str, name: str, template: str = "template0") -> Iterator[str]:
    """URL of a new database on the server; dropped afterwards, whoever is still connected."""
    with _administrator(server_url) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with _administrator(server_url) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _administrator(server_url: str) -> psycopg.Connection[tuple[object, ...]]:
    plain = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


@contextmanager
def _private_cluster(binaries: Path) -> Iterator[str]:
    # pytest's own folders belong to root alone; the server's user has to get into this one.
    with tempfile.TemporaryDirectory(prefix="passport-postgres-") as folder:
        data, log = Path(folder) / "data", Path(folder) / "log"
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)
        initdb = [binaries / "initdb", "-D", data, "-U", "passport", "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run(_unprivileged([*initdb, "-N"]), check=True, capture_output=True, cwd=folder)
        port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",  # the machine does not crash here, processes do
            "shared_buffers": "16MB",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = _unprivileged([binaries / "postgres", "-D", data, "-p", port, *options])
        with (
            log.open("wb") as sink,
            subprocess.Popen(command, stdout=sink, stderr=sink, cwd=folder) as server,
        ):
            try:
                url = f"postgresql+psycopg://passport@127.0.0.1:{port}/postgres"
                _wait_for(url, server, log)
                yield url
            finally:
                server.terminate()
                server.wait(START_TIMEOUT_S)


def _unprivileged(command: list[object]) -> list[str]:
    """PostgreSQL refuses to run as root; root runs it as nobody."""
    words = [str(word) for word in command]
    if os.geteuid() != 0:
        return words
    return ["setpriv", f"--reuid={UNPRIVILEGED}", f"--regid={_group()}", "--clear-groups", *words]


def _group() -> str:
    import grp
    import pwd

    return grp.getgrgid(pwd.getpwnam(UNPRIVILEGED).pw_gid).gr_name


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        assert server.poll() is None, f"PostgreSQL ended at its start: {log.read_text()[-2000:]}"
        try:
            _administrator(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"PostgreSQL did not answer in {START_TIMEOUT_S} s: {log.read_text()[-2000:]}")
