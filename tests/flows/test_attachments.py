"""Large files beside products: stored sealed, fetched whole and checked, killed anywhere in between."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from passport.adapters.ipfs.blocks import BlockStore
from passport.battery.products.telemetry import Attachment
from passport.errors import ContentCorrupt, ContentKeyDestroyed, ContentNotFound, KeyUnknown, PassportError
from passport.identifiers import Cid, Digest
from passport.provenance.content import content_blocks
from passport.provenance.stream import CHUNK_BYTES
from passport.services.attachments import PARQUET, attach, fetch, measure
from passport.services.files import FileFailed
from passport.services.hand_over import hand_over
from tests.flows.command_line import within
from tests.flows.house import ROOT, House
from tests.flows.life import registered
from tests.flows.secrecy import written_forms

ROWS = 120_000


def content(length_bytes: int, seed: str) -> bytes:
    return hashlib.shake_256(seed.encode()).digest(length_bytes)


def written(file: Path, given: bytes) -> Path:
    file.write_bytes(given)
    return file


def attached(house: House, file: Path, *, sealed: bool = True) -> Attachment:
    return attach(house.at.bench, file, PARQUET, sealed=sealed, working=house.at.home.outgoing)


@pytest.fixture(scope="module")
def telemetry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hours of a pack, with the names of the Battery Data Format."""
    file = tmp_path_factory.mktemp("telemetry") / "telemetry.parquet"
    seconds = range(ROWS)
    columns = {
        "test_time_second": pa.array(seconds, pa.float64()),
        "voltage_volt": pa.array([48 + (second * 7919 % 4001) / 1000 for second in seconds]),
        "current_ampere": pa.array([(second * 104_729 % 20_011) / 1000 - 10 for second in seconds]),
    }
    pq.write_table(pa.table(columns), file)
    assert file.stat().st_size > CHUNK_BYTES
    return file


def test_telemetry__attached_published_fetched__is_the_same_table(
    house: House, telemetry: Path, tmp_path: Path
) -> None:
    pack = registered(house, "telemetry")
    at = house.at
    hand_over(at.bench, house.intention(pack, "maker", "operator"), at.party("maker"), at.party("operator"))
    names = {"test_time_second": "s", "voltage_volt": "V", "current_ampere": "A"}
    payload = {
        "recordedFrom": "2026-11-01T00:00:00Z",
        "recordedTo": "2026-11-02T09:20:00Z",
        "rowCount": ROWS,
        "columns": [{"name": name, "unit": unit} for name, unit in names.items()],
    }
    statement = tmp_path / "telemetry.json"
    statement.write_text(json.dumps(payload))
    options = ("--as", "operator", "--passphrase-file", house.passphrase_file, "--json")
    words = ("publish", pack.hex0x, "--product", f"Telemetry={statement}", "--attachment", telemetry)
    published = within(*words, *options, home=at.home.root)
    assert published.code == 0, published.out + published.err
    cid = published.document["products"][0]["cid"]
    back = tmp_path / "back.parquet"
    fetching = ("fetch", pack.hex0x, "--product", cid, "--to", back, "--passphrase-file", house.passphrase_file)
    fetched = within(*fetching, "--json", home=at.home.root)
    assert fetched.code == 0, fetched.out + fetched.err
    assert fetched.document["sealed"] is True
    assert pq.read_table(back).equals(pq.read_table(telemetry))
    stored = at.bench.store.get(Cid(fetched.document["cid"]))
    assert not any(form in stored for form in written_forms(telemetry.read_bytes()[1000:1064]))
    assert not list(at.home.outgoing.iterdir())
    # The same command again: the same attachment, the same product.
    assert within(*words, *options, home=at.home.root).document == published.document


def test_attach_command__public_file__is_stored_in_clear(house: House, telemetry: Path) -> None:
    answer = within("attach", telemetry, "--public", "--json", home=house.at.home.root)
    assert answer.code == 0, answer.out + answer.err
    assert answer.document["mediaType"] == PARQUET
    assert house.at.bench.store.get(Cid(answer.document["cid"])) == telemetry.read_bytes()


@pytest.mark.parametrize("length", [0, 1, CHUNK_BYTES, 2 * CHUNK_BYTES + 1])
@pytest.mark.parametrize("sealed", [True, False])
def test_fetch__any_length__is_what_was_attached(house: House, tmp_path: Path, length: int, sealed: bool) -> None:
    file = written(tmp_path / "file", content(length, f"any {length} {sealed}"))
    attachment = attached(house, file, sealed=sealed)
    assert attachment.length_bytes == length
    assert attachment == attached(house, file, sealed=sealed)
    fetch(house.at.bench, attachment, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == file.read_bytes()


def test_fetch__block_lost__leaves_no_file_and_the_old_one_as_it_was(house: House, tmp_path: Path) -> None:
    attachment = attached(house, written(tmp_path / "file", content(3 * CHUNK_BYTES, "lost")))
    stored = house.at.bench.store.get(Cid(attachment.cid))
    store = BlockStore(tmp_path / "poor")
    _, blocks = content_blocks(stored)
    store.put(stored)
    leaf = [cid for cid, _ in blocks][3]
    (tmp_path / "poor" / "blocks" / leaf[-3:-1] / leaf).unlink()
    poor = replace(house.at.bench, store=store)
    back = written(tmp_path / "back", b"what was there")
    with pytest.raises(ContentNotFound):
        fetch(poor, attachment, back)
    assert back.read_bytes() == b"what was there"
    assert {path.name for path in tmp_path.iterdir()} == {"file", "poor", "back"}


@pytest.mark.parametrize("sealed", [True, False])
def test_fetch__store_has_other_content_than_the_product_signed__is_corrupt(
    house: House, tmp_path: Path, sealed: bool
) -> None:
    honest = attached(house, written(tmp_path / "file", content(9000, f"honest {sealed}")), sealed=sealed)
    other = attached(house, written(tmp_path / "other", content(9000, f"other {sealed}")), sealed=sealed)
    longer = attached(house, written(tmp_path / "longer", content(9001, f"longer {sealed}")), sealed=sealed)
    for served in (other, longer):
        swapped = honest.model_copy(update={"cid": served.cid})
        with pytest.raises(PassportError) as refused:
            fetch(house.at.bench, swapped, tmp_path / "back")
        assert refused.value.code == ("provenance.seal" if sealed else "store.corrupt")
        assert not (tmp_path / "back").exists()
    short = honest.model_copy(update={"length_bytes": honest.length_bytes + 1})
    with pytest.raises(ContentCorrupt):
        fetch(house.at.bench, short, tmp_path / "back")


def test_erase__key_destroyed__neither_fetched_nor_attached_again(house: House, tmp_path: Path) -> None:
    file = written(tmp_path / "file", content(7000, "erased"))
    attachment = attached(house, file)
    house.at.bench.vault.destroy(Digest(bytes.fromhex(attachment.sha256)))
    with pytest.raises(ContentKeyDestroyed):
        fetch(house.at.bench, attachment, tmp_path / "back")
    with pytest.raises(ContentKeyDestroyed):
        attached(house, file)


def test_fetch__key_was_never_here__is_unknown(house: House, tmp_path: Path) -> None:
    attachment = attached(house, written(tmp_path / "file", content(100, "whose key")))
    with pytest.raises(KeyUnknown):
        fetch(house.at.bench, attachment.model_copy(update={"sha256": "ab" * 32}), tmp_path / "back")


def test_attach__file_is_not_there_or_changes__is_a_typed_error(house: House, tmp_path: Path) -> None:
    with pytest.raises(FileFailed):
        attached(house, tmp_path / "nothing")
    file = written(tmp_path / "file", b"first")
    known = measure(file)
    file.write_bytes(b"other")
    for sealed in (True, False):
        with pytest.raises(FileFailed, match="changed"):
            attach(house.at.bench, file, PARQUET, sealed=sealed, working=house.at.home.outgoing, known=known)
    assert not list(house.at.home.outgoing.iterdir())


WRITER = """
import sys
from pathlib import Path
from passport.cli.wiring import opened
from passport.services.attachments import PARQUET, attach
home, passphrase, file = map(Path, sys.argv[1:])
with opened(home, passphrase) as at:
    attach(at.bench, file, PARQUET, sealed=True, working=at.home.outgoing)
"""


@pytest.mark.chaos
@pytest.mark.parametrize(
    "point", ["attach.keyed", "file.written", "attach.sealed", "store.block_written:3", "attach.stored"]
)
def test_kill__while_attaching__repeated_it_completes_and_nothing_is_stored_twice(
    house: House, tmp_path: Path, point: str
) -> None:
    file = written(tmp_path / "file", content(3 * CHUNK_BYTES + 5, f"killed {point}"))
    root = house.at.home.root
    blocks = root / "blocks" / "blocks"
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(root), str(house.passphrase_file), str(file)],
        env={**os.environ, "PASSPORT_FAULT_POINT": point, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    after_the_kill = set(blocks.rglob("*"))
    waiting = {path.name: path.read_bytes() for path in house.at.home.outgoing.glob("*.sealed")}
    attachment = attached(house, file)
    _, of_it = content_blocks(house.at.bench.store.get(Cid(attachment.cid)))
    names = {cid for cid, _ in of_it}
    assert {path.name for path in set(blocks.rglob("*")) - after_the_kill if path.is_file()} <= names
    if point in ("attach.sealed", "store.block_written:3"):
        # What was sealed before the kill is what is stored now.
        assert house.at.bench.store.get(Cid(attachment.cid)) == waiting[f"{attachment.sha256}.sealed"]
    assert not list(house.at.home.outgoing.glob("*.sealed"))
    fetch(house.at.bench, attachment, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == file.read_bytes()
