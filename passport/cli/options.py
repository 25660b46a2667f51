"""Options that mean the same in every command, and how a command ends when an error comes out of it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ParamSpec

import typer

from passport.battery.roles import Role
from passport.cli.exits import exit_code_of
from passport.cli.output import print_error
from passport.errors import PassportError

P = ParamSpec("P")

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="Home directory. [default: PASSPORT_HOME, else ./.passport]")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
PassphraseFileOption = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="File whose first line opens the keys; without it you are asked."),
]
KeyOption = Annotated[
    str | None,
    typer.Option(
        "--idempotency-key",
        help="Name of this act. The same name again continues or repeats it without doing it twice; "
        "without one it is derived from the request.",
    ),
]


def command(body: Callable[P, None]) -> Callable[P, None]:
    """Turns a typed error of `body` into a message and its exit code; reads its own `as_json` argument."""

    @functools.wraps(body)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            body(*args, **kwargs)
        except PassportError as error:
            print_error(error, as_json=bool(kwargs.get("as_json")))
            raise typer.Exit(exit_code_of(error)) from None

    return run


class RoleName(StrEnum):
    """What an organisation may act as, as written on the command line."""

    MANUFACTURER = "manufacturer"
    OPERATOR = "operator"
    SECOND_LIFE_OPERATOR = "second-life-operator"
    RECYCLER = "recycler"
    SERVICE = "service"
    AUDITOR = "auditor"
    AUTHORITY = "authority"

    @property
    def role(self) -> Role:
        """The role on chain."""
        return Role[self.name]


RoleOption = Annotated[RoleName, typer.Option("--role", help="Role in which the receiver takes it.")]
PassportArgument = Annotated[
    str, typer.Argument(metavar="PASSPORT", help="Battery identifier (URI), or passport id (0x...).")
]
EvidenceOption = Annotated[
    list[str] | None,
    typer.Option("--evidence", help="CID of a product that shows the battery's condition; may be repeated."),
]
DaysOption = Annotated[int, typer.Option("--days", min=1, max=365, help="How long the offer stands.")]
