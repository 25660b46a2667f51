"""The content store in Kubo, through the few calls of its RPC API that are needed.

Kubo is asked to chunk exactly as `passport.provenance.content` does, and is not believed: the
CID it returns is compared with ours, every block it sends is hashed. Nothing here makes Kubo
search the network; a CID it does not hold itself is not found.

Source: https://docs.ipfs.tech/reference/kubo/rpc/ (every call is a POST). What Kubo promises
about power cuts is in its configuration (`Datastore.Spec`, flatfs `sync`); `status` says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from passport.errors import ContentCorrupt, ContentNotFound, PassportError, StoreUnavailable
from passport.identifiers import Cid
from passport.ports import StoreStatus
from passport.provenance.content import KUBO_CHUNKING, MAX_CONTENT_BYTES, assemble, cid_of

MAX_BLOCK_BYTES = 2 << 20
"""The largest block IPFS nodes exchange; more is not read."""
CONNECTION_RETRIES = 2
_ADD_OPTIONS = {
    "cid-version": "1",
    "hash": "sha2-256",
    "raw-leaves": "true",
    "chunker": f"size-{KUBO_CHUNKING.leaf_bytes}",
    "max-file-links": str(KUBO_CHUNKING.links_per_node),
    "trickle": "false",
    "inline": "false",
    "wrap-with-directory": "false",
    "pin": "true",
    "quieter": "true",
}
_NOT_HERE = ("block was not found locally", "could not find")
_NOT_PINNED = "not pinned"


class KuboStore:
    """The content store port over a Kubo node.

    Args:
        url: Where its RPC API listens, e.g. `http://127.0.0.1:5001`. Whoever reaches that port
            rules the node: keep it on loopback or behind authentication.
        timeout_s: For each answer. Only failed connections are tried again, by themselves.
        max_bytes: Largest content `get` puts together.
    """

    def __init__(self, url: str, timeout_s: float = 60.0, max_bytes: int = MAX_CONTENT_BYTES) -> None:
        self._url = url.rstrip("/")
        self._max_bytes = max_bytes
        self._client = httpx.Client(
            base_url=f"{self._url}/api/v0",
            timeout=httpx.Timeout(timeout_s, connect=5.0),
            transport=httpx.HTTPTransport(retries=CONNECTION_RETRIES),
            # No proxy of the environment comes between us and a node on loopback.
            trust_env=False,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def put(self, content: bytes) -> Cid:
        """Store and pin the content; raises ContentCorrupt when Kubo names it otherwise than we do."""
        ours = cid_of(content)
        answer = self._call("add", _ADD_OPTIONS, files={"file": content})
        if answer.get("Hash") != ours:
            raise ContentCorrupt(
                f"Kubo stored {answer.get('Hash')} for content that is {ours}.",
                cid=ours,
                remedy="Check the Import section of Kubo's configuration and Kubo's version.",
            )
        return ours

    def get(self, cid: Cid) -> bytes:
        """The content, every block checked; raises ContentNotFound or ContentCorrupt."""
        return assemble(cid, self._block, max_bytes=self._max_bytes)

    def has(self, cid: Cid) -> bool:
        """Whether this node holds every block of the content, intact."""
        try:
            self.get(cid)
        except (ContentNotFound, ContentCorrupt):
            return False
        return True

    def pin(self, cid: Cid) -> None:
        """Keep the content; raises ContentNotFound or ContentCorrupt when it is not all here."""
        self.get(cid)
        self._call("pin/add", {"arg": cid, "recursive": "true", "offline": "true"})

    def unpin(self, cid: Cid) -> None:
        """No longer keep the content; Kubo collects its blocks when it collects."""
        try:
            self._call("pin/rm", {"arg": cid, "recursive": "true"})
        except StoreUnavailable as refused:
            if _NOT_PINNED not in refused.message:
                raise

    def is_pinned(self, cid: Cid) -> bool:
        """Whether the content is kept for its own sake, not only as a part of other content."""
        try:
            answer = self._call("pin/ls", {"arg": cid, "type": "recursive"})
        except StoreUnavailable as refused:
            if _NOT_PINNED in refused.message:
                return False
            raise
        return cid in answer.get("Keys", {})

    def status(self) -> StoreStatus:
        """Which Kubo answers, and whether it may lose blocks when the power is cut."""
        try:
            version = self._call("version").get("Version", "of unknown version")
            peer = self._call("id").get("ID", "unknown")
            durable = _syncs(self._call("config/show"))
        except PassportError as failed:
            return StoreStatus(False, f"Kubo at {self._url}: {failed.message}")
        warning = "" if durable else "; flatfs `sync` is off: a power cut may lose the newest blocks"
        return StoreStatus(True, f"Kubo {version} at {self._url}, peer {peer}{warning}")

    def _block(self, cid: Cid) -> bytes:
        """One block as Kubo has it, unchecked; never more than a block can be."""
        params = {"arg": cid, "offline": "true"}
        with self._wrapped(), self._client.stream("POST", "/block/get", params=params) as answer:
            content = bytearray()
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > MAX_BLOCK_BYTES:
                    raise ContentCorrupt(f"Kubo sends more than a block for {cid}.", cid=cid)
        if answer.status_code == httpx.codes.OK:
            return bytes(content)
        reason = _reason(answer.status_code, bytes(content))
        if any(words in reason for words in _NOT_HERE):
            raise ContentNotFound(f"Block {cid} is not in Kubo at {self._url}.", cid=cid)
        raise StoreUnavailable(f"Kubo refused block/get: {reason}", url=self._url)

    def _call(self, command: str, params: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
        """Call the RPC API and read its JSON object; StoreUnavailable with Kubo's words when it refuses."""
        with self._wrapped():
            answer = self._client.post(f"/{command}", params=params, **body)
        if answer.status_code != httpx.codes.OK:
            reason = _reason(answer.status_code, answer.content)
            raise StoreUnavailable(f"Kubo refused {command}: {reason}", url=self._url)
        found = _json_object(answer.content)
        if found is None:
            raise StoreUnavailable(f"{self._url} does not answer {command} as Kubo does.", url=self._url)
        return found

    @contextmanager
    def _wrapped(self) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPError as failed:
            reason = str(failed) or type(failed).__name__
            raise StoreUnavailable(f"Kubo at {self._url} did not answer: {reason}", url=self._url) from failed


def _reason(status: int, body: bytes) -> str:
    """Kubo's own words, or the status when it says nothing readable."""
    found = _json_object(body)
    return str(found["Message"]) if found and "Message" in found else f"HTTP status {status}"


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _syncs(config: dict[str, Any]) -> bool:
    """Whether every flatfs mount of Kubo's datastore writes through to the disk."""
    mounts = config.get("Datastore", {}).get("Spec", {}).get("mounts", [])
    flat = [mount.get("child", mount) for mount in mounts]
    return all(mount.get("sync", False) for mount in flat if mount.get("type") == "flatfs")
