"""Files of secrets: there whole or not at all, their owner's only, and overwritten before they are removed."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from passport.faults import fault_point


def write_new(path: Path, content: bytes) -> None:
    """Writes a file that was not there, durably. Raises FileExistsError if it is; never overwrites.

    The name appears only when the whole content is on the disk.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.parent / f".{path.name}.{secrets.token_hex(8)}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fault_point("secret.written")
        path.hardlink_to(temporary)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Puts other content under a name, durably: a crash leaves the old or the new. The old bytes are overwritten."""
    temporary = path.parent / f".{path.name}.{secrets.token_hex(8)}"
    write_new(temporary, content)
    old = path.parent / f".{path.name}.{secrets.token_hex(8)}"
    old.hardlink_to(path)
    temporary.replace(path)
    sync_folder(path.parent)
    shred(old)


def shred(path: Path) -> None:
    """Overwrites a file with zeros and removes it, durably; nothing happens if it is not there.

    What a journaling file system, a snapshot or a flash controller keeps of the old bytes is out of reach.
    """
    try:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    fault_point("secret.overwritten")
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes new and removed names in a folder survive a power cut."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
