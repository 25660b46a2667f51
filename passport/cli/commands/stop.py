"""`passport stop`: end the embedded chain's process."""

from __future__ import annotations

from passport.cli.options import HomeOption, JsonOption, command
from passport.cli.output import print_facts, print_json


@command
def stop(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """End the embedded chain's process. Nothing is lost: the next command starts it again where it was."""
    from passport.adapters.evm.embedded_chain import EmbeddedChain
    from passport.cli.home import find_home

    place = find_home(home).require()
    chain = EmbeddedChain(place.chain)
    running = chain.running() if place.settings().chain.engine == "embedded" else None
    if running is not None:
        chain.stop()
    document: dict[str, object] = {"home": str(place.root), "stopped": running is not None}
    if as_json:
        print_json(document)
    else:
        print_facts("Embedded chain", document)
