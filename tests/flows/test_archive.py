"""Passports as archives of blocks: exported here, imported elsewhere, and exchanged with a real Kubo."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passport.adapters.ipfs.blocks import BlockStore
from passport.adapters.ipfs.kubo import KuboStore
from passport.adapters.memory import MemoryKeyVault
from passport.adapters.sql.catalogue import SqlCatalogue
from passport.adapters.sql.engine import Database
from passport.adapters.sql.schema import upgrade
from passport.battery.product_types import ProductType
from passport.errors import ContentCorrupt
from passport.identifiers import Cid, PassportId
from passport.provenance import unixfs
from passport.provenance.car import CarMalformed, read_car, write_car
from passport.provenance.content import Block, stream_blocks
from passport.services.attachments import PARQUET, attach
from passport.services.export_archive import export_archive
from passport.services.files import FileFailed
from passport.services.hand_over import hand_over
from passport.services.import_archive import ArchiveForeign, import_archive
from passport.services.publish import publish
from passport.services.read import show
from passport.services.workbench import Workbench
from scripts.fetch_nodes import KUBO, find_node
from tests.flows.command_line import within
from tests.flows.house import House, draft
from tests.flows.life import example, registered
from tests.gate import require
from tests.ports.kubo_daemon import KuboDaemon, running_kubo


@dataclass
class Exported:
    """A passport with a public product and sealed telemetry with an attachment, and its archive."""

    pack: PassportId
    file: Path
    roots: tuple[Cid, ...]
    attachment: Cid

    @property
    def content(self) -> bytes:
        return self.file.read_bytes()


@pytest.fixture(scope="module")
def exported(house: House, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder, at = tmp_path_factory.mktemp("archive"), house.at
    pack = registered(house, "archived")
    footprint = draft(pack, ProductType.ENVIRONMENTAL_FOOTPRINT, example("demo_pack/environmental_footprint.json"))
    publish(at.bench, at.party("maker"), [footprint])
    hand_over(at.bench, house.intention(pack, "maker", "operator"), at.party("maker"), at.party("operator"))
    (folder / "telemetry").write_bytes(hashlib.shake_256(b"telemetry").digest(900_000))
    attachment = attach(at.bench, folder / "telemetry", PARQUET, sealed=True, working=at.home.outgoing)
    telemetry = {
        "recordedFrom": "2026-11-01T00:00:00Z",
        "recordedTo": "2026-11-01T01:00:00Z",
        "rowCount": 3600,
        "columns": [{"name": "voltage_volt", "unit": "V"}],
        "attachment": attachment.model_dump(mode="json", by_alias=True),
    }
    publish(at.bench, at.party("operator"), [draft(pack, ProductType.TELEMETRY, telemetry)])
    done = export_archive(at.bench, pack, folder / "pack.car")
    assert done.unopened == ()
    return Exported(pack, folder / "pack.car", done.roots, Cid(attachment.cid))


@pytest.fixture
def stranger(house: House, tmp_path: Path) -> Iterator[Workbench]:
    """The same chain, and nothing else: an empty store, catalogue and vault."""
    database = Database.at_path(tmp_path / "other.sqlite3")
    upgrade(database)
    try:
        yield replace(
            house.at.bench,
            catalogue=SqlCatalogue(database, house.at.bench.clock),
            store=BlockStore(tmp_path / "store"),
            vault=MemoryKeyVault(),
        )
    finally:
        database.close()


def written(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    return file


def blocks_stored(folder: Path) -> int:
    return sum(path.is_file() for path in (folder / "store" / "blocks").rglob("*"))


def test_import__elsewhere_with_the_keys__passport_and_attachment_are_there(
    house: House, exported: Exported, stranger: Workbench
) -> None:
    with_keys = replace(stranger, vault=house.at.bench.vault)
    for _ in range(2):
        done = import_archive(with_keys, exported.file)
        assert done.roots == exported.roots
        assert all(stranger.store.has(root) and stranger.store.is_pinned(root) for root in exported.roots)
    assert exported.attachment in exported.roots
    assert show(with_keys, exported.pack).document == show(house.at.bench, exported.pack).document
    assert stranger.catalogue.products(exported.pack) == house.at.bench.catalogue.products(exported.pack)


def test_import__without_the_keys__sealed_attachment_is_foreign_unless_wanted(
    exported: Exported, stranger: Workbench, tmp_path: Path
) -> None:
    with pytest.raises(ArchiveForeign, match=exported.attachment):
        import_archive(stranger, exported.file)
    assert blocks_stored(tmp_path) == 0
    import_archive(stranger, exported.file, with_unanchored=True)
    assert stranger.store.is_pinned(exported.attachment)


def test_import__root_that_nothing_anchored_names__is_refused_and_nothing_stored(
    exported: Exported, stranger: Workbench, house: House, tmp_path: Path
) -> None:
    with_keys = replace(stranger, vault=house.at.bench.vault)
    (stray,) = stream_blocks(b"smuggled in")
    roots, sections = read_car(io.BytesIO(exported.content).read)
    blocks = [Block(section.cid, section.content) for section in sections]
    smuggled = written(tmp_path / "smuggled.car", b"".join(write_car([*roots, stray.cid], [*blocks, stray])))
    with pytest.raises(ArchiveForeign, match=stray.cid):
        import_archive(with_keys, smuggled)
    hidden = written(tmp_path / "hidden.car", b"".join(write_car(roots, [stray, *blocks])))
    with pytest.raises(CarMalformed, match="belong to none"):
        import_archive(with_keys, hidden)
    without_roots = written(tmp_path / "rootless.car", b"".join(write_car([], blocks)))
    with pytest.raises(CarMalformed):
        import_archive(with_keys, without_roots)
    assert blocks_stored(tmp_path) == 0


def test_import__cut_off_between_any_two_blocks__is_refused_and_nothing_stored(
    exported: Exported, stranger: Workbench, tmp_path: Path
) -> None:
    _, sections = read_car(io.BytesIO(exported.content).read)
    ends = [section.offset + len(section.content) for section in sections]
    for end in (*ends[:-1], ends[-1] - 1, 20, 0):
        with pytest.raises(CarMalformed):
            import_archive(stranger, written(tmp_path / "short.car", exported.content[:end]), with_unanchored=True)
    assert blocks_stored(tmp_path) == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_import__one_bit_flipped__is_refused_and_nothing_stored(
    exported: Exported, stranger: Workbench, tmp_path: Path, data: st.DataObject
) -> None:
    changed = bytearray(exported.content)
    position = data.draw(st.integers(0, len(changed) * 8 - 1))
    changed[position // 8] ^= 1 << position % 8
    with pytest.raises((CarMalformed, ContentCorrupt, ArchiveForeign)):
        import_archive(stranger, written(tmp_path / "flipped.car", bytes(changed)), with_unanchored=True)
    assert blocks_stored(tmp_path) == 0


def test_import__tree_that_unfolds_without_end__is_refused_from_its_root(stranger: Workbench, tmp_path: Path) -> None:
    """Five blocks that claim to be more than any disk: each node names the one below 174 times."""
    (leaf,) = stream_blocks(bytes(262_144))
    blocks, cid, tree_bytes, size = [leaf], leaf.cid, len(leaf.content), len(leaf.content)
    for _ in range(4):
        content = unixfs.encode((unixfs.Link(cid.raw, tree_bytes, size),) * 174)
        tree_bytes, size = len(content) + 174 * tree_bytes, 174 * size
        cid = Cid.from_digest(hashlib.sha256(content).digest(), "dag-pb")
        blocks.append(Block(cid, content))
    with pytest.raises(ContentCorrupt, match="at most"):
        import_archive(stranger, written(tmp_path / "bomb.car", b"".join(write_car([cid], blocks))))


def test_command__export_and_import__say_what_they_did(house: House, exported: Exported, tmp_path: Path) -> None:
    home, file = house.at.home.root, tmp_path / "again.car"
    words = ("--passphrase-file", house.passphrase_file, "--json")
    out = within("car", "export", exported.pack.hex0x, file, *words, home=home)
    assert out.code == 0, out.out + out.err
    assert out.document["roots"] == len(exported.roots)
    assert file.read_bytes() == exported.content
    back = within("car", "import", file, *words, home=home)
    assert back.code == 0, back.out + back.err
    assert back.document["blocks"] == out.document["blocks"]
    nothing = within("car", "import", tmp_path / "nothing", *words, home=home)
    assert (nothing.code, nothing.error) == (1, FileFailed.code)


@pytest.fixture(scope="module")
def kubo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KuboDaemon]:
    binary = require("kubo", find_node(KUBO), "make nodes builds Kubo")
    with running_kubo(binary, tmp_path_factory.mktemp("kubo") / "repository") as daemon:
        yield daemon


@pytest.mark.kubo
def test_kubo__imports_our_archive__has_and_pins_every_root(exported: Exported, kubo: KuboDaemon) -> None:
    kubo.run("dag", "import", str(exported.file))
    store = KuboStore(kubo.url)
    assert all(store.has(root) and store.is_pinned(root) for root in exported.roots)
    store.close()


@pytest.mark.kubo
def test_kubo__exports_what_it_has__we_import_it(
    house: House, exported: Exported, kubo: KuboDaemon, stranger: Workbench, tmp_path: Path
) -> None:
    kubo.run("dag", "import", str(exported.file))
    with_keys = replace(stranger, vault=house.at.bench.vault)
    for root in exported.roots:
        theirs = written(tmp_path / "theirs.car", kubo.run("dag", "export", "--progress=false", root))
        done = import_archive(with_keys, theirs, with_unanchored=root == exported.attachment)
        assert done.roots == (root,)
        assert stranger.store.has(root)
