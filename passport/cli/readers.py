"""For whom a command makes a file: the reader a person names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from passport.cli.wiring import Opened
    from passport.services.readers import Reader

EVERYBODY = "public"

ReaderOption = Annotated[
    str,
    typer.Option(
        "--for", help="Who will read it: a short name of this home, a participant's number, or `public` for everybody."
    ),
]
ConsentedOption = Annotated[
    bool,
    typer.Option("--consented", help="The holders of the data about single batteries agreed that this reader sees it."),
]


def reader_of(at: Opened, named: str) -> Reader:
    """The reader of this name. Raises ParticipantUnknown, NotHereError."""
    from passport.identifiers import ParticipantId
    from passport.services.readers import PUBLIC, reader_named

    if named == EVERYBODY:
        return PUBLIC
    numbered = named.isascii() and named.isdigit()
    participant = ParticipantId(int(named)) if numbered else at.home.participant(named).participant_id
    return reader_named(at.bench.ledger.snapshot(), participant)
