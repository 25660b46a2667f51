"""`passport learn`: fill the catalogue from the chain and the content store."""

from __future__ import annotations

from passport.cli.options import HomeOption, JsonOption, command
from passport.cli.output import out, print_facts, print_json, table


@command
def learn(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Learn the passports and products of other homes: from the chain's events and what the content store holds."""
    from passport.cli.wiring import opened
    from passport.services.learn import learn as fill

    with opened(home, None) as at:
        learned = fill(at.bench)
    document: dict[str, object] = {"passports": learned.passports, "products": learned.products}
    if as_json:
        print_json({**document, "unreadable": {str(cid): why for cid, why in learned.unreadable.items()}})
        return
    print_facts("Known from the chain", document)
    if learned.unreadable:
        out.print(table("Not taken", ("CID", "why"), learned.unreadable.items()))
