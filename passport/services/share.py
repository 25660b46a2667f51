"""Share products that are not public: their content keys, wrapped to one reader, in a file that nobody else can open.

Whoever holds a key can share it; whoever received it can read as long as the sealed bytes exist. Sharing cannot be
taken back. What the law calls legitimate interest is for the giver to judge; the file says who gave and who may read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from passport.errors import PassportError, SignatureInvalid, WrongChain
from passport.identifiers import Digest, ParticipantId
from passport.ledger.refusals import ParticipantUnknown
from passport.ports import KeyState
from passport.provenance.encryption_key import KeyStatement, read_statement
from passport.provenance.letter import write_letter
from passport.provenance.records import ProductEntry
from passport.provenance.share import Share, SharedKey, sign_share
from passport.provenance.signed_product import read_product
from passport.services.attachments import attachment_of
from passport.services.sealing import content_of
from passport.services.workbench import Party, Workbench

VALID_FOR = timedelta(days=30)
"""How long a share may be taken, unless said otherwise."""


class NothingToShare(PassportError):
    """All the products named are public: everybody can read them."""

    code = "share.nothing"


@dataclass(frozen=True, slots=True)
class Shared:
    """A share, ready to be handed over by any way: only the reader can open it."""

    letter: bytes
    reader: ParticipantId
    products: tuple[Digest, ...]
    """Those whose keys are in it; public ones need none."""
    attachments: int


def share(
    bench: Workbench,
    giver: Party,
    statement: bytes,
    entries: Sequence[ProductEntry],
    *,
    valid_for: timedelta = VALID_FOR,
) -> Shared:
    """Wraps the content keys of products, and of their attachments, to a reader's encryption key.

    Args:
        bench: The ports.
        giver: Who shares, and signs.
        statement: The reader's signed statement of its encryption key.
        entries: The products.
        valid_for: How long the reader may take it.

    Raises:
        SignatureInvalid: The statement is not of a key the reader has on chain now.
        WrongChain: It is of another chain.
        ContentKeyDestroyed, KeyUnknown: A product was erased here, or its key was never here.
        NothingToShare: All of them are public.
    """
    reader = reader_of(bench, statement)
    keys = tuple(key for entry in entries for key in _keys_of(bench, entry))
    if not keys:
        raise NothingToShare("Nothing here needs a key: these products are public.", remedy="Name them by their CID.")
    now = bench.clock.now().replace(microsecond=0)
    chain_id = bench.ledger.deployment.chain_id
    words = Share(
        chain_id=chain_id,
        giver=giver.participant_id,
        reader=reader.participant,
        issued_at=now,
        expires_at=now + valid_for,
        keys=tuple({key.digest: key for key in keys}.values()),
    )
    letter = write_letter(sign_share(words, giver.signer), reader.jwk)
    products = tuple(key.digest for key in words.keys if key.attachment_of is None)
    return Shared(letter, reader.participant, products, len(words.keys) - len(products))


def reader_of(bench: Workbench, statement: bytes) -> KeyStatement:
    """Whose encryption key a statement is of, if a key that signs for it now signed the statement.

    Raises:
        SignatureInvalid, SealMalformed, CanonicalFormError, WrongChain.
    """
    stated = read_statement(statement)
    chain_id = bench.ledger.deployment.chain_id
    if stated.chain_id != chain_id:
        raise WrongChain(f"The encryption key is stated for chain {int(stated.chain_id)}.", chain=int(stated.chain_id))
    if bench.ledger.snapshot().participant_of(stated.signer) != stated.participant:
        raise SignatureInvalid(
            f"{stated.signer} is no key of participant {stated.participant} now.",
            remedy="Ask for a new statement: passport participant encryption-key.",
            signer=stated.signer,
            participant=int(stated.participant),
        )
    if bench.ledger.snapshot().participant(stated.participant) is None:
        raise ParticipantUnknown(stated.participant)
    return stated


def _keys_of(bench: Workbench, entry: ProductEntry) -> Iterator[SharedKey]:
    """The key of the product, unless it is public, and of its attachment, if it has one whose key is here."""
    content = content_of(bench, entry)
    if content.key is not None:
        yield SharedKey(digest=entry.digest, cid=entry.cid, key=content.key)
    attachment = attachment_of(read_product(content.clear).product)
    if attachment is not None and attachment.sealed:
        digest = Digest(bytes.fromhex(attachment.sha256))
        if bench.vault.state(digest) is KeyState.HELD:
            yield SharedKey(digest=digest, cid=attachment.cid, key=bench.vault.get(digest), attachment_of=entry.digest)
