"""Spoils good inputs: bytes anyhow, JSON and RLP in their structure, so that much of it still gets past the door."""

from __future__ import annotations

import copy
import json
import random
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any

import rlp
from rlp.exceptions import RLPException

from passport.errors import CanonicalFormError
from passport.provenance.canonical import canonical_bytes

LONGEST = 400_000
"""Bytes an input may grow to."""

_WORDS = (
    b"\x00", b"\xff" * 8, b"\x80\x00\x00\x00", b"{", b"[" * 40, b"}]", b'"', b"\\u0000", b"\\ud800", b"NaN", b"-0",
    b"1e999", b"9" * 40, b"0x", b"~", b".", b"..", b"=", b"null", b"true", b"../", b"%00", b"\xe2\x80\xae",
    b"\xed\xa0\x80", b"\xc0\x80", b"\xf8\xff", b"\xbf\xff\xff\xff\xff\xff\xff\xff\xff", b"eyJhbGciOiJub25lIn0",
    b"did:", b"\r\n",
)  # fmt: skip

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53 - 1, 2**53, 2**64, -(2**63), 10**40, 0.1, -0.0, 1e308, 5e-324,
    "", "0", "0x", "0x00", "0x" + "00" * 32, "x" * 5000, "\u0000", "\u202e", "\ud800", "é" * 100, "2026-02-30",
    "2026-13-01T00:00:00Z", "NaN", "did:web:x", "urn:uuid:1", "https://" + "a" * 300, [], {}, [[]], [{}], {"": ""},
    {"...": "x"}, {"_sd": []},
    [None] * 300, [[[[[[[[[[]]]]]]]]]], {"rule": "AllOf"}, "9" * 500, "1e5", "-", "++", "\n",
)  # fmt: skip


class Mutator:
    """Makes inputs out of good ones; the same seed makes the same inputs."""

    def __init__(self, seeds: Sequence[bytes], seed: int) -> None:
        self.seeds = [each for each in seeds if len(each) <= LONGEST]
        self.random = random.Random(seed)
        self.ways: list[Callable[[bytes], bytes]] = [self._bytes, self._json, self._rlp, self._segments]

    def next(self) -> bytes:
        """The next input."""
        content = self.random.choice(self.seeds)
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            content = self.random.choice(self.ways)(content)
        return content[:LONGEST]

    # ------------------------------------------------------------------ bytes
    def _bytes(self, content: bytes) -> bytes:
        at = self.random.randrange(len(content) + 1)
        end = min(len(content), at + self.random.choice((1, 2, 4, 32, 300)))
        way = self.random.randrange(8)
        if way == 0 and content:
            changed = bytearray(content)
            changed[at % len(content)] ^= 1 << self.random.randrange(8)
            return bytes(changed)
        if way == 1:
            return content[:at] + self.random.randbytes(end - at) + content[end:]
        if way == 2:
            return content[:at] + content[end:]
        if way == 3:
            return content[:at] + self.random.choice(_WORDS) + content[at:]
        if way == 4:
            return content[:end] + content[at:end] * self.random.choice((1, 2, 60)) + content[end:]
        if way == 5:
            return content[:at]
        if way == 6:
            other = self.random.choice(self.seeds)
            return content[:at] + other[self.random.randrange(len(other) + 1) :]
        return self.random.randbytes(self.random.choice((0, 1, 8, 64, 600)))

    # ------------------------------------------------------------------ structures
    def _json(self, content: bytes) -> bytes:
        try:
            document = json.loads(content)
        except (ValueError, RecursionError):
            return self._bytes(content)
        return self._written(self.spoiled(document))

    def _written(self, document: Any) -> bytes:
        try:
            if self.random.randrange(4):
                return canonical_bytes(document)
        except CanonicalFormError:
            pass
        return json.dumps(document).encode("utf-8", "surrogatepass")

    def spoiled(self, document: Any) -> Any:
        """A JSON value with one place changed, dropped, doubled or swapped."""
        document = copy.deepcopy(document)
        holder, key = self._place(document)
        if holder is None:
            return self.random.choice(_VALUES)
        way = self.random.randrange(6)
        if way == 0:
            del holder[key]
        elif way == 1 and isinstance(holder, dict):
            holder[self.random.choice(("", "more", "_sd", "...", "é", "__class__", key + "x"))] = holder[key]
        elif way == 1:
            holder.insert(0, holder[key])
        elif way == 2:
            holder[key] = [holder[key]]
        elif way == 3 and isinstance(holder[key], str):
            text = self._bytes(holder[key].encode("utf-8", "surrogatepass"))
            holder[key] = text.decode("utf-8", "replace")
        elif way == 4 and isinstance(holder[key], int | float):
            holder[key] = holder[key] * self.random.choice((-1, 0, 10, 1000, 1e300)) + self.random.choice((0, 1, 0.5))
        else:
            holder[key] = copy.deepcopy(self.random.choice(_VALUES))
        return document

    def _place(self, document: Any) -> tuple[Any, Any]:
        """A random member anywhere: the container and its key or index."""
        holder, key, value = None, None, document
        while isinstance(value, dict | list) and value:
            holder = value
            key = self.random.choice(list(value)) if isinstance(value, dict) else self.random.randrange(len(value))
            value = holder[key]
            if not self.random.randrange(4):
                break
        return holder, key

    def _rlp(self, content: bytes) -> bytes:
        kind, body = (content[:1], content[1:]) if content[:1] in (b"\x01", b"\x02") else (b"", content)
        try:
            items = rlp.decode(body, strict=False)
            return kind + bytes(rlp.encode(self._item(items)))
        except (RLPException, RecursionError, TypeError):
            return self._bytes(content)

    def _item(self, item: Any) -> Any:
        if isinstance(item, list) and item and self.random.randrange(5):
            at = self.random.randrange(len(item))
            changed = list(item)
            changed[at] = self._item(item[at])
            return changed
        way = self.random.randrange(6)
        if way == 0:
            return []
        if way == 1:
            return [item, item]
        if way == 2:
            return self.random.choice((b"", b"\x00", b"\xff" * 9, bytes(33), bytes(20), b"\x80"))
        return self._bytes(item) if isinstance(item, bytes) else item[:-1]

    def _segments(self, content: bytes) -> bytes:
        """Of base64url segments (JWS, SD-JWT): one decoded, spoiled, and written again."""
        mark = b"~" if b"~" in content and self.random.randrange(2) else b"."
        segments = content.split(mark)
        if len(segments) < 2:
            return self._bytes(content)
        at = self.random.randrange(len(segments))
        try:
            inner = urlsafe_b64decode(segments[at] + b"=" * (-len(segments[at]) % 4))
        except ValueError:
            return self._bytes(content)
        way = self.random.randrange(4)
        if way == 0:
            segments.insert(at, segments[at])
        elif way == 1:
            del segments[at]
        else:
            segments[at] = urlsafe_b64encode(self._json(inner)).rstrip(b"=")
        return mark.join(segments)
