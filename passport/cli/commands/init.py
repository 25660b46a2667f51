"""`passport init`: make a home and connect it to a chain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, cast

import typer
from pydantic import ValidationError

from passport.cli.exits import InputError
from passport.cli.home import (
    ChainSettings,
    ContentSettings,
    DatabaseSettings,
    Home,
    KeySettings,
    Settings,
    find_home,
    write_atomically,
)
from passport.cli.options import HomeOption, JsonOption, PassphraseFileOption, command
from passport.cli.output import err, print_facts, print_json

DEMO_NOTICE_PERIOD_S = 24 * 3600


@command
def init(
    home: HomeOption = None,
    rpc_url: Annotated[
        str | None, typer.Option("--rpc-url", help="Use this network instead of an embedded chain.")
    ] = None,
    deployment: Annotated[
        Path | None, typer.Option("--deployment", help="Deployment record of that network's contracts.")
    ] = None,
    finality: Annotated[
        str, typer.Option("--finality", help="instant, depth:<blocks>, tag:finalized or tag:safe.")
    ] = "instant",
    fees: Annotated[str, typer.Option("--fees", help="zero or market.")] = "zero",
    kubo_url: Annotated[
        list[str] | None,
        typer.Option("--kubo-url", help="Use this IPFS node instead of local files; repeat it for more nodes."),
    ] = None,
    copies: Annotated[
        int | None, typer.Option("--copies", help="Nodes that must keep content. [default: 2 of two nodes or more]")
    ] = None,
    database_url: Annotated[
        str, typer.Option("--database-url", help="SQLAlchemy address; default is SQLite in the home.")
    ] = "",
    scrypt_work_factor: Annotated[
        int, typer.Option("--scrypt-work-factor", help="Cost of opening a key file; lower is weaker.")
    ] = 2**18,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a home: settings, database, keys, and an embedded chain with the contracts on it. Repeats change nothing."""
    place = find_home(home)
    if not place.config.exists():
        chosen = _chosen(rpc_url, finality, fees, _content(kubo_url, copies), database_url, scrypt_work_factor)
        make(place, chosen)
    facts = connect(place, deployment, passphrase_file, _tell)
    if as_json:
        print_json(facts)
    else:
        print_facts("A home for battery passports", facts)


def _content(kubo_urls: list[str] | None, copies: int | None) -> dict[str, object]:
    """What config.toml says of the content store."""
    if not kubo_urls:
        return {}
    return {"engine": "kubo", "kubo_urls": kubo_urls} | ({} if copies is None else {"copies": copies})


def _chosen(
    rpc_url: str | None,
    finality: str,
    fees: str,
    content: dict[str, object],
    database_url: str,
    work_factor: int,
) -> Settings:
    try:
        chain = ChainSettings(
            engine="rpc" if rpc_url else "embedded",
            rpc_url=rpc_url or "",
            finality=finality,
            fees=cast(Literal["zero", "market"], fees),
        )
        return Settings(
            chain=chain,
            content=ContentSettings.model_validate(content),
            database=DatabaseSettings(url=database_url),
            keys=KeySettings(scrypt_work_factor=work_factor),
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.") from error


def make(place: Home, settings: Settings) -> None:
    """Makes the directory with its settings."""
    place.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.participants.mkdir(exist_ok=True)
    write_atomically(place.config, settings.as_toml().encode())


def connect(
    place: Home, record: Path | None, passphrase_file: Path | None, progress: Callable[[str], None]
) -> dict[str, object]:
    """Opens every part of a home, making what is not there; answers what was found."""
    from passport.adapters.evm.deployment import load_deployment, save_deployment
    from passport.adapters.evm.ledger import EvmLedger
    from passport.cli import wiring

    settings = place.settings()
    database = wiring.open_database(place, settings)
    try:
        wiring.prepare_database(database)
    finally:
        database.close()
    status = wiring.open_store(place, settings).status()
    if settings.chain.engine == "embedded":
        _deploy(place, settings, passphrase_file, progress)
    elif record is not None and not place.deployment.exists():
        save_deployment(load_deployment(record), place.deployment)
    deployment = load_deployment(place.deployment)
    ledger = EvmLedger(wiring.open_connection(place, settings), deployment)
    return {
        "home": str(place.root),
        "chain": int(deployment.chain_id),
        "engine": settings.chain.engine,
        "block": ledger.head().number,
        "contracts": {name.value: str(contract.address) for name, contract in deployment.contracts.items()},
        "content": status.description,
    }


def _deploy(place: Home, settings: Settings, passphrase_file: Path | None, progress: Callable[[str], None]) -> None:
    """Puts the contracts on the embedded chain, governed by a key of this home."""
    from passport.adapters.evm.embedded_chain import EmbeddedChain
    from passport.adapters.evm.embedded_deployment import deploy_embedded
    from passport.cli import wiring
    from passport.cli.keyring import GOVERNANCE, Keyring
    from passport.cli.passphrase import PassphraseSource

    if place.deployment.exists():
        return
    passphrases = PassphraseSource(passphrase_file)
    keyring = Keyring(wiring.open_keystore(place, settings), passphrases)
    keyring.create(GOVERNANCE)
    progress("making the key that wraps content keys")
    wiring.open_wrapper(place, settings, passphrases).ensure()
    deploy_embedded(
        EmbeddedChain(place.chain),
        place.deployment,
        keyring.named(GOVERNANCE),
        DEMO_NOTICE_PERIOD_S,
        progress=progress,
    )


def _tell(step: str) -> None:
    err.print(f"  {step}", style="dim", highlight=False)
