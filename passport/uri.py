"""Normal form of the URIs that name batteries (RFC 3986 section 6.2.2), and what is refused."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from passport.errors import IdentifierError

MAXIMUM_LENGTH = 512
"""Bytes; longer identifiers do not fit on the data carrier of a battery."""

SCHEMES = frozenset({"https", "http", "urn", "did"})
"""Web addresses (GS1 Digital Link and others), URNs (ISO/IEC 15459) and DIDs, the forms of EN 18219."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_ALLOWED = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_PERCENT = re.compile(r"%(..?)?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def normalise_uri(text: str) -> str:
    """The one way to write a URI.

    Lower-case scheme and host, upper-case percent-encoding of what needs it, no dot segments, no default port, ``/``
    for the empty path of a web address.

    Raises:
        IdentifierError: with the reason, for anything that is not such a URI.
    """
    if not isinstance(text, str):
        raise _refused(text, f"is {type(text).__name__}, not text")
    if not 1 <= len(text) <= MAXIMUM_LENGTH:
        raise _refused(text, f"has {len(text)} characters; 1 to {MAXIMUM_LENGTH} are allowed")
    if _ALLOWED.fullmatch(text) is None:
        raise _refused(text, "has characters that a URI must percent-encode (RFC 3986 section 2)")
    if "#" in text:
        raise _refused(text, "has a fragment, which never reaches a server")
    try:
        parts = urlsplit(_normal_percent_encoding(text))
        port = parts.port
    except ValueError as error:
        raise _refused(text, f"is no URI: {error}") from error
    if parts.scheme not in SCHEMES:
        raise _refused(text, f"needs one of the schemes {', '.join(sorted(SCHEMES))}")
    if parts.scheme in _DEFAULT_PORTS:
        return _web_address(text, parts, port)
    return _name(text, parts)


def _web_address(text: str, parts: SplitResult, port: int | None) -> str:
    if parts.username is not None or parts.password is not None:
        raise _refused(text, "carries a user name")
    if not parts.hostname:
        raise _refused(text, "has no host")
    if "%" in parts.hostname:
        raise _refused(text, "has a percent-encoded host; use its ASCII form (punycode)")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    return urlunsplit((parts.scheme, host, _without_dot_segments(parts.path) or "/", parts.query, ""))


def _name(text: str, parts: SplitResult) -> str:
    """URNs (RFC 8141: scheme and namespace id are case-insensitive) and DIDs (method names are lower case)."""
    namespace, _, rest = parts.path.partition(":")
    if parts.netloc or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}", namespace) or not rest:
        raise _refused(text, f"is no {parts.scheme.upper()}: {parts.scheme}:<namespace>:<name>")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}:{namespace.lower()}:{rest}{query}"


def _normal_percent_encoding(text: str) -> str:
    def normal(match: re.Match[str]) -> str:
        digits = match.group(1) or ""
        if len(digits) != 2 or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
            raise _refused(text, f"has the broken percent-encoding {match.group(0)!r}")
        value = int(digits, 16)
        if value < 0x20 or value == 0x7F:
            raise _refused(text, f"has the percent-encoded control character {match.group(0)!r}")
        character = chr(value)
        return character if character in _UNRESERVED else f"%{value:02X}"

    return _PERCENT.sub(normal, text)


def _without_dot_segments(path: str) -> str:
    """RFC 3986 section 5.2.4."""
    kept: list[str] = []
    segments = path.split("/")
    for position, segment in enumerate(segments):
        last = position == len(segments) - 1
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
            continue
        if last:
            kept.append("")
    return "/".join(kept)


def _refused(text: object, reason: str) -> IdentifierError:
    shown = repr(text)
    shown = shown if len(shown) <= 80 else shown[:77] + "..."
    return IdentifierError(f"The battery identifier {shown} {reason}.", clause="RFC 3986", kind="BatteryIdentifier")
