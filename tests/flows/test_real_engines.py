"""The main job on the real engines: three sealing geth validators, Kubo and PostgreSQL instead of the embedded ones."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from passport.adapters.ipfs.kubo import KuboStore
from passport.cli.home import ChainSettings, ContentSettings, DatabaseSettings, Settings
from passport.provenance.verification import Verdict
from scripts.fetch_nodes import GETH, KUBO, find_node
from tests.flows.house import CHEAP_KEYS, House, entered, furnish
from tests.flows.life import whole_life
from tests.gate import require
from tests.networks.engines import clique_engine
from tests.ports.kubo_daemon import running_kubo
from tests.ports.postgres_server import URL_VARIABLE, fresh_database, running_server

pytestmark = [
    pytest.mark.clique,
    pytest.mark.kubo,
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def real_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    geth = require("clique", find_node(GETH), "make nodes builds geth")
    kubo = require("kubo", find_node(KUBO), "make nodes builds Kubo")
    folder = tmp_path_factory.mktemp("real")
    (folder / "validators").mkdir()
    with (
        running_server() as server,
        fresh_database(
            require("postgres", server, f"set {URL_VARIABLE}, or install PostgreSQL's server programs"),
            f"passport_flow_{uuid.uuid4().hex[:12]}",
        ) as database_url,
        running_kubo(kubo, folder / "ipfs") as daemon,
        clique_engine(geth, folder / "validators") as (engine, _),
    ):
        settings = Settings(
            chain=ChainSettings(engine="rpc", rpc_url=engine.url, finality="depth:2", fees="zero"),
            content=ContentSettings(engine="kubo", kubo_urls=(daemon.url,)),
            database=DatabaseSettings(url=database_url),
            keys=CHEAP_KEYS,
        )
        with entered(furnish(folder / "home", settings, engine)) as inside:
            yield inside


def test_main_job__validators_kubo_postgresql__verified(real_house: House) -> None:
    scored, report = whole_life(real_house, "real-life")
    assert scored.value is not None
    assert report.verdict is Verdict.VERIFIED
    assert isinstance(real_house.at.bench.store, KuboStore)
    assert not (real_house.at.home.root / "blocks").exists()
    assert not real_house.at.home.database.exists()
