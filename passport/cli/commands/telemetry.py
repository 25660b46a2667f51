"""`passport telemetry`: exports of cyclers, vehicles and impedance analysers into canonical Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passport.cli.exits import ExitCode
from passport.cli.options import JsonOption, command
from passport.cli.output import out, print_facts, print_json, table

if TYPE_CHECKING:
    from passport.telemetry import Finding

app = typer.Typer(
    no_args_is_help=True, help="Measured series and spectra from other people's files (docs/telemetry.md)."
)


@app.command("import")
@command
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export of an instrument or a vehicle platform.")],
    out_file: Annotated[Path, typer.Option("--out", help="Parquet file to write; not written if refused.")],
    format_name: Annotated[
        str | None, typer.Option("--format", help="The format, where the first lines do not say enough.")
    ] = None,
    faults: Annotated[
        list[str] | None,
        typer.Option("--fault", metavar="COLUMN=TEXT", help="A fault you know of that the values do not show."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read an export into canonical columns, and say what is wrong with it; no value is changed.

    Exit code 0: accepted, perhaps with findings; they are listed and go into the file. 1: refused, nothing is written.
    """
    from passport.cli.inputs import read_file, write_file
    from passport.telemetry import Outcome, examine
    from passport.telemetry.parquet import written

    content = read_file(file)
    done = examine(content, format_name, _stated(faults or []))
    recording, verdict = done.recording, done.verdict
    accepted = recording is not None and verdict.outcome is not Outcome.REFUSED
    if accepted and recording is not None:
        unfinished = out_file.with_name(f".{out_file.name}.unfinished")
        write_file(unfinished, written(recording, verdict, content))
        unfinished.replace(out_file)
    facts: dict[str, object] = {
        "file": str(file),
        "out": str(out_file) if accepted else None,
        "format": None if recording is None else recording.table.name,
        "rows": 0 if recording is None else recording.row_count,
    }
    if as_json:
        print_json({**facts, "verdict": verdict.as_document()})
    else:
        print_facts("Import", {**facts, "verdict": verdict.outcome.value})
        _tell(verdict.findings)
    if not accepted:
        raise typer.Exit(ExitCode.REFUSED)


def _stated(faults: list[str]) -> dict[str, str]:
    """Column to fault; a wrong form is wrong use of the command."""
    parted = [fault.partition("=") for fault in faults]
    if any(not column or not text for column, _, text in parted):
        raise typer.BadParameter("say COLUMN=TEXT", param_hint="--fault")
    return {column: text for column, _, text in parted}


def _tell(findings: tuple[Finding, ...]) -> None:
    if findings:
        rows = [(one.weight.value, one.code, one.column or "", one.text, _places(one)) for one in findings]
        out.print(table("Findings", ("weight", "code", "column", "what", "lines"), rows))


def _places(finding: Finding) -> str:
    """The first few ranges of lines; --json has more."""
    shown = [f"{first}" if first == last else f"{first}-{last}" for first, last in finding.lines[:4]]
    return ", ".join([*shown, "..."] if len(finding.lines) > len(shown) else shown)
