"""Why the Kubo adapter is not ipfshttpclient: what its last stable release does with today's Kubo.

docs/decisions/0050-ipfs-client.md draws the conclusion; a test that fails here may change it.
"""

from __future__ import annotations

import asyncio
import inspect
import io
from collections.abc import Iterator

import ipfshttpclient
import pytest

from passport.adapters.ipfs.kubo import KuboStore
from passport.errors import ContentCorrupt
from passport.provenance.content import cid_of
from tests.ports.content_store import LEAF, content
from tests.ports.kubo_daemon import KuboDaemon

pytestmark = [
    pytest.mark.kubo,
    pytest.mark.filterwarnings("ignore:The 'strict' parameter is no longer needed:FutureWarning"),
]


@pytest.fixture
def address(kubo: KuboDaemon) -> str:
    host, port = kubo.url.removeprefix("http://").split(":")
    return f"/ip4/{host}/tcp/{port}/http"


@pytest.fixture
def unchecked(address: str) -> Iterator[ipfshttpclient.Client]:
    """The client without its version check, which its documentation does not offer."""
    client = ipfshttpclient.Client(address)
    yield client
    client.close()


def test_connect__todays_kubo__is_refused_by_the_version_check(address: str) -> None:
    with pytest.raises(ipfshttpclient.exceptions.VersionMismatch, match="Unsupported daemon version"):
        ipfshttpclient.connect(address)


def test_request__unchecked__uses_what_urllib3_3_takes_away(unchecked: ipfshttpclient.Client) -> None:
    with pytest.warns(FutureWarning, match=r"raise an error in urllib3 v3"):
        unchecked.version()


def test_add__unchecked_with_its_defaults__is_another_cid_than_ours(
    unchecked: ipfshttpclient.Client,
) -> None:
    given = content(LEAF + 1, "client")
    assert unchecked.add_bytes(given).startswith("Qm")
    options = {"cid_version": 1, "raw_leaves": True, "chunker": "size-262144"}
    assert unchecked.add(io.BytesIO(given), **options)["Hash"] == cid_of(given)


def test_read__damaged_block__is_handed_on_unchecked(unchecked: ipfshttpclient.Client, kubo: KuboDaemon) -> None:
    store = KuboStore(kubo.url)
    cid = store.put(content(100, "handed on"))
    kubo.block_file(b"\x12\x20" + cid.digest).write_bytes(b"other bytes")
    assert unchecked.block.get(cid) == b"other bytes"
    with pytest.raises(ContentCorrupt):
        store.get(cid)
    store.close()


def test_calls__in_an_event_loop__let_nothing_else_run(unchecked: ipfshttpclient.Client) -> None:
    ran = []

    async def call() -> bool:
        asyncio.get_running_loop().call_soon(ran.append, "something else")
        unchecked.version()
        return not ran

    assert not inspect.iscoroutinefunction(unchecked.version)
    assert asyncio.run(call())
