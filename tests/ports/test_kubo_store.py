"""Kubo as content store, on a real node."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from passport.adapters.ipfs.blocks import BlockStore
from passport.adapters.ipfs.kubo import BATCH_BLOCKS, BATCH_BYTES, KuboStore
from passport.errors import ContentCorrupt, StoreUnavailable
from passport.identifiers import Cid
from passport.provenance.car import MAX_BLOCK_BYTES
from passport.provenance.content import cid_of
from scripts.fetch_nodes import KUBO, version_of
from tests.networks.processes import free_port
from tests.ports.content_store import LEAF, PIECE, ContentStoreSuite, Damage, content, peak_memory_bytes, pieces
from tests.ports.kubo_daemon import KuboDaemon, running_kubo

pytestmark = pytest.mark.kubo


@pytest.fixture
def content_store(kubo: KuboDaemon) -> Iterator[KuboStore]:
    store = KuboStore(kubo.url)
    yield store
    store.close()


@pytest.fixture
def damage(kubo: KuboDaemon) -> Damage:
    def put_bytes(cid: Cid, block: bytes | None) -> None:
        place = kubo.block_file(b"\x12\x20" + cid.digest)
        if block is None:
            place.unlink()
        else:
            place.write_bytes(block)

    return put_bytes


class TestKuboStore(ContentStoreSuite):
    """Every promise of the port."""


def test_put__same_content__kubo_and_local_store_agree_on_the_cid(content_store: KuboStore, tmp_path: Path) -> None:
    local = BlockStore(tmp_path)
    for length in (0, 12, LEAF, LEAF + 1, 5 * LEAF):
        given = content(length, "both")
        assert content_store.put(given) == local.put(given)


def test_put__kubo_configured_to_chunk_otherwise__our_cid_still(kubo: KuboDaemon, tmp_path: Path) -> None:
    with running_kubo(kubo.binary, tmp_path / "repository") as other:
        other.stop()
        for name, value in {
            "Import.UnixFSChunker": '"size-1048576"',
            "Import.UnixFSFileMaxLinks": "1024",
            "Import.CidVersion": "0",
            "Import.UnixFSRawLeaves": "false",
            "Import.HashFunction": '"sha2-512"',
            "Import.UnixFSDAGLayout": '"trickle"',
        }.items():
            other.run("config", "--json", name, value)
        other.start()
        store = KuboStore(other.url)
        given = content(3 * LEAF, "otherwise")
        assert store.put(given) == cid_of(given)
        assert store.get(cid_of(given)) == given
        store.close()


def test_put_stream_and_stream__64_mebibytes__memory_stays_that_of_a_few_batches(content_store: KuboStore) -> None:
    assert peak_memory_bytes(content_store, 64, "large in Kubo") < 4 * BATCH_BYTES


def test_put_stream__many_blocks__is_the_cid_ipfs_add_gives(content_store: KuboStore, kubo: KuboDaemon) -> None:
    count = 50  # more leaves than one node links to
    cid = content_store.put_stream(pieces(count, "as Kubo"))
    given = b"".join(pieces(count, "as Kubo"))
    words = ("add", "--cid-version=1", "--raw-leaves", "--chunker=size-262144", "--only-hash", "--quieter")
    assert kubo.run(*words, content=given).decode().strip() == cid


def test_put_all__same_content_twice_and_one_larger_than_a_batch__all_are_pinned(content_store: KuboStore) -> None:
    large = b"".join(pieces(BATCH_BYTES // PIECE + 1, "large among small"))
    given = [b"twice", large, b"twice", *(f"small {number}".encode() for number in range(BATCH_BLOCKS + 3))]
    cids = content_store.put_all(given)
    assert cids == tuple(cid_of(each) for each in given)
    assert all(content_store.is_pinned(cid) for cid in cids[:5])
    assert content_store.get(cids[1]) == large


WRITER = """
import sys
from itertools import count
from passport.adapters.ipfs.kubo import BATCH_BLOCKS, BATCH_BYTES, KuboStore
from tests.ports.content_store import pieces
batches = count(1)
def told(done):
    print(done, flush=True)
    if next(batches) == 2:
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)
KuboStore(sys.argv[1]).put_stream(pieces(18, sys.argv[2]), told)
"""


@pytest.mark.chaos
def test_put_stream__killed_and_repeated__blocks_that_are_there_are_not_sent_again(kubo: KuboDaemon) -> None:
    done = subprocess.run([sys.executable, "-c", WRITER, kubo.url, "killed"], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    stored = int(done.stdout.split()[-1])
    assert stored == 2 * BATCH_BYTES
    with counting_proxy(kubo.url) as (url, sent):
        store = KuboStore(url)
        cid = store.put_stream(pieces(18, "killed"))
        store.close()
    assert cid == cid_of(pieces(18, "killed"))
    assert 18 * PIECE - stored < sent["/api/v0/dag/import"] < 18 * PIECE - stored + LEAF
    direct = KuboStore(kubo.url)
    assert direct.is_pinned(cid)
    assert direct.has(cid)
    direct.close()


def test_put_stream__collection_before_the_pin__is_unavailable_and_a_repeat_completes(
    kubo: KuboDaemon, tmp_path: Path
) -> None:
    def given(then: Callable[[], object]) -> Iterator[bytes]:
        yield from pieces(9, "collected")
        then()
        yield from pieces(1, "the end")

    with running_kubo(kubo.binary, tmp_path / "repository") as other:
        store = KuboStore(other.url)
        with pytest.raises(StoreUnavailable, match="pin"):
            store.put_stream(given(lambda: other.run("repo", "gc", "--quiet")))
        cid = store.put_stream(given(lambda: None))
        assert store.has(cid)
        assert store.is_pinned(cid)
        store.close()


@contextmanager
def counting_proxy(url: str) -> Iterator[tuple[str, Counter[str]]]:
    """A way to Kubo that counts the bytes sent to each call."""
    sent: Counter[str] = Counter()

    class Counting(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            sent[self.path.split("?")[0]] += len(body)
            answer = httpx.post(
                url + self.path,
                content=body,
                headers={"Content-Type": self.headers.get("Content-Type", "")},
                trust_env=False,
                timeout=60,
            )
            self.send_response(answer.status_code)
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.chaos
def test_kill__kubo_after_put__content_and_pin_are_there_after_its_restart(kubo: KuboDaemon, tmp_path: Path) -> None:
    with running_kubo(kubo.binary, tmp_path / "repository") as other:
        store = KuboStore(other.url)
        cid = store.put(content(4 * LEAF, "survives"))
        other.kill()
        with pytest.raises(StoreUnavailable):
            store.get(cid)
        assert not store.status().available
        store.close()
        other.start()
        again = KuboStore(other.url)
        assert again.get(cid) == content(4 * LEAF, "survives")
        assert again.is_pinned(cid)
        again.close()


def test_status__real_node__names_version_and_warns_of_unsynced_writes(
    kubo: KuboDaemon, content_store: KuboStore
) -> None:
    description = content_store.status().description
    assert f"Kubo {version_of(KUBO, kubo.binary)} at {kubo.url}" in description
    config = json.loads(kubo.run("config", "show"))
    mounts = config["Datastore"]["Spec"]["mounts"]
    synced = all(mount["sync"] for mount in mounts if mount["type"] == "flatfs")
    assert ("power cut" in description) == (not synced)


def test_every_call__nothing_listens__is_unavailable() -> None:
    store = KuboStore(f"http://127.0.0.1:{free_port()}")
    cid = cid_of(b"")
    for call in (store.get, store.has, store.pin, store.unpin, store.is_pinned):
        with pytest.raises(StoreUnavailable):
            call(cid)
    with pytest.raises(StoreUnavailable):
        store.put(b"")
    assert not store.status().available
    store.close()


class Liar(BaseHTTPRequestHandler):
    """Answers every call as no honest Kubo would; `answer` is what it says."""

    status, answer = 200, b""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def liar() -> Iterator[tuple[type[Liar], KuboStore]]:
    class ThisLiar(Liar):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), ThisLiar)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    store = KuboStore(f"http://127.0.0.1:{server.server_port}")
    yield ThisLiar, store
    store.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_put__node_returns_another_cid__is_not_believed(liar: tuple[type[Liar], KuboStore]) -> None:
    answers, store = liar
    answers.answer = json.dumps({"Name": "file", "Hash": cid_of(b"something else")}).encode()
    with pytest.raises(ContentCorrupt, match="Kubo stored"):
        store.put(b"content")


def test_get__node_returns_other_bytes__is_corrupt(liar: tuple[type[Liar], KuboStore]) -> None:
    answers, store = liar
    answers.answer = b"other bytes"
    with pytest.raises(ContentCorrupt):
        store.get(cid_of(b"content"))


def test_get__node_never_stops_sending__is_cut_off(liar: tuple[type[Liar], KuboStore]) -> None:
    answers, store = liar
    answers.answer = bytes(MAX_BLOCK_BYTES + 1)
    with pytest.raises(ContentCorrupt, match="more than a block"):
        store.get(cid_of(b"content"))


@pytest.mark.parametrize(
    ("status", "answer"),
    [(200, b"<html>hello</html>"), (200, b"[]"), (403, b"403 - Forbidden"), (500, b'{"Message": "boom"}')],
)
def test_put__something_else_answers__is_unavailable(
    liar: tuple[type[Liar], KuboStore], status: int, answer: bytes
) -> None:
    answers, store = liar
    answers.status, answers.answer = status, answer
    with pytest.raises(StoreUnavailable):
        store.put(b"content")
    assert not store.status().available
