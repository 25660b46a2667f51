"""Sealing content of any length: chunk by chunk, each a compact JWE (RFC 7516), so that memory holds one chunk.

The sealed stream is one JWE a line. Every chunk but the last holds exactly CHUNK_BYTES; the last may hold less, and
nothing only if the whole content is nothing. What keeps chunks in their place is bound into each protected header,
which the cipher authenticates: which stream (16 random bytes, new each time something is sealed), which position, and
whether it is the last. So a chunk that is left out, repeated, moved, taken from another stream sealed under the same
key, or cut off at the end is refused, and refused before any byte of it is given out. `crit` makes readers that do
not know these members refuse as well.

Opening says: whoever sealed this had the key, and what came so far is how the content begins. Whether it is the
content one looks for, its digest says (`passport.services.attachments`).
"""

from __future__ import annotations

import gc
import json
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.registry import HeaderParameter
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from passport.errors import ProvenanceError
from passport.provenance.sealed_product import KEY_BYTES, SealBroken, SealMalformed

CHUNK_BYTES = 512 * 1024
"""Plaintext in a chunk."""

_STREAM_ID_LENGTH = 22
"""16 bytes in base64url."""
_MAX_CIPHERTEXT_LENGTH = -(-CHUNK_BYTES * 4 // 3)
_MAX_LINE_LENGTH = _MAX_CIPHERTEXT_LENGTH + 512
_OWN_HEADERS = {
    "stream": HeaderParameter("Which sealed stream", "str", required=True),
    "position": HeaderParameter("Number of the chunk, from 0", "int", required=True),
    "last": HeaderParameter("Whether the content ends here", "bool", required=True),
}


class ChunkOutOfPlace(ProvenanceError):
    """A chunk that is not the one that comes next: left out, repeated, moved, of another stream, or after the end."""

    code = "provenance.chunk_place"
    default_remedy = "Fetch the content again by its CID."


class StreamCutOff(ProvenanceError):
    """A sealed stream without its last chunk."""

    code = "provenance.stream_cut_off"
    default_remedy = "Fetch the content again by its CID."


class _Registry(jwe.JWERegistry):
    """Ciphertext longer than the library's default bound, and the header members above."""

    max_ciphertext_length = _MAX_CIPHERTEXT_LENGTH


_REGISTRY = _Registry(_OWN_HEADERS, ["dir", "A256GCM"])


def seal_stream(content: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """Yield the sealed stream line by line.

    Args:
        content: Pieces of any size.
        key: 32 bytes, made for this content alone (`passport.provenance.sealed_product.fresh_key`).

    Raises:
        SealMalformed: The key has another length.
    """
    sealing = _oct_key(key)
    stream_id = secrets.token_urlsafe(16)
    for position, (chunk, last) in enumerate(_chunks(content)):
        header = _header(stream_id, position, last=last)
        yield jwe.encrypt_compact(header, chunk, sealing, registry=_REGISTRY).encode("ascii") + b"\n"
        _let_go()


def unseal_stream(sealed: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """Yield the content chunk by chunk, each authenticated and in its place.

    Args:
        sealed: The sealed stream in pieces of any size.
        key: Its content key.

    Raises (when the next chunk is asked for):
        SealMalformed: A line that is no chunk.
        SealBroken: The key is not this stream's, or bytes were changed.
        ChunkOutOfPlace, StreamCutOff: The chunks are not all there, once each and in order.
    """
    opening = _oct_key(key)
    stream_id: str | None = None
    ended = False
    for position, line in enumerate(_lines(sealed)):
        if ended:
            raise ChunkOutOfPlace(f"Chunk {position} comes after the last one.", position=position)
        protected, _, _ = line.partition(b".")
        stream_id = stream_id or _stream_id(protected)
        ended = _is_last(protected, stream_id, position)
        chunk = _opened(line, opening, position)
        if (not ended and len(chunk) != CHUNK_BYTES) or (ended and position and not chunk):
            raise SealMalformed(f"Chunk {position} holds {len(chunk)} bytes.", position=position)
        yield chunk
        _let_go()
    if not ended:
        raise StreamCutOff("The sealed stream ends before its last chunk.")


def _header(stream_id: str, position: int, *, last: bool) -> dict[str, Any]:
    return {
        "alg": "dir",
        "enc": "A256GCM",
        "crit": list(_OWN_HEADERS),
        "stream": stream_id,
        "position": position,
        "last": last,
    }


def _protected(stream_id: str, position: int, *, last: bool) -> bytes:
    """The only form of a header, as it stands in a chunk."""
    text = json.dumps(_header(stream_id, position, last=last), separators=(",", ":"))
    return urlsafe_b64encode(text.encode("ascii"))


def _stream_id(protected: bytes) -> str:
    """Which stream the first chunk says it begins; whether the whole header is right is looked at afterwards."""
    try:
        header = json.loads(urlsafe_b64decode(protected))
    except (ValueError, RecursionError) as error:
        raise SealMalformed("The first line is no chunk of a sealed stream.") from error
    stream_id = header.get("stream") if isinstance(header, dict) else None
    if not isinstance(stream_id, str) or len(stream_id) != _STREAM_ID_LENGTH or not stream_id.isascii():
        raise SealMalformed("The first line names no sealed stream.")
    return stream_id


def _is_last(protected: bytes, stream_id: str, position: int) -> bool:
    """Whether this is the header of the last chunk; raises if it is not of this place at all."""
    if protected == _protected(stream_id, position, last=True):
        return True
    if protected == _protected(stream_id, position, last=False):
        return False
    raise ChunkOutOfPlace(f"What comes at position {position} is another chunk or none.", position=position)


def _opened(line: bytes, key: OctKey, position: int) -> bytes:
    try:
        chunk = jwe.decrypt_compact(line, key, registry=_REGISTRY).plaintext
    except (JoseError, ValueError) as error:
        raise SealBroken(f"Chunk {position} does not open with this key.", position=position) from error
    if chunk is None:
        raise SealBroken(f"Chunk {position} does not open with this key.", position=position)
    return chunk


def _chunks(content: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Full chunks and a rest, each with whether it is the last: so one chunk is always held back."""
    waiting = bytearray()
    for piece in content:
        waiting += piece
        whole = max(len(waiting) - 1, 0) // CHUNK_BYTES * CHUNK_BYTES
        for start in range(0, whole, CHUNK_BYTES):
            yield bytes(waiting[start : start + CHUNK_BYTES]), False
        del waiting[:whole]
    yield bytes(waiting), True


def _lines(sealed: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines without their end; a line longer than a chunk can be is refused before it is gathered."""
    waiting = bytearray()
    for piece in sealed:
        waiting += piece
        *lines, rest = waiting.split(b"\n")
        for line in lines:
            yield bytes(line)
        waiting = rest
        if len(waiting) > _MAX_LINE_LENGTH:
            raise SealMalformed("A line is longer than a chunk can be.")
    if waiting:
        raise StreamCutOff("The sealed stream ends within a chunk.")


def _let_go() -> None:
    """Frees what the library held of the last chunk.

    Its values refer to each other in a circle, and are so large and few that Python would not look for them before
    hundreds of mebibytes are taken. Only young objects are looked at.
    """
    gc.collect(1)


def _oct_key(key: bytes) -> OctKey:
    if len(key) != KEY_BYTES:
        raise SealMalformed(f"A content key has {KEY_BYTES} bytes, not {len(key)}.", length=len(key))
    return OctKey.import_key(key)
