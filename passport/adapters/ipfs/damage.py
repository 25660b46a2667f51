"""Finding damaged blocks, so that they can be taken out and put in again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from passport.cid import to_text
from passport.errors import ContentCorrupt, ContentNotFound, IdentifierError
from passport.identifiers import Cid
from passport.provenance import unixfs
from passport.provenance.content import verify_block


def damaged_blocks(root: Cid, get_block: Callable[[Cid], bytes]) -> Iterator[Cid]:
    """Yield the blocks under `root` whose bytes do not have their CID; what is below one is not known.

    Raises what `get_block` raises, except ContentNotFound.
    """
    waiting, seen = [root], {root}
    while waiting:
        cid = waiting.pop()
        try:
            block = get_block(cid)
            verify_block(cid, block)
        except ContentNotFound:
            continue
        except ContentCorrupt:
            yield cid
            continue
        below = _children(block) if cid.codec == "dag-pb" else set()
        waiting.extend(below - seen)
        seen |= below


def _children(block: bytes) -> set[Cid]:
    try:
        return {Cid(to_text(link.cid)) for link in unixfs.decode(block)}
    except (ValueError, IdentifierError):
        return set()  # intact bytes that are no file node of ours: nothing below is of this content
