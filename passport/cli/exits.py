"""Exit codes of `passport`, and which error ends with which. Documented in docs/cli.md."""

from __future__ import annotations

from enum import IntEnum

from passport.errors import (
    ContentCorrupt,
    ContentNotFound,
    DatabaseUnavailable,
    LedgerUnavailable,
    NotFinal,
    PassportError,
    ProvenanceError,
    SigningError,
    StoreUnavailable,
)


class ExitCode(IntEnum):
    """What a caller may rely on; a number is never given a second meaning."""

    OK = 0
    """Done, or already done before."""
    REFUSED = 1
    """A rule said no: of the contracts, of the battery, of the score, of the input's form."""
    USAGE = 2
    """The command line itself is wrong."""
    UNAVAILABLE = 3
    """Chain, content store or database did not answer, or is not final yet. Repeat the same command."""
    NOT_VERIFIED = 4
    """Evidence was checked and does not hold, or cannot be read as evidence."""
    KEY = 5
    """No such key here, or the passphrase does not open it."""
    NOT_FOUND = 6
    """The home, participant, passport, product or content that was named is not here."""
    INTERNAL = 70
    """A fault of the program itself."""


class NotHereError(PassportError):
    """What was named on the command line is not here."""

    code = "cli.not_here"


class HomeMissingError(NotHereError):
    """There is no home directory at the place named."""

    code = "cli.home_missing"
    default_remedy = "Run `passport init` first, or name the home with --home or PASSPORT_HOME."


class InputError(PassportError):
    """A file given to the command cannot be read as what it should be."""

    code = "cli.input"


_EXITS: tuple[tuple[type[PassportError], ExitCode], ...] = (
    (LedgerUnavailable, ExitCode.UNAVAILABLE),
    (StoreUnavailable, ExitCode.UNAVAILABLE),
    (DatabaseUnavailable, ExitCode.UNAVAILABLE),
    (NotFinal, ExitCode.UNAVAILABLE),
    (ProvenanceError, ExitCode.NOT_VERIFIED),
    (SigningError, ExitCode.KEY),
    (ContentNotFound, ExitCode.NOT_FOUND),
    (ContentCorrupt, ExitCode.NOT_FOUND),
    (NotHereError, ExitCode.NOT_FOUND),
)


def exit_code_of(error: PassportError) -> ExitCode:
    """The exit code an error ends the command with."""
    for kind, code in _EXITS:
        if isinstance(error, kind):
            return code
    return ExitCode.REFUSED
