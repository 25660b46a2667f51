"""Attachments: bytes too large for a product, kept beside it in the content store; the product signs their digest.

A public attachment is stored as it is. Any other is sealed chunk by chunk under a key of its own, kept in the vault
under the sha2-256 of the plaintext, so erasing that key erases the attachment. Sealing is random, so what was sealed
is kept in a working file until it is all in the store: killed in between, the same command goes on with the same
bytes, and so under the same CID.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from passport.battery.products.telemetry import Attachment
from passport.errors import ContentCorrupt, ContentNotFound, KeyConflict, ProvenanceError
from passport.identifiers import Cid, Digest
from passport.ports import KeyState, KeyVault, Progress
from passport.provenance.canonical import Json
from passport.provenance.credential import DataProduct
from passport.provenance.sealed_product import fresh_key
from passport.provenance.stream import seal_stream, unseal_stream
from passport.services.files import FileFailed, failing_as, read_pieces, written
from passport.services.steps import Steps
from passport.services.workbench import Workbench

PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True, slots=True)
class Plaintext:
    """A file's bytes in two numbers."""

    sha256: Digest
    length_bytes: int


def measure(file: Path, progress: Progress | None = None) -> Plaintext:
    """Digest and length of a file, read once. Raises FileFailed."""
    digest, length = hashlib.sha256(), 0
    for piece in read_pieces(file, progress):
        digest.update(piece)
        length += len(piece)
    return Plaintext(Digest(digest.digest()), length)


def attach(
    bench: Workbench,
    file: Path,
    media_type: str,
    *,
    sealed: bool,
    working: Path,
    known: Plaintext | None = None,
    progress: Progress | None = None,
) -> Attachment:
    """Stores a file, sealed unless it is public; what it answers goes into the payload of the product.

    Repeats change nothing: the same file again is the same attachment.

    Args:
        bench: The ports.
        file: What to attach; of any size.
        media_type: For example PARQUET.
        sealed: Whether readers need the key.
        working: Folder for the sealed bytes until they are in the store; as large as the file and a third.
        known: What `measure` said of the file, if it was asked already.
        progress: Told how many stored bytes are dealt with; a sealed file is a third longer.

    Raises:
        FileFailed: The file cannot be read, or changed meanwhile; or there is no room in `working`.
        ContentKeyDestroyed: The same content was attached before, and erased.
        ContentNotFound: It was attached before, and the store lost it.
        StoreUnavailable: Repeat; what is stored already is not sent again.
    """
    plain = known or measure(file)
    request: Json = {
        "sha256": plain.sha256.hex0x,
        "length": plain.length_bytes,
        "media_type": media_type,
        "sealed": sealed,
    }
    steps = Steps(bench.journal, "attach", None, request)
    if sealed:
        cid = _attach_sealed(bench, steps, file, plain, working, progress)
    else:
        cid = Cid(
            steps.once("stored", lambda: bench.store.put_stream(_checked(read_pieces(file), plain, file), progress))
        )
    _require_kept(bench, cid)
    bench.catalogue.add_attachment(cid, plain.sha256)
    steps.passed("noted")
    steps.finish()
    return Attachment(
        cid=cid, length_bytes=plain.length_bytes, sha256=plain.sha256.hex(), media_type=media_type, sealed=sealed
    )


def fetch(bench: Workbench, attachment: Attachment, file: Path, progress: Progress | None = None) -> None:
    """Writes an attachment's plaintext to a file: all of it, checked against the signed digest, or nothing.

    Args:
        bench: The ports.
        attachment: As the product that names it says.
        file: Where to; replaced at the end, in one step.
        progress: Told how many bytes of the plaintext are written.

    Raises:
        ContentNotFound, ContentCorrupt, StoreUnavailable: The store has it not, not as named, or is silent.
        ContentCorrupt: Also when it is another content than the product signed.
        KeyUnknown, ContentKeyDestroyed: It is sealed and there is no key for it here.
        SealBroken, SealMalformed, ChunkOutOfPlace, StreamCutOff: It does not open.
        FileFailed: The file cannot be written.
    """
    plain = Plaintext(Digest(bytes.fromhex(attachment.sha256)), attachment.length_bytes)
    content: Iterable[bytes] = bench.store.stream(Cid(attachment.cid))
    if attachment.sealed:
        content = unseal_stream(content, bench.vault.get(plain.sha256))
    with written(file) as stream:
        digest, length = hashlib.sha256(), 0
        for piece in content:
            length += len(piece)
            if length > plain.length_bytes:
                break
            digest.update(piece)
            stream.write(piece)
            if progress is not None:
                progress(length)
        if length != plain.length_bytes or digest.digest() != plain.sha256:
            raise ContentCorrupt(
                f"{attachment.cid} is another content than the product signed.",
                cid=attachment.cid,
                expected_length=plain.length_bytes,
                length=length,
            )
    bench.catalogue.add_attachment(Cid(attachment.cid), plain.sha256)


def attachment_of(product: DataProduct) -> Attachment | None:
    """The attachment a product names; None if it names none or none of this form."""
    try:
        return Attachment.model_validate(product.payload.get("attachment"))
    except ValidationError:
        return None


def _attach_sealed(
    bench: Workbench, steps: Steps, file: Path, plain: Plaintext, working: Path, progress: Progress | None
) -> Cid:
    key = _key_for(bench.vault, plain.sha256)
    steps.passed("keyed")
    waiting = working / f"{plain.sha256.hex()}.sealed"

    def store() -> str:
        if not _opens(waiting, key, plain):
            with written(waiting) as stream:
                for line in seal_stream(_checked(read_pieces(file), plain, file), key):
                    stream.write(line)
        steps.passed("sealed")
        return bench.store.put_stream(read_pieces(waiting), progress)

    cid = Cid(steps.once("stored", store))
    with failing_as("removed", waiting):
        waiting.unlink(missing_ok=True)
    return cid


def _key_for(vault: KeyVault, content: Digest) -> bytes:
    """The content's key, made now if there is none. Raises ContentKeyDestroyed."""
    if vault.state(content) is KeyState.UNKNOWN:
        try:
            vault.put(content, fresh_key())
        except KeyConflict:
            # Another process attaches the same file and was faster.
            return vault.get(content)
    return vault.get(content)


def _opens(waiting: Path, key: bytes, plain: Plaintext) -> bool:
    """Whether the working file of an earlier run is there and holds this content under this key."""
    if not waiting.is_file():
        return False
    digest, length = hashlib.sha256(), 0
    try:
        for chunk in unseal_stream(read_pieces(waiting), key):
            digest.update(chunk)
            length += len(chunk)
    except ProvenanceError:
        return False
    return (digest.digest(), length) == (plain.sha256, plain.length_bytes)


def _require_kept(bench: Workbench, cid: Cid) -> None:
    if not bench.store.is_pinned(cid):
        raise ContentNotFound(
            f"This file was attached before as {cid}, and the store does not keep it any more.",
            remedy="Run `passport repair`; if no place has it, restore the store from a backup.",
            cid=cid,
        )


def _checked(pieces: Iterable[bytes], plain: Plaintext, file: Path) -> Iterator[bytes]:
    """The pieces; at their end an error unless they are what was measured. What comes last is not kept before."""
    digest, length = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        length += len(piece)
        yield piece
    if (digest.digest(), length) != (plain.sha256, plain.length_bytes):
        raise FileFailed(f"{file} changed while it was read.", remedy="Attach it when it is written to the end.")
