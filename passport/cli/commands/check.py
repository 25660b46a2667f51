"""`passport check`: which of the Commission's data points a passport fills, and which are missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from passport.cli.exits import ExitCode
from passport.cli.options import HomeOption, JsonOption, PassphraseFileOption, PassportArgument, command
from passport.cli.output import out, print_json, table

_COLOURS = {"complete": "green", "incomplete": "red", "not checkable": "yellow"}


@command
def check(
    passport: PassportArgument,
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on",
            formats=["%Y-%m-%d"],
            help="Day whose requirements hold. [default: today, or 2027-02-18 if that is later]",
        ),
    ] = None,
    page: Annotated[Path | None, typer.Option("--html", help="Also write the report as one HTML page.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="List the points that are in order, too.")] = False,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Grade a passport against the 71 data points of the Commission's guidance. Exit code 1 if a point is missing.

    Exit code 4 if nothing is known to be missing, but products that may hold a point cannot be read here.
    """
    from passport.cli.check_report import as_document, as_html
    from passport.cli.inputs import passport_named, write_file
    from passport.cli.wiring import opened
    from passport.services.check import check as grade

    with opened(home, passphrase_file) as at:
        subject = passport_named(at.bench.catalogue, passport)
        document = as_document(grade(at.bench, subject, on.date() if on else None), datetime.now(UTC))
    if page is not None:
        write_file(page, as_html(document).encode("utf-8"))
    if as_json:
        print_json(document)
    else:
        print_grade(document, everything=everything)
    if document["verdict"] != "complete":
        raise typer.Exit(ExitCode.REFUSED if document["verdict"] == "incomplete" else ExitCode.NOT_VERIFIED)


def print_grade(document: Mapping[str, Any], *, everything: bool) -> None:
    """The report as a table; without `everything`, the points somebody has to do something about or wait for."""
    quiet = {"present", "left out", "not applicable", "optional, absent"}
    rows = [
        (
            point["number"],
            point["name"],
            point["disclosureClass"],
            point["requirement"],
            point["outcome"],
            "; ".join(said for said in (point["reason"], ", ".join(point["places"])) if said),
        )
        for point in document["points"]
        if everything or point["outcome"] not in quiet
    ]
    title = f"{document['identifier']}: {document['category']}, requirements of {document['on']}"
    out.print(table(title, ("no.", "data point", "class", "required", "outcome", "where, or why"), rows))
    for one in document["refused"]:
        out.print(f"[yellow]does not count[/]: {escape(one['says'])} ({one['cid']})", highlight=False)
    for one in document["contradictions"]:
        places = " / ".join(one["places"])
        out.print(f"[yellow]contradiction[/]: {escape(one['says'])} ({escape(places)})", highlight=False)
    counts = ", ".join(f"{number} {outcome}" for outcome, number in document["counts"].items())
    colour = _COLOURS[document["verdict"]]
    out.print(f"[bold {colour}]{escape(document['verdict'])}[/]: {escape(counts)}", highlight=False)
    if not document["passportRequired"]:
        out.print(f"No passport is required: {escape(document['passportRequiredBecause'])}.", highlight=False)
    source = document["guidance"]
    out.print(f"Guidance {source['version']}, {source['reference']}, European Commission, CC BY 4.0.", highlight=False)
