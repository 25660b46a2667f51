"""`passport score`: compute and publish a state of health, or compute a published one again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from passport.cli.exits import ExitCode
from passport.cli.options import (
    HomeOption,
    JsonOption,
    KeyOption,
    PassphraseFileOption,
    PassportArgument,
    command,
)
from passport.cli.output import print_facts, print_json


@command
def score(
    passport: PassportArgument,
    scorer: Annotated[str | None, typer.Option("--as", help="Who issues the score, by its short name.")] = None,
    recheck: Annotated[
        bool, typer.Option("--recheck", help="Publish nothing: compute the newest score again and compare the bytes.")
    ] = False,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    idempotency_key: KeyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Score the state of health from the newest charging history and data sheet; the score is signed and anchored."""
    if recheck:
        _recheck(passport, home, passphrase_file, as_json=as_json)
        return
    if scorer is None:
        raise typer.BadParameter("say who issues the score, or give --recheck", param_hint="--as")
    from passport.cli.inputs import passport_named
    from passport.cli.wiring import opened
    from passport.ledger.delivery import IdempotencyKey
    from passport.services.score import score as compute

    key = IdempotencyKey(idempotency_key) if idempotency_key else None
    with opened(home, passphrase_file) as at:
        done = compute(at.bench, at.party(scorer), passport_named(at.bench.catalogue, passport), key=key)
    entry = done.published.products[0]
    if as_json:
        print_json(
            {
                "cid": entry.cid,
                "transaction": str(done.published.transaction),
                "score": done.score.model_dump(mode="json"),
            }
        )
        return
    interval = done.score.interval
    print_facts(
        "State of health",
        {
            "value": "abstained" if done.score.value is None else f"{done.score.value:.2f} {done.score.unit}",
            "interval": "none"
            if interval is None
            else f"{interval.lower:.2f} to {interval.upper:.2f} ({interval.level:.0%})",
            "why no value": done.score.abstention.reason if done.score.abstention else "",
            "method": f"{done.score.method.id}@{done.score.method.version}",
            "rows": f"{done.score.rows_used} used, {len(done.score.rows_rejected)} rejected",
            "not determinable": len(done.score.not_determinable),
            "threshold": done.score.threshold,
            "CID": entry.cid,
        },
    )


def _recheck(passport: str, home: Path | None, passphrase_file: Path | None, *, as_json: bool) -> None:
    from passport.cli.inputs import passport_named
    from passport.cli.wiring import opened
    from passport.services.score import recheck

    with opened(home, passphrase_file) as at:
        found = recheck(at.bench, passport_named(at.bench.catalogue, passport))
    document: dict[str, object] = {"cid": found.entry.cid, "method": found.method, "sameBytes": found.same_bytes}
    if as_json:
        print_json(document)
    else:
        print_facts("Computed again from its inputs", document)
    if not found.same_bytes:
        raise typer.Exit(ExitCode.NOT_VERIFIED)
