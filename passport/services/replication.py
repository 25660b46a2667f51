"""In how many places each content is pinned: a quick look that reads no block. `passport repair` looks thoroughly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passport.ports import Catalogue, ContentStore, Copy, CopyState, KeyVault
from passport.services.doctor import Finding
from passport.services.repair import KeptContent, copies_kept, kept_content

MAX_LOOKED_AT = 2000
"""Contents a quick look takes, the newest; each asks every place once."""


@dataclass(frozen=True, slots=True)
class Replica:
    """One content and where it is pinned."""

    content: KeptContent
    copies: tuple[Copy, ...]

    @property
    def kept(self) -> int:
        """In how many places."""
        return copies_kept(self.copies)


def replicas(store: ContentStore, catalogue: Catalogue, vault: KeyVault) -> Iterator[Replica]:
    """The newest contents that must be kept, and where they are pinned."""
    for content in kept_content(catalogue, vault)[-MAX_LOOKED_AT:]:
        yield Replica(content, store.copies(content.cid, thorough=False))


def finding(store: ContentStore, found: list[Replica]) -> Finding:
    """What is wrong with the copies, in words."""
    wanted = store.copies_wanted
    wanting = [replica for replica in found if replica.kept < wanted]
    says = f"{len(found) - len(wanting)} of {len(found)} contents are pinned in {wanted} place(s) or more"
    if len(found) == MAX_LOOKED_AT:
        says += " (the newest only)"
    if not wanting:
        return Finding("replication", ok=True, says=says)
    silent = {copy.place for replica in found for copy in replica.copies if copy.state is CopyState.UNREACHABLE}
    worst = min(wanting, key=lambda replica: replica.kept)
    says += f"; for example {worst.content.what} {worst.content.cid} in {worst.kept}"
    if silent:
        says += f"; no answer: {', '.join(sorted(silent))}"
    remedy = "Start the place that does not answer, then `passport repair`." if silent else "Run `passport repair`."
    return Finding("replication", ok=False, says=says, remedy=remedy)
