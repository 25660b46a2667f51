"""Where a passphrase may come from: a file or a prompt. Never an argument, never the environment."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import typer

from passport.cli.exits import InputError
from passport.cli.output import err

SHORTEST_PASSPHRASE = 8


class PassphraseSource:
    """Gives the passphrase of a key: from the file if there is one, else by asking once a key name."""

    def __init__(self, file: Path | None) -> None:
        """Args: file: A file whose first line is the passphrase, readable by its owner only."""
        self._file = file
        self._asked: dict[str, str] = {}

    def of(self, key_name: str, *, new: bool = False) -> str:
        """The passphrase of `key_name`; a new one must be long enough and is asked for twice."""
        if self._file is not None:
            passphrase = _first_line(self._file)
        else:
            passphrase = self._asked.get(key_name) or _ask(key_name, confirm=new)
            self._asked[key_name] = passphrase
        if new and len(passphrase) < SHORTEST_PASSPHRASE:
            raise InputError(
                f"A new passphrase has at least {SHORTEST_PASSPHRASE} characters.",
                remedy="Use several words.",
            )
        return passphrase


def _ask(key_name: str, *, confirm: bool) -> str:
    if not sys.stdin.isatty():
        raise InputError(
            f"The passphrase of key {key_name!r} is needed and nobody can be asked.",
            remedy="Give --passphrase-file when there is no terminal.",
        )
    answer: str = typer.prompt(
        f"Passphrase of key {key_name!r}", hide_input=True, confirmation_prompt=confirm, err=True
    )
    return answer


def _first_line(file: Path) -> str:
    try:
        mode = file.stat().st_mode
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The passphrase file {file} cannot be read: {error}.") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        err.print(f"[yellow]warning:[/] {file} can be read by others; chmod 600 it", highlight=False)
    if not lines or not lines[0]:
        raise InputError(f"The passphrase file {file} is empty.", remedy="Its first line is the passphrase.")
    return lines[0]
