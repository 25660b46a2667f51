"""Text that shows what it holds: no control character, no turned writing direction, no lone surrogate gets through."""

from __future__ import annotations


def visible(value: object) -> str:
    """The value as text whose every character can be seen; others by their number, as in a Python string."""
    return "".join(char if char.isprintable() else _named(char) for char in str(value))


def _named(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
