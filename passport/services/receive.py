"""Take what was shared: every key is tried on the bytes it is for before it goes into the vault.

Killed anywhere and repeated, the keys are there once. The same share again changes nothing; after its product was
erased here, it is refused.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from passport.errors import ContentKeyDestroyed, ProofInvalid, SignatureInvalid
from passport.faults import fault_point
from passport.identifiers import Address, Digest, ParticipantId
from passport.ports import Decrypter, KeyState
from passport.provenance.sealed_product import unseal
from passport.provenance.share import Share, SharedKey, ShareExpired, ShareForAnother, ShareMalformed, read_share
from passport.provenance.signed_product import VerifiedProduct, digest_of, read_product
from passport.provenance.stream import unseal_stream
from passport.services.attachments import attachment_of
from passport.services.workbench import Workbench

CLOCK_SKEW = timedelta(minutes=5)
"""How far the giver's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Received:
    """What can be read from now on."""

    giver: ParticipantId
    products: tuple[VerifiedProduct, ...]
    attachments: int


def receive(bench: Workbench, reader: ParticipantId, key: Decrypter, letter: bytes) -> Received:
    """Opens a share, checks everything it says, and puts its keys into the vault.

    Args:
        bench: The ports; the sealed bytes must be in its store.
        reader: Who receives.
        key: The reader's encryption key.
        letter: The share.

    Raises:
        LetterForAnother, ShareForAnother: It is for another key, organisation or chain.
        SealMalformed, SealBroken, ShareMalformed: It is no share, or was changed.
        SignatureInvalid: The giver did not sign it with a key it has now, or a product is not rightly signed.
        ShareExpired: Its time has passed.
        ProofInvalid: A key opens another product than the share says.
        ContentNotFound: The sealed bytes are not in this store.
        ContentKeyDestroyed: A product of it was erased here; it does not come back.
        KeyConflict: Another key is kept for one of them.
    """
    share, signer = read_share(key.open_letter(letter))
    _check_parties(bench, share, signer, reader)
    _refuse_erased(bench, share)
    products = {one.digest: _opened(bench, one) for one in share.keys if one.attachment_of is None}
    attachments = [one for one in share.keys if one.attachment_of is not None]
    for one in attachments:
        _check_attachment(bench, one, products)
    fault_point("receive.checked")
    bench.vault.put_all({one.digest: one.key for one in share.keys})
    fault_point("receive.kept")
    return Received(share.giver, tuple(products.values()), len(attachments))


def _check_parties(bench: Workbench, share: Share, signer: Address, reader: ParticipantId) -> None:
    chain_id = bench.ledger.deployment.chain_id
    if share.reader != reader or share.chain_id != chain_id:
        raise ShareForAnother(
            f"This share is for participant {int(share.reader)} on chain {int(share.chain_id)}.",
            reader=int(share.reader),
            chain=int(share.chain_id),
        )
    if bench.ledger.snapshot().participant_of(signer) != share.giver:
        raise SignatureInvalid(
            f"{signer} is no key of participant {int(share.giver)} now.",
            remedy="Ask the giver to share again with its present key.",
            signer=signer,
            giver=int(share.giver),
        )
    now = bench.clock.now()
    if not share.issued_at - CLOCK_SKEW <= now < share.expires_at:
        raise ShareExpired(
            f"This share may be taken from {share.issued_at.isoformat()} to {share.expires_at.isoformat()}.",
            now=now.isoformat(),
        )


def _refuse_erased(bench: Workbench, share: Share) -> None:
    for one in share.keys:
        if bench.vault.state(one.digest) is KeyState.DESTROYED:
            raise ContentKeyDestroyed(
                f"Product {one.cid} was erased here; it does not come back.", cid=one.cid, product=one.digest
            )


def _opened(bench: Workbench, one: SharedKey) -> VerifiedProduct:
    """The product, if this key opens it and it is the one the share names."""
    signed = unseal(bench.store.get(one.cid), one.key)
    if not hmac.compare_digest(digest_of(signed), one.digest):
        raise ProofInvalid(f"Behind the seal of {one.cid} is another product than was shared.", cid=one.cid)
    return read_product(signed)


def _check_attachment(bench: Workbench, one: SharedKey, products: Mapping[Digest, VerifiedProduct]) -> None:
    """The product of this share names the attachment, and the key opens its first chunk."""
    named_by = None if one.attachment_of is None else products.get(one.attachment_of)
    attachment = None if named_by is None else attachment_of(named_by.product)
    if attachment is None or attachment.cid != one.cid or attachment.sha256 != bytes(one.digest).hex():
        raise ShareMalformed("The share has a key of an attachment that none of its products names.", cid=one.cid)
    next(unseal_stream(bench.store.stream(one.cid), one.key), None)
