"""Products that are not public: sealed before they get a CID, opened with the key in the vault."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from passport.errors import ContentKeyDestroyed, KeyUnknown, ProofInvalid
from passport.identifiers import Digest
from passport.provenance.records import ProductEntry
from passport.provenance.sealed_product import fresh_key, is_sealed, seal, unseal
from passport.provenance.signed_product import digest_of
from passport.services.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Content:
    """A product's bytes, as they are stored and as its issuer signed them."""

    stored: bytes
    clear: bytes
    """The signed product; the same bytes if it is public."""
    key: bytes | None
    """Its content key; None if it is public."""


def sealed_with_fresh_keys(bench: Workbench, contents: Mapping[Digest, bytes]) -> dict[Digest, bytes]:
    """Seals signed products, each under a key of its own that is in the vault when this returns.

    Args:
        bench: The ports.
        contents: Signed products by their digest.
    """
    keys = {digest: fresh_key() for digest in contents}
    bench.vault.put_all(keys)
    return {digest: seal(content, keys[digest]) for digest, content in contents.items()}


def content_of(bench: Workbench, entry: ProductEntry) -> Content:
    """A product's bytes, fetched by CID and opened if they are sealed.

    Raises:
        ContentNotFound, ContentCorrupt: The store has it not, or other bytes.
        ContentKeyDestroyed: It was erased here.
        KeyUnknown: It is sealed, and its key was never here.
        SealBroken, SealMalformed: The key does not open it.
        ProofInvalid: It is another product than the one noted.
    """
    stored = bench.store.get(entry.cid)
    if not is_sealed(stored):
        return Content(stored, stored, None)
    key = _key_of(bench, entry)
    clear = unseal(stored, key)
    if not hmac.compare_digest(digest_of(clear), entry.digest):
        raise ProofInvalid(f"Behind the seal of {entry.cid} is another product.", cid=entry.cid, digest=entry.digest)
    return Content(stored, clear, key)


def _key_of(bench: Workbench, entry: ProductEntry) -> bytes:
    try:
        return bench.vault.get(entry.digest)
    except ContentKeyDestroyed as erased:
        raise ContentKeyDestroyed(
            f"The {entry.product_type} {entry.cid} was erased here. {erased.message}",
            remedy="It cannot be read any more; that it existed, and its anchor, remain.",
            cid=entry.cid,
            product=entry.digest,
        ) from erased
    except KeyUnknown as unknown:
        raise KeyUnknown(
            f"The {entry.product_type} {entry.cid} is not public, and its key was never in this home.",
            remedy="Ask whoever holds it: passport share there, passport receive here.",
            cid=entry.cid,
            product=entry.digest,
        ) from unknown
