"""The command line, assembled."""

from __future__ import annotations

import typer

from passport.cli.commands import (
    attach,
    car,
    check,
    components,
    crosswalk,
    doctor,
    export,
    hand_over,
    init,
    learn,
    offers,
    participant,
    publish,
    register,
    repair,
    score,
    share,
    show,
    split,
    stop,
    telemetry,
    vault,
)
from passport.cli.commands import verify as verification

app = typer.Typer(
    name="passport",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Battery passports on a ledger: register, publish, hand over, score, prove. "
    "Exit codes: 0 done, 1 refused, 2 wrong use, 3 unavailable, 4 not verified, 5 key, 6 not found.",
)
app.command("init")(init.init)
app.add_typer(participant.app, name="participant")
app.command("register")(register.register)
app.command("register-model")(register.register_model)
app.command("publish")(publish.publish)
app.command("attach")(attach.attach)
app.command("fetch")(attach.fetch)
app.command("offer")(offers.offer)
app.command("accept")(offers.accept)
app.command("reject")(offers.reject)
app.command("cancel")(offers.cancel)
app.command("hand-over")(hand_over.hand_over)
app.command("split")(split.split)
app.command("repurpose")(split.repurpose)
app.command("show")(show.show)
app.command("components")(components.components)
app.command("history")(show.history)
app.command("score")(score.score)
app.command("check")(check.check)
app.command("share")(share.share)
app.command("receive")(share.receive)
app.command("erase")(share.erase)
app.add_typer(vault.app, name="vault")
app.command("export")(export.export)
app.command("disclose")(export.disclose)
app.command("verify")(verification.verify)
app.command("learn")(learn.learn)
app.add_typer(car.app, name="car")
app.add_typer(crosswalk.app, name="crosswalk")
app.add_typer(telemetry.app, name="telemetry")
app.command("repair")(repair.repair)
app.command("doctor")(doctor.doctor)
app.command("stop")(stop.stop)
