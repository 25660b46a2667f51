"""Keccak-256 from the fastest library at hand."""

from __future__ import annotations

from eth_hash.main import Keccak256


def _fastest() -> Keccak256:
    """eth-hash would prefer pycryptodome; pysha3 is ten times as fast, but not built on every platform."""
    try:
        from eth_hash.backends.pysha3 import backend as fast

        return Keccak256(fast)
    except ImportError:
        from eth_hash.backends.pycryptodome import backend as slow

        return Keccak256(slow)


_keccak = _fastest()


def keccak256(content: bytes) -> bytes:
    """Keccak-256 as Ethereum uses it (not FIPS 202 SHA-3); 32 bytes."""
    return _keccak(content)
