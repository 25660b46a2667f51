"""`passport vault`: the keys of what is not public."""

from __future__ import annotations

import typer

from passport.cli.options import HomeOption, JsonOption, PassphraseFileOption, command
from passport.cli.output import print_facts, print_json

app = typer.Typer(no_args_is_help=True, help="Content keys of products that are not public: rotate.")


@app.callback()
def vault() -> None:
    """Content keys of products that are not public."""


@app.command("rotate")
@command
def rotate(home: HomeOption = None, passphrase_file: PassphraseFileOption = None, as_json: JsonOption = False) -> None:
    """Wrap every content key under a new wrapping key and destroy the old one, so that earlier backups are noise.

    A backup that also has the old file of wrapping-keys/, and the passphrase, still opens: destroy such backups.
    """
    from passport.cli.wiring import opened
    from passport.services.rotate_vault import rotate_vault

    with opened(home, passphrase_file) as at:
        changed = rotate_vault(at.bench.vault, at.wrapper)
    document: dict[str, object] = {"keysWrappedAnew": changed}
    if as_json:
        print_json(document)
    else:
        print_facts("Wrapping key rotated", document)
