"""The content store in Kubo.

Kubo is asked to chunk exactly as `passport.provenance.content` does, and is not believed: the
CID it returns is compared with ours, every block it sends is hashed. Nothing here makes Kubo
search the network; a CID it does not hold itself is not found. What is too large for one call,
and many small contents at once, go in as archives of blocks made here (`dag/import`).

What Kubo promises about power cuts is in its configuration (`Datastore.Spec`, flatfs `sync`);
`status` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from passport.adapters.copies import copy_in, is_whole, read_through
from passport.adapters.ipfs.damage import damaged_blocks
from passport.adapters.ipfs.kubo_calls import PIN_TIMEOUT_S, KuboCalls
from passport.errors import ContentCorrupt, IdentifierError, PassportError, StoreUnavailable
from passport.identifiers import Cid
from passport.ports import Copy, Progress, StoreStatus
from passport.provenance.content import (
    KUBO_CHUNKING,
    MAX_CONTENT_BYTES,
    Block,
    assemble,
    cid_of,
    stream_blocks,
    stream_content,
)

BATCH_BYTES = 8 << 20
"""Blocks sent in one archive, together; after a kill at most this much is sent again."""
BATCH_BLOCKS = 512
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
_NOT_PINNED = "not pinned"


class KuboStore:
    """The content store port over a Kubo node.

    Args:
        url: Where its RPC API listens, e.g. `http://127.0.0.1:5001`. Whoever reaches that port
            rules the node: keep it on loopback or behind authentication.
        timeout_s: For each answer. Only failed connections are tried again, by themselves.
        max_bytes: Largest content `get` puts together.
    """

    copies_wanted = 1

    def __init__(self, url: str, timeout_s: float = 60.0, max_bytes: int = MAX_CONTENT_BYTES) -> None:
        self._kubo = KuboCalls(url, timeout_s)
        self._max_bytes = max_bytes
        self.place = f"Kubo at {self._kubo.url}"

    def close(self) -> None:
        """Give the connections back."""
        self._kubo.close()

    def put(self, content: bytes) -> Cid:
        """Store and pin the content; raises ContentCorrupt when Kubo names it otherwise than we do."""
        ours = cid_of(content)
        answer = self._kubo.call("add", _ADD_OPTIONS, files={"file": content})
        if answer.get("Hash") != ours:
            raise ContentCorrupt(
                f"Kubo stored {answer.get('Hash')} for content that is {ours}.",
                cid=ours,
                remedy="Check the Import section of Kubo's configuration and Kubo's version.",
            )
        return ours

    def put_all(self, contents: Sequence[bytes]) -> tuple[Cid, ...]:
        """Store and pin many contents, those that fit together in one archive each time."""
        trees = (list(stream_blocks(content)) for content in contents)
        roots: list[Cid] = []
        for group in _groups(trees):
            pinned = [tree[-1].cid for tree in group]
            self._kubo.import_blocks([block for tree in group for block in tree], pin=pinned)
            roots += pinned
        return tuple(roots)

    def put_stream(self, chunks: Iterable[bytes], progress: Progress | None = None) -> Cid:
        """Store and pin content given in pieces, in archives of BATCH_BYTES.

        Kubo is asked block by block what it has, until a whole batch was missing: from there on everything is sent.
        """
        stored_bytes, resuming, root = 0, True, None
        for batch in _batches(stream_blocks(chunks)):
            absent = [block for block in batch if not self._kubo.has_block(block.cid)] if resuming else batch
            resuming = len(absent) < len(batch)
            if absent:
                self._kubo.import_blocks(absent)
            root = batch[-1].cid
            stored_bytes += sum(len(block.content) for block in batch if block.cid.codec == "raw")
            if progress is not None:
                progress(stored_bytes)
        assert root is not None  # noqa: S101 (empty content is one empty block)
        self._pin(root)
        return root

    def get(self, cid: Cid) -> bytes:
        """The content, every block checked; raises ContentNotFound or ContentCorrupt."""
        return assemble(cid, self.block, max_bytes=self._max_bytes)

    def stream(self, cid: Cid) -> Iterator[bytes]:
        """The content leaf by leaf, each checked before it leaves."""
        return stream_content(cid, self.block)

    def block(self, cid: Cid) -> bytes:
        """One block as Kubo has it, unchecked; raises ContentNotFound."""
        return self._kubo.block(cid)

    def has(self, cid: Cid) -> bool:
        """Whether this node holds every block of the content, intact."""
        return is_whole(self, cid)

    def pin(self, cid: Cid) -> None:
        """Keep the content; raises ContentNotFound or ContentCorrupt when it is not all here."""
        # Asked to pin what is not whole, Kubo 0.42.0 also forgets the pin that was there before.
        read_through(self, cid)
        self._pin(cid)

    def unpin(self, cid: Cid) -> None:
        """No longer keep the content; Kubo collects its blocks when it collects."""
        try:
            self._kubo.call("pin/rm", {"arg": cid, "recursive": "true"})
        except StoreUnavailable as refused:
            if _NOT_PINNED not in refused.message:
                raise

    def is_pinned(self, cid: Cid) -> bool:
        """Whether the content is kept for its own sake, not only as a part of other content."""
        try:
            answer = self._kubo.call("pin/ls", {"arg": cid, "type": "recursive"})
        except StoreUnavailable as refused:
            if _NOT_PINNED in refused.message:
                return False
            raise
        return cid in answer.get("Keys", {})

    def kept(self) -> Iterator[Cid]:
        """Every content of ours that is pinned for its own sake."""
        for line in self._kubo.call_for_lines("pin/ls", {"type": "recursive", "stream": "true"}):
            with suppress(IdentifierError):
                yield Cid(str(line.get("Cid")))

    def discard_damaged(self, cid: Cid) -> None:
        """Take out the damaged blocks of this content; Kubo would never write over them.

        The content is unpinned if a block is damaged, as Kubo lets no block of pinned content go.
        """
        for damaged in damaged_blocks(cid, self.block):
            self.unpin(cid)
            self._kubo.remove_block(damaged)

    def copies(self, cid: Cid, *, thorough: bool) -> tuple[Copy, ...]:
        """The one copy here."""
        return (copy_in(self, cid, thorough=thorough),)

    def status(self) -> StoreStatus:
        """Which Kubo answers, and whether it may lose blocks when the power is cut."""
        try:
            version = self._kubo.call("version").get("Version", "of unknown version")
            peer = self._kubo.call("id").get("ID", "unknown")
            durable = _syncs(self._kubo.call("config/show"))
        except PassportError as failed:
            return StoreStatus(False, f"{self.place}: {failed.message}")
        warning = "" if durable else "; flatfs `sync` is off: a power cut may lose the newest blocks"
        return StoreStatus(True, f"Kubo {version} at {self._kubo.url}, peer {peer}{warning}")

    def _pin(self, cid: Cid) -> None:
        params = {"arg": cid, "recursive": "true", "offline": "true"}
        self._kubo.call("pin/add", params, timeout=PIN_TIMEOUT_S)


def _batches(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks in the order they come, so many at once as one archive takes."""
    batch: list[Block] = []
    size_bytes = 0
    for block in blocks:
        batch.append(block)
        size_bytes += len(block.content)
        if size_bytes >= BATCH_BYTES or len(batch) == BATCH_BLOCKS:
            yield batch
            batch, size_bytes = [], 0
    if batch:
        yield batch


def _groups(trees: Iterable[list[Block]]) -> Iterator[list[list[Block]]]:
    """Whole contents, so many at once as one archive takes; a large one goes alone."""
    group: list[list[Block]] = []
    size_bytes = 0
    for tree in trees:
        tree_bytes = sum(len(block.content) for block in tree)
        if group and (size_bytes + tree_bytes > BATCH_BYTES or len(group) == BATCH_BLOCKS):
            yield group
            group, size_bytes = [], 0
        group.append(tree)
        size_bytes += tree_bytes
    if group:
        yield group


def _syncs(config: dict[str, Any]) -> bool:
    """Whether every flatfs mount of Kubo's datastore writes through to the disk."""
    mounts = config.get("Datastore", {}).get("Spec", {}).get("mounts", [])
    flat = [mount.get("child", mount) for mount in mounts]
    return all(mount.get("sync", False) for mount in flat if mount.get("type") == "flatfs")
