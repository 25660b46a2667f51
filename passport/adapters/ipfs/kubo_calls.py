"""The few calls of Kubo's RPC interface that are needed, and what its answers mean.

Source: https://docs.ipfs.tech/reference/kubo/rpc/ (every call is a POST). Only failed connections are tried again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

import httpx

from passport.adapters.copies import PlaceSilent
from passport.errors import ContentCorrupt, ContentNotFound, StoreUnavailable
from passport.identifiers import Cid
from passport.provenance.car import MAX_BLOCK_BYTES, write_car
from passport.provenance.content import Block

CONNECTION_RETRIES = 2
PIN_TIMEOUT_S = 3600.0
"""Kubo walks the whole content before it answers a pin."""
_NOT_HERE = ("block was not found locally", "could not find")


class KuboCalls:
    """One Kubo node's RPC interface.

    Args:
        url: Where it listens.
        timeout_s: For each answer.
    """

    def __init__(self, url: str, timeout_s: float) -> None:
        self.url = url.rstrip("/")
        self._client = httpx.Client(
            base_url=f"{self.url}/api/v0",
            timeout=httpx.Timeout(timeout_s, connect=5.0),
            transport=httpx.HTTPTransport(retries=CONNECTION_RETRIES),
            # No proxy of the environment comes between us and a node on loopback.
            trust_env=False,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def call(self, command: str, params: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
        """Call and read one JSON object; StoreUnavailable with Kubo's words when it refuses."""
        found = self.call_for_lines(command, params, **body)
        if len(found) != 1:
            raise StoreUnavailable(f"{self.url} does not answer {command} as Kubo does.", url=self.url)
        return found[0]

    def call_for_lines(self, command: str, params: dict[str, str] | None = None, **body: Any) -> list[dict[str, Any]]:
        """Call and read the JSON objects of the answer, one a line; StoreUnavailable when it refuses."""
        with self._wrapped():
            answer = self._client.post(f"/{command}", params=params, **body)
        if answer.status_code != httpx.codes.OK:
            raise self.refused(command, _reason(answer.status_code, answer.content))
        found = _json_objects(answer.content)
        if found is None:
            raise StoreUnavailable(f"{self.url} does not answer {command} as Kubo does.", url=self.url)
        return found

    def block(self, cid: Cid) -> bytes:
        """One block as Kubo has it, unchecked; never more than a block can be. Raises ContentNotFound."""
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
        if _is_missing(reason):
            raise ContentNotFound(f"Block {cid} is not in Kubo at {self.url}.", cid=cid)
        raise self.refused("block/get", reason)

    def has_block(self, cid: Cid) -> bool:
        """Whether Kubo has the block; its bytes are not looked at."""
        try:
            self.call("block/stat", {"arg": cid, "offline": "true"})
        except StoreUnavailable as refusal:
            if _is_missing(refusal.message):
                return False
            raise
        return True

    def import_blocks(self, blocks: Sequence[Block], *, pin: Sequence[Cid] = ()) -> None:
        """Send blocks in one archive; those named in `pin` become roots and are kept, all under one lock of Kubo's."""
        params = {"pin-roots": "true" if pin else "false", "stats": "true", "offline": "true"}
        headers, body = _as_form(lambda: write_car(pin, blocks))
        kept, counted = set(), None
        for line in self.call_for_lines("dag/import", params, headers=headers, content=body):
            if "Root" in line:
                kept.add(_kept_root(self.url, line["Root"]))
            elif "Stats" in line:
                counted = line["Stats"].get("BlockCount")
        if counted != len(blocks) or not kept >= set(pin):
            raise StoreUnavailable(f"Kubo at {self.url} took {counted} of {len(blocks)} blocks.", url=self.url)

    def remove_block(self, cid: Cid) -> None:
        """Delete one block that nothing pinned needs; absent blocks are no error."""
        for line in self.call_for_lines("block/rm", {"arg": cid, "force": "true"}):
            if line.get("Error"):
                raise StoreUnavailable(
                    f"Kubo at {self.url} does not let block {cid} go: {line['Error']}",
                    remedy="Other pinned content shares this block: unpin it there, repair, and pin it again.",
                    url=self.url,
                )

    def refused(self, command: str, reason: str) -> StoreUnavailable:
        """The error for a call Kubo refused."""
        return StoreUnavailable(f"Kubo refused {command}: {reason}", url=self.url)

    @contextmanager
    def _wrapped(self) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPError as failed:
            reason = str(failed) or type(failed).__name__
            raise PlaceSilent(f"Kubo at {self.url} did not answer: {reason}", url=self.url) from failed


def _as_form(pieces: Callable[[], Iterator[bytes]]) -> tuple[dict[str, str], Iterator[bytes]]:
    """Headers and body of a form with one file, sent piece by piece instead of copied together; made twice to count."""
    boundary = secrets.token_hex(16)
    disposition = 'Content-Disposition: form-data; name="file"; filename="blocks.car"'
    head = f"--{boundary}\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n".encode()
    tail = f"\r\n--{boundary}--\r\n".encode()
    length = len(head) + sum(map(len, pieces())) + len(tail)
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(length)}
    return headers, chain([head], pieces(), [tail])


def _is_missing(reason: str) -> bool:
    return any(words in reason for words in _NOT_HERE)


def _kept_root(url: str, root: dict[str, Any]) -> str:
    if root.get("PinErrorMsg"):
        raise StoreUnavailable(f"Kubo at {url} did not pin: {root['PinErrorMsg']}", url=url)
    return str(root.get("Cid", {}).get("/"))


def _reason(status: int, body: bytes) -> str:
    """Kubo's own words, or the status when it says nothing readable."""
    found = _json_objects(body)
    return str(found[0]["Message"]) if found and "Message" in found[0] else f"HTTP status {status}"


def _json_objects(body: bytes) -> list[dict[str, Any]] | None:
    """The JSON objects of an answer, one a line; None if it is anything else. No object at all is an empty list."""
    try:
        found = [json.loads(line) for line in body.splitlines() if line.strip()]
    except ValueError:
        return None
    return found if all(isinstance(item, dict) for item in found) else None
