"""Rotate the wrapping key: every content key is wrapped anew, then the old wrapping key is destroyed.

After it, copies of the vault that were made before are noise to whoever has no copy of the old wrapping key as well. So
this is what makes an erasure reach backups: erase, rotate, and let no backup keep the old wrapping key's file.
"""

from __future__ import annotations

from typing import Protocol

from passport.faults import fault_point
from passport.ports import KeyVault


class WrappingKeys(Protocol):
    """The wrapping keys a wrapper uses; a key management service rotates its own."""

    def make_wrapping_key(self) -> str:
        """Makes a wrapping key that is the newest from now on; its name."""
        ...

    def older(self) -> list[str]:
        """Names of the wrapping keys that only open, oldest first."""
        ...

    def remove(self, name: str) -> None:
        """Destroys a wrapping key; what is still wrapped under it is lost."""
        ...


def rotate_vault(vault: KeyVault, wrapping_keys: WrappingKeys) -> int:
    """Wraps every content key under a new wrapping key and destroys the older ones; answers how many keys there were.

    Killed anywhere and repeated, it is done to its end, with one new wrapping key. Run it while nothing else writes to
    the home: what another process wraps at this very moment is wrapped again by that process, unless it dies first.

    Raises:
        SigningError: A content key does not open; nothing was destroyed then.
    """
    if not wrapping_keys.older():
        # Otherwise a rotation that was cut off goes on.
        wrapping_keys.make_wrapping_key()
        fault_point("rotate_vault.made")
    changed = vault.rewrap()
    fault_point("rotate_vault.rewrapped")
    for name in wrapping_keys.older():
        wrapping_keys.remove(name)
    fault_point("rotate_vault.removed")
    return changed
