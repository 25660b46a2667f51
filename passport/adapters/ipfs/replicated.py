"""The content store port over several stores: content is kept in as many places as asked for, and read from any.

No place is believed and none is needed: a block that is missing or damaged in one place is taken from another. Places
are not asked to find content for each other; what one lacks is read from the rest and put there by us.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from passport.adapters.copies import Place, PlaceSilent, copy_of, is_whole
from passport.errors import ContentCorrupt, ContentNotFound, StoreError, StoreUnavailable
from passport.identifiers import Cid
from passport.ports import Copy, CopyState, Progress, StoreStatus
from passport.provenance.content import MAX_CONTENT_BYTES, assemble, stream_content, verify_block

MAX_MENDS = 12
"""Times content in one place is looked at again while it is put in order; damage can hide other damage below it."""

SILENCE_S = 5.0
"""A place that did not answer is not asked again for so long."""

Done = TypeVar("Done")


class Node(Place, Protocol):
    """A store that also gives single blocks."""

    def block(self, cid: Cid) -> bytes:
        """One block, unchecked; raises ContentNotFound, StoreUnavailable."""
        ...

    def discard_damaged(self, cid: Cid) -> None:
        """Takes out the damaged blocks of a content, so that they count as missing."""
        ...


class ReplicatedStore:
    """The content store port over several nodes.

    Args:
        nodes: Where to keep everything; content is read from the first that has it.
        copies_wanted: In how many of them content must be kept before `put` returns.
        max_bytes: Largest content `get` puts together.
    """

    def __init__(self, nodes: Sequence[Node], copies_wanted: int, max_bytes: int = MAX_CONTENT_BYTES) -> None:
        if not 1 <= copies_wanted <= len(nodes):
            raise ValueError(f"{copies_wanted} copies cannot be kept in {len(nodes)} places")
        self._nodes = tuple(nodes)
        self._max_bytes = max_bytes
        self.copies_wanted = copies_wanted
        self._silent: dict[str, tuple[float, StoreUnavailable]] = {}
        self.place = ", ".join(node.place for node in nodes)

    def put(self, content: bytes) -> Cid:
        """Stores and pins the content in every place that answers; raises StoreUnavailable when those are too few."""
        return self._in_enough(lambda node: node.put(content))

    def put_all(self, contents: Sequence[bytes]) -> tuple[Cid, ...]:
        """As `put` of each; all of them end up in the same places."""
        return self._in_enough(lambda node: node.put_all(contents))

    def put_stream(self, chunks: Iterable[bytes], progress: Progress | None = None) -> Cid:
        """Brings the pieces to the first place that answers, and from there to the others, checked on the way."""
        first = next((node for node in self._nodes if node.status().available), None)
        if first is None:
            raise StoreUnavailable(f"Nobody answers: {self.place}.")
        cid = first.put_stream(chunks, progress)
        self._in_enough(lambda node: None if node is first else _mend(node, cid, self.stream))
        return cid

    def get(self, cid: Cid) -> bytes:
        """The content, every block from whoever has it intact."""
        return assemble(cid, self._block_from_any(), max_bytes=self._max_bytes)

    def stream(self, cid: Cid) -> Iterator[bytes]:
        """The content leaf by leaf, each from whoever has it intact."""
        return stream_content(cid, self._block_from_any())

    def has(self, cid: Cid) -> bool:
        """Whether the places together have every block, intact."""
        return is_whole(self, cid)

    def pin(self, cid: Cid) -> None:
        """Keeps the content in every place that answers, bringing blocks where they are missing or damaged."""
        self._in_enough(lambda node: _mend(node, cid, self.stream))

    def unpin(self, cid: Cid) -> None:
        """No longer keeps the content anywhere; raises StoreUnavailable when a place did not answer."""
        failures = [failed for _, failed in self._each(lambda node: node.unpin(cid)) if failed is not None]
        if failures:
            raise failures[0]

    def is_pinned(self, cid: Cid) -> bool:
        """Whether the content is pinned in enough places; raises StoreUnavailable when those that answer cannot say."""
        answers = list(self._each(lambda node: node.is_pinned(cid)))
        pinned = sum(answer is True for answer, _ in answers)
        silent = [failed for _, failed in answers if failed is not None]
        if pinned < self.copies_wanted <= pinned + len(silent):
            raise silent[0]
        return pinned >= self.copies_wanted

    def kept(self) -> Iterator[Cid]:
        """What is pinned in any place that answers; raises StoreUnavailable when none does."""
        answers = list(self._each(lambda node: set(node.kept())))
        failures = [failed for _, failed in answers if failed is not None]
        if len(failures) == len(answers):
            raise failures[0]
        yield from set().union(*(pins for pins, _ in answers if pins is not None))

    def copies(self, cid: Cid, *, thorough: bool) -> tuple[Copy, ...]:
        """How each place keeps the content."""
        return tuple(self._copy(node, cid, thorough=thorough) for node in self._nodes)

    def status(self) -> StoreStatus:
        """Whether enough places answer; what each says."""
        said = [node.status() for node in self._nodes]
        answering = sum(status.available for status in said)
        description = f"{answering} of {len(said)} answer, {self.copies_wanted} wanted: " + "; ".join(
            status.description for status in said
        )
        return StoreStatus(answering >= self.copies_wanted, description)

    def _copy(self, node: Node, cid: Cid, *, thorough: bool) -> Copy:
        try:
            return self._ask(node, lambda asked: copy_of(asked, cid, thorough=thorough))
        except StoreUnavailable:
            return Copy(node.place, CopyState.UNREACHABLE)

    def _in_enough(self, act: Callable[[Node], Done]) -> Done:
        """Acts in every place; the first result, if enough places did it.

        Raises:
            ContentNotFound, ContentCorrupt: Nobody could do it for that reason.
            StoreUnavailable: Too few did it.
        """
        results = list(self._each(act))
        done = [result for result, failed in results if failed is None]
        failures = [failed for _, failed in results if failed is not None]
        if len(done) >= self.copies_wanted:
            return done[0]  # type: ignore[return-value]  # None here only where act returns None
        if not any(isinstance(failed, StoreUnavailable) for failed in failures):
            raise failures[0]
        raise StoreUnavailable(
            f"Kept in {len(done)} of {self.copies_wanted} places: " + " ".join(failed.message for failed in failures),
            remedy="Start the place that did not answer, then repeat: nothing was lost. "
            "Or lower content.copies in config.toml.",
        )

    def _each(self, act: Callable[[Node], Done]) -> Iterator[tuple[Done | None, StoreError | None]]:
        for node in self._nodes:
            try:
                yield self._ask(node, act), None
            except StoreError as failed:
                yield None, failed

    def _ask(self, node: Node, act: Callable[[Node], Done]) -> Done:
        """Acts in one place, unless it was silent a moment ago: waiting again for each of many contents takes hours."""
        since, failed = self._silent.get(node.place, (-SILENCE_S, None))
        if failed is not None and time.monotonic() - since < SILENCE_S:
            raise failed
        try:
            return act(node)
        except PlaceSilent as silent:
            self._silent[node.place] = (time.monotonic(), silent)
            raise

    def _block_from_any(self) -> Callable[[Cid], bytes]:
        """Fetches a block from the first place that has it intact."""

        def block(cid: Cid) -> bytes:
            worst: StoreError = ContentNotFound(f"Block {cid} is in none of: {self.place}.", cid=cid)
            silent: StoreUnavailable | None = None
            for node in self._nodes:
                try:
                    content = self._ask(node, lambda asked: asked.block(cid))
                    verify_block(cid, content)
                    return content
                except ContentCorrupt as failed:
                    worst = failed
                except StoreUnavailable as failed:
                    silent = failed
                except ContentNotFound:
                    continue
            # Where somebody did not answer, nobody can say that the block is lost.
            raise silent or worst

        return block


def _mend(node: Node, cid: Cid, whole: Callable[[Cid], Iterator[bytes]]) -> None:
    """Pins the content in one place, after bringing it in order there from what `whole` gives."""
    for _ in range(MAX_MENDS):
        try:
            node.pin(cid)
        except ContentNotFound:
            node.put_stream(whole(cid))
        except ContentCorrupt:
            node.discard_damaged(cid)
        else:
            return
    raise ContentCorrupt(f"{cid} stays damaged in {node.place}, however often it is put there.", cid=cid)
