"""Bytes to lines: encodings, byte order marks, what is no text at all."""

from __future__ import annotations

from passport.telemetry.errors import ExportEmpty, ExportMalformed, ExportTooLarge
from passport.telemetry.findings import Finding, Weight

MOST_BYTES = 64 * 1024 * 1024
"""Larger exports are refused before they are read."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def refuse_size(length_bytes: int, most: int = MOST_BYTES) -> None:
    """Raises ExportEmpty or ExportTooLarge."""
    if length_bytes == 0:
        raise ExportEmpty("The export has no bytes.")
    if length_bytes > most:
        raise ExportTooLarge(f"The export has {length_bytes} bytes; {most} are read at most.", bytes=length_bytes)


def decode(content: bytes) -> tuple[str, tuple[Finding, ...]]:
    """The text and what was found about its bytes.

    UTF-8; with a byte order mark also UTF-16; else Latin-1, as instruments on Windows write their degree signs.

    Raises:
        ExportEmpty, ExportTooLarge: By size.
        ExportMalformed: Binary, not text.
    """
    refuse_size(len(content))
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _marked(content[len(mark) :], encoding)
    if b"\x00" in content:
        raise ExportMalformed("The export holds zero bytes: it is binary, not text.")
    try:
        return _lines(content.decode("utf-8")), ()
    except UnicodeDecodeError:
        note = Finding("encoding", Weight.NOTE, "not UTF-8: read as Latin-1")
        return _lines(content.decode("latin-1")), (note,)


def _marked(content: bytes, encoding: str) -> tuple[str, tuple[Finding, ...]]:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ExportMalformed(f"The export is marked as {encoding} and is not: {error.reason}.") from error
    if "\x00" in text:
        raise ExportMalformed("The export holds zero characters: it is binary, not text.")
    return _lines(text), (Finding("byte-order-mark", Weight.NOTE, f"byte order mark of {encoding}"),)


def _lines(text: str) -> str:
    """The text with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
