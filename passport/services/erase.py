"""Erase a product: destroy its content key, and with it whatever the sealed bytes still say anywhere.

What stays: that it existed, its anchor, its salted digest, and a tombstone in the vault, so that no share and no repeat
brings it back. What is out of reach: keys that were shared before, and backups of an earlier time (see docs/keys.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from passport.errors import ContentCorrupt, ContentKeyDestroyed, ContentNotFound, KeyUnknown, PassportError
from passport.identifiers import Cid, Digest
from passport.ports import KeyState
from passport.provenance.records import ProductEntry
from passport.provenance.sealed_product import is_sealed
from passport.provenance.signed_product import read_product
from passport.services.attachments import attachment_of
from passport.services.sealing import content_of
from passport.services.steps import Steps
from passport.services.workbench import Workbench


class NotErasable(PassportError):
    """A product that was published in clear: whoever has a copy can read it."""

    code = "erase.in_clear"
    default_remedy = "Its issuer can withdraw it on chain; copies of it cannot be called back."


@dataclass(frozen=True, slots=True)
class Erased:
    """A product that nobody reads here any more."""

    entry: ProductEntry
    attachments: int
    """How many attachments were erased with it."""


def erase(bench: Workbench, entry: ProductEntry) -> Erased:
    """Destroys the key of a product and of its attachment, and lets their bytes go. Repeats change nothing.

    An attachment is kept by its content: another product that names the same content loses it too.

    Raises:
        NotErasable: It was published in clear.
        KeyUnknown: Its key was never here, so there is nothing to destroy.
        StoreUnavailable: Repeat; what was destroyed stays so.
    """
    state = bench.vault.state(entry.digest)
    if state is KeyState.UNKNOWN:
        _refuse(bench, entry)
    steps = Steps(bench.journal, "erase", None, {"product": entry.digest.hex0x})
    named = json.loads(steps.once("named", lambda: json.dumps(_attachments(bench, entry))) or "[]")
    for digest, _ in named:
        if bench.vault.state(Digest.from_hex(digest)) is not KeyState.UNKNOWN:
            # Also if it is destroyed already: a destruction that was cut off is done to its end.
            bench.vault.destroy(Digest.from_hex(digest))
        steps.passed("attachment_destroyed")
    bench.vault.destroy(entry.digest)
    steps.passed("destroyed")
    for cid in (*(Cid(cid) for _, cid in named), entry.cid):
        bench.store.unpin(cid)
    steps.passed("unpinned")
    steps.forget("named")
    steps.finish()
    return Erased(entry, len(named))


def _refuse(bench: Workbench, entry: ProductEntry) -> None:
    if not is_sealed(bench.store.get(entry.cid)):
        raise NotErasable(f"The {entry.product_type} {entry.cid} was published in clear.", cid=entry.cid)
    raise KeyUnknown(
        f"The key of {entry.cid} was never in this home; there is nothing to destroy.",
        remedy="Erase it where its key is kept.",
        cid=entry.cid,
        product=entry.digest,
    )


def _attachments(bench: Workbench, entry: ProductEntry) -> list[list[str]]:
    """Digest and CID of the sealed attachment, if the product can still be read and names one."""
    try:
        attachment = attachment_of(read_product(content_of(bench, entry).clear).product)
    except (ContentKeyDestroyed, ContentNotFound, ContentCorrupt):
        return []
    if attachment is None or not attachment.sealed:
        return []
    return [[Digest(bytes.fromhex(attachment.sha256)).hex0x, attachment.cid]]
