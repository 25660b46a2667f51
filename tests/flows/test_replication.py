"""Two real Kubo nodes under one home: pins lost, blocks collected and rotten, a node killed; nothing anchored goes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.ipfs.kubo import KuboStore
from passport.battery.product_types import ProductType
from passport.cli.home import ContentSettings, Settings
from passport.errors import ContentNotFound, StoreUnavailable
from passport.identifiers import Cid
from passport.ports import CopyState
from passport.provenance.content import content_blocks
from passport.services.attachments import PARQUET, attach
from passport.services.publish import publish
from passport.services.repair import Outcome, kept_content, repair
from scripts.fetch_nodes import KUBO, find_node
from tests.flows.command_line import within
from tests.flows.house import CHEAP_KEYS, House, close, draft, entered, furnish
from tests.flows.life import example, registered
from tests.gate import require
from tests.ports.kubo_daemon import KuboDaemon, running_kubo

pytestmark = [pytest.mark.kubo, pytest.mark.timeout(300)]
FOOTPRINT = example("demo_pack/environmental_footprint.json")


@dataclass
class Street:
    """A home and its two nodes."""

    house: House
    nodes: tuple[KuboDaemon, KuboDaemon]

    def store(self, number: int) -> KuboStore:
        return KuboStore(self.nodes[number].url)

    def kept(self) -> list[Cid]:
        bench = self.house.at.bench
        return [content.cid for content in kept_content(bench.catalogue, bench.vault)]

    def repaired(self) -> dict[Outcome, int]:
        with entered(self.house) as inside:
            outcomes = [one.outcome for one in repair(inside.at.bench)]
        return {outcome: outcomes.count(outcome) for outcome in Outcome if outcome in outcomes}


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """A registered pack with a product and an attachment of several blocks."""
    require("anvil", find_anvil(), "npm ci brings it")
    kubo = require("kubo", find_node(KUBO), "make nodes builds Kubo")
    folder = tmp_path_factory.mktemp("replicated")
    with running_kubo(kubo, folder / "first") as first, running_kubo(kubo, folder / "second") as second:
        for node in (first, second):
            pin_api_port(node)
        settings = Settings(
            content=ContentSettings(engine="kubo", kubo_urls=(first.url, second.url), copies=2), keys=CHEAP_KEYS
        )
        furnished = furnish(folder / "home", settings)
        try:
            with entered(furnished) as house:
                pack = registered(house, "replicated")
                at = house.at
                publish(at.bench, at.party("maker"), [draft(pack, ProductType.ENVIRONMENTAL_FOOTPRINT, FOOTPRINT)])
                file = folder / "file"
                file.write_bytes(hashlib.shake_256(b"attached").digest(1_000_000))
                attach(at.bench, file, PARQUET, sealed=True, working=at.home.outgoing)
                yield Street(house, (first, second))
        finally:
            close(furnished)


def pin_api_port(node: KuboDaemon) -> None:
    """The node comes back under the address the home knows."""
    port = node.url.rsplit(":", 1)[1]
    node.stop()
    node.run("config", "Addresses.API", f"/ip4/127.0.0.1/tcp/{port}")
    node.start()


def collect(node: KuboDaemon) -> set[str]:
    """Run the node's own garbage collection; the CIDs it removed."""
    return set(node.run("repo", "gc", "--quiet").decode().split())


def test_gc__everything_anchored_is_pinned__only_the_unpinned_goes(street: Street) -> None:
    stray = street.store(0).put(b"put here and never anchored")
    street.store(0).unpin(stray)
    assert street.store(0).has(stray)
    for node in street.nodes:
        collect(node)
    assert not street.store(0).has(stray)
    for number in (0, 1):
        for cid in street.kept():
            assert street.store(number).has(cid)
            assert street.store(number).is_pinned(cid)
    assert street.repaired() == {Outcome.WELL: len(street.kept())}


def test_repair__pins_lost_and_collected_on_one_node__all_come_back_from_the_other(street: Street) -> None:
    every = street.kept()
    assert len(every) > 5
    for cid in every:
        street.nodes[0].run("pin", "rm", cid)
    removed = collect(street.nodes[0])
    assert len(removed) >= len(every)
    assert not any(street.store(0).has(cid) for cid in every)
    with entered(street.house) as inside:
        assert all(inside.at.bench.store.get(cid) for cid in every)
        ill = within("doctor", "--json", home=inside.at.home.root)
    assert ill.code == 3
    finding = next(each for each in ill.document["findings"] if each["part"] == "replication")
    assert not finding["ok"]
    assert "passport repair" in finding["remedy"]
    assert {each["copies"] for each in ill.document["replication"]} == {1}
    mended = within("repair", "--json", home=street.house.at.home.root)
    assert mended.code == 0, mended.out + mended.err
    assert mended.document["repaired"] == len(every)
    assert all(street.store(0).has(cid) and street.store(0).is_pinned(cid) for cid in every)
    assert within("repair", "--json", home=street.house.at.home.root).document["well"] == len(every)
    well = within("doctor", "--json", home=street.house.at.home.root)
    assert {each["copies"] for each in well.document["replication"]} == {2}
    assert next(each for each in well.document["findings"] if each["part"] == "replication")["ok"]


def test_repair__pin_lost_and_not_collected__is_pinned_again(street: Street) -> None:
    cid = street.kept()[0]
    street.nodes[1].run("pin", "rm", cid)
    assert street.repaired()[Outcome.REPAIRED] == 1
    assert street.store(1).is_pinned(cid)


def test_repair__block_rotten_or_gone_under_its_pin__is_replaced_from_the_other_node(
    street: Street, tmp_path: Path
) -> None:
    attachment = street.kept()[-1]
    _, blocks = content_blocks(street.store(0).get(attachment))
    names = [cid for cid, _ in blocks]
    rotten, lost = names[0], names[2]
    street.nodes[0].block_file(b"\x12\x20" + rotten.digest).write_bytes(b"rotten")
    street.nodes[1].stop()
    street.nodes[1].block_file(b"\x12\x20" + lost.digest).unlink()
    street.nodes[1].start()
    states = [copy.state for copy in street.house.at.bench.store.copies(attachment, thorough=True)]
    assert states == [CopyState.DAMAGED, CopyState.MISSING]
    assert street.repaired()[Outcome.REPAIRED] == 1
    for number in (0, 1):
        assert street.store(number).has(attachment)
        assert street.store(number).is_pinned(attachment)


def test_publish__one_node_killed__is_unavailable_until_it_is_back_and_then_completes(street: Street) -> None:
    home = street.house.at.home
    with entered(street.house) as inside:
        pack = registered(inside, "one-node-down")
        wanted = draft(pack, ProductType.ENVIRONMENTAL_FOOTPRINT, FOOTPRINT)
        street.nodes[1].kill()
        with pytest.raises(StoreUnavailable, match="1 of 2"):
            publish(inside.at.bench, inside.at.party("maker"), [wanted])
        assert all(inside.at.bench.store.get(cid) for cid in street.kept())
    assert within("repair", "--json", home=home.root).code == 3
    street.nodes[1].start()
    with entered(street.house) as inside:
        done = publish(inside.at.bench, inside.at.party("maker"), [wanted])
    assert street.repaired() == {Outcome.WELL: len(street.kept())}
    assert all(street.store(number).is_pinned(done.manifest) for number in (0, 1))


def test_repair__content_gone_everywhere__is_lost_and_said_so(street: Street) -> None:
    doomed = street.house.at.bench.store.put(b"a product nobody has any more")
    street.house.at.bench.catalogue.add_attachment(doomed, street.house.at.bench.catalogue.every_product()[0].digest)
    for node in street.nodes:
        node.run("pin", "rm", doomed)
        collect(node)
    lost = within("repair", "--json", home=street.house.at.home.root)
    assert lost.code == 6
    assert [(each["outcome"], each["cid"]) for each in lost.document["contents"]] == [("lost", doomed)]
    with pytest.raises(ContentNotFound):
        street.house.at.bench.store.get(doomed)
    street.house.at.bench.store.put(b"a product nobody has any more")
    assert street.repaired() == {Outcome.WELL: len(street.kept())}
