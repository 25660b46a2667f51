"""`passport verify`: check an evidence bundle without network.

This module reaches the provenance and scoring rooms only: no chain client, no database, no HTTP (a test looks).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from passport.cli.exits import ExitCode, InputError
from passport.cli.options import JsonOption, RoleName, command
from passport.cli.output import err, out, print_json, table
from passport.cli.report.visible import visible

if TYPE_CHECKING:
    from passport.provenance.key_binding import Expected
    from passport.provenance.verification import Policy

_COLOURS = {"passed": "green", "failed": "red", "not checkable": "yellow"}


@command
def verify(
    bundle: Annotated[Path, typer.Argument(help="Evidence bundle.")],
    trust: Annotated[Path, typer.Option("--trust", help="Trust root: the chain, contracts and block you believe.")],
    issuer: Annotated[
        list[int] | None, typer.Option("--issuer", help="Policy: only these participants may have issued anything.")
    ] = None,
    issuer_role: Annotated[
        list[RoleName] | None, typer.Option("--issuer-role", help="Policy: every issuer has one of these roles.")
    ] = None,
    max_age_days: Annotated[
        int | None, typer.Option("--max-age-days", min=1, help="Policy: no product is older.")
    ] = None,
    max_state_age_hours: Annotated[
        int | None,
        typer.Option("--max-state-age-hours", min=1, help="Policy: the block shown is not older."),
    ] = None,
    allow_withdrawn: Annotated[
        bool, typer.Option("--allow-withdrawn", help="Accept bundles that show withdrawn products, marked as such.")
    ] = False,
    any_issuer: Annotated[
        bool, typer.Option("--any-issuer", help="Accept products of issuers whose roles do not issue such products.")
    ] = False,
    policy_file: Annotated[
        Path | None,
        typer.Option("--policy", help="Policy: a JSON file, instead of all the options above (docs/verification.md)."),
    ] = None,
    audience: Annotated[
        str | None, typer.Option("--audience", help="Your name, for products in part that were made for you.")
    ] = None,
    nonce: Annotated[str | None, typer.Option("--nonce", help="The number you gave the presenter.")] = None,
    max_presentation_age_minutes: Annotated[
        int, typer.Option("--max-presentation-age-minutes", min=1, help="How old the presenter's answer may be.")
    ] = 60,
    page: Annotated[Path | None, typer.Option("--html", help="Also write the report as one HTML page.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Check an evidence bundle in ten numbered steps (docs/verification.md). Exit code 0 only if all of it holds."""
    from passport.cli.inputs import read_at_most, read_file, write_file
    from passport.cli.report import as_document, as_html
    from passport.provenance.bundle import MAX_BUNDLE_BYTES
    from passport.provenance.verification import verify as run
    from passport.services.recompute import METHODS

    now, content = datetime.now(UTC), read_at_most(bundle, MAX_BUNDLE_BYTES + 1)
    options = (issuer, issuer_role, max_age_days, max_state_age_hours, allow_withdrawn, any_issuer)
    policy = _policy(*options) if policy_file is None else _policy_in(policy_file, options)
    expected = _expected(audience, nonce, max_presentation_age_minutes)
    report = run(content, read_file(trust), policy, now=now, recompute=METHODS, expected=expected)
    document = as_document(report)
    code = ExitCode.OK if report.verdict.value == "verified" else ExitCode.NOT_VERIFIED
    if as_json:
        print_json(document)
    else:
        print_report(document)
    if page is not None:
        named = f"{bundle.name}, sha2-256 {hashlib.sha256(content).hexdigest()}"
        try:
            write_file(page, as_html(document, bundle=named, made=f"{now:%Y-%m-%d %H:%M:%S UTC}").encode("utf-8"))
        except InputError as failed:
            # The verdict is told already, and its exit code says more than that of a page that was not written.
            err.print(escape(failed.message))
            code = max(code, ExitCode.REFUSED)
    if code:
        raise typer.Exit(code)


def _policy(
    issuers: list[int] | None,
    roles: list[RoleName] | None,
    max_age_days: int | None,
    max_state_age_hours: int | None,
    allow_withdrawn: bool,
    any_issuer: bool,
) -> Policy:
    """What the caller asked for; without any wish, that everything stands and was issued by whom the rules name."""
    from datetime import timedelta

    from passport.battery.roles import RoleSet
    from passport.identifiers import ParticipantId
    from passport.provenance import verification as policies

    wishes: list[Policy] = []
    if not allow_withdrawn:
        wishes.append(policies.Stands())
    if not any_issuer:
        wishes.append(policies.IssuerMayIssue())
    if issuers:
        wishes.append(policies.IssuerIn(frozenset(ParticipantId(number) for number in issuers)))
    if roles:
        wishes.append(policies.IssuerHasRole(RoleSet.of(*(name.role for name in roles))))
    if max_age_days is not None:
        wishes.append(policies.MaxAge(timedelta(days=max_age_days)))
    if max_state_age_hours is not None:
        wishes.append(policies.StateNotOlderThan(timedelta(hours=max_state_age_hours)))
    return policies.AllOf(tuple(wishes)) if wishes else policies.UnsafeNoPolicy()


def _expected(audience: str | None, nonce: str | None, minutes: int) -> Expected | None:
    """What presenters were asked for; audience and nonce come together."""
    from datetime import timedelta

    from passport.provenance.key_binding import Expected

    if audience is None and nonce is None:
        return None
    if not audience or not nonce:
        raise typer.BadParameter(
            "goes together with --nonce: an old answer could be shown again", param_hint="--audience"
        )
    return Expected(audience, nonce, timedelta(minutes=minutes))


def _policy_in(file: Path, options: tuple[object, ...]) -> Policy:
    """The policy of a file; one asked for in two places is asked for in neither."""
    from passport.cli.inputs import read_file
    from passport.provenance.verification import read_policy

    if any(options):
        raise InputError("--policy stands alone: write the other wishes into the file.", file=str(file))
    return read_policy(read_file(file))


def print_report(document: Mapping[str, Any]) -> None:
    """The ten steps of a report document as a table, the verdict, and which batteries it is about."""
    columns = ("step", "what", "outcome", "checked", "found")
    shown = table(f"Verification: {document['verdict']}", columns, ())
    for step in document["steps"]:
        outcome = f"[{_COLOURS[step['outcome']]}]{step['outcome']}[/]"
        found = "\n".join(_sentence(finding) for finding in step["findings"])
        shown.add_row(str(step["number"]), step["title"], outcome, str(step["checked"]), escape(found))
    out.print(shown)
    title = f"Proved in block {document['block']} of {document['blockTime']}"
    held = [
        (
            battery["identifier"],
            f"participant {battery['holder']}",
            battery["stage"],
            battery["status"] + (", withdrawn" if battery["withdrawn"] else ""),
        )
        for battery in document["batteries"]
    ]
    if held and document["verdict"] != "failed":
        out.print(table(title, ("battery", "holder", "stage", "status"), held))


def _sentence(finding: Mapping[str, Any]) -> str:
    facts = ", ".join(f"{name}={visible(value)}" for name, value in finding["values"].items())
    piece = visible(finding["piece"]) if finding["piece"] else ""
    return " ".join(part for part in (finding["code"], piece, f"({facts})" if facts else "") if part)
