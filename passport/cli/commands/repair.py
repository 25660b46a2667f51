"""`passport repair`: pins and blocks that got lost are put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from passport.cli.exits import ExitCode
from passport.cli.options import HomeOption, JsonOption, command
from passport.cli.output import out, print_json, table

if TYPE_CHECKING:
    from passport.services.repair import Repair


@command
def repair(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Read everything this home must keep, in every place, and pin or bring again what was lost.

    Exit code 0: all is kept in enough places. 3: a place does not answer, repeat later. 6: something is lost for good.
    """
    from passport.cli.progress import count_bar
    from passport.cli.wiring import opened
    from passport.services.repair import Outcome
    from passport.services.repair import repair as repair_content

    with opened(home, None) as at, count_bar("looking") as progress:
        found = list(repair_content(at.bench, progress))
    counts = {outcome.value: sum(one.outcome is outcome for one in found) for outcome in Outcome}
    odd = [one for one in found if one.outcome is not Outcome.WELL]
    if as_json:
        print_json({**counts, "contents": [_plain(one) for one in odd]})
    else:
        rows = ((one.outcome, one.content.what, one.content.cid, _places(one)) for one in odd)
        title = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing to keep yet"
        out.print(table(title, ("", "what", "CID", "places"), rows))
    if counts[Outcome.LOST]:
        raise typer.Exit(ExitCode.NOT_FOUND)
    if counts[Outcome.WANTING]:
        raise typer.Exit(ExitCode.UNAVAILABLE)


def _plain(one: Repair) -> dict[str, object]:
    passport_id = one.content.passport_id
    return {
        "outcome": one.outcome,
        "what": one.content.what,
        "cid": one.content.cid,
        "passport": None if passport_id is None else passport_id.hex0x,
        "before": {copy.place: copy.state for copy in one.before},
        "after": {copy.place: copy.state for copy in one.after},
    }


def _places(one: Repair) -> str:
    return "; ".join(
        f"{after.place}: {before.state}" + ("" if before.state is after.state else f", now {after.state}")
        for before, after in zip(one.before, one.after, strict=True)
    )
