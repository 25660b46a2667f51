"""`passport export` and `passport disclose`: evidence for one reader, showing what that reader may see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passport.cli.options import HomeOption, JsonOption, PassphraseFileOption, PassportArgument, command
from passport.cli.output import err, print_facts, print_json
from passport.cli.readers import EVERYBODY, ConsentedOption, ReaderOption, reader_of

if TYPE_CHECKING:
    from passport.cli.wiring import Opened
    from passport.identifiers import PassportId
    from passport.services.export_evidence import Exported, Presenter
    from passport.services.readers import Reader, Showing

BundleOption = Annotated[Path, typer.Option("--out", help="Bundle file to write.")]
TrustRootOption = Annotated[
    Path | None,
    typer.Option("--trust-root", help="Also write a trust root that believes this home's chain and block."),
]
AudienceOption = Annotated[str | None, typer.Option("--to", help="The verifier's name, for products shown in part.")]
NonceOption = Annotated[str | None, typer.Option("--nonce", help="The number the verifier gave.")]


@command
def export(
    passport: PassportArgument,
    out_file: BundleOption = Path("evidence.json"),
    trust_root: TrustRootOption = None,
    reader: ReaderOption = EVERYBODY,
    show: Annotated[
        list[str] | None,
        typer.Option(
            "--show",
            help="Only this: TYPE or CID for whole products, TYPE:member,member/index for values; may be repeated. "
            "[default: everything the reader may see]",
        ),
    ] = None,
    consented: ConsentedOption = False,
    presenter: Annotated[
        str | None, typer.Option("--as", help="Who presents products in part, by its short name.")
    ] = None,
    audience: AudienceOption = None,
    nonce: NonceOption = None,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write one file that proves a battery's life without network: passports, products, handovers, chain proofs.

    What is public is in it; more only for a reader you name.
    """
    from passport.cli.inputs import passport_named
    from passport.cli.wiring import opened
    from passport.services.readers import Selection, Showing

    with opened(home, passphrase_file) as at:
        showing = Showing(reader_of(at, reader), tuple(Selection.parse(text) for text in show or ()), consented)
        presenting = _presenter(at, presenter, audience, nonce)
        subject = passport_named(at.bench.catalogue, passport)
        document = _write(at, subject, showing, presenting, out_file, trust_root)
    _tell(document, as_json=as_json)


@command
def disclose(
    product: Annotated[str, typer.Argument(metavar="CID", help="The product.")],
    show: Annotated[
        list[str], typer.Option("--show", help="A member, with all its rows, or MEMBER/INDEX; may be repeated.")
    ],
    audience: Annotated[str, typer.Option("--to", help="The verifier's name.")],
    nonce: Annotated[str, typer.Option("--nonce", help="The number the verifier gave.")],
    presenter: Annotated[str, typer.Option("--as", help="Who presents it, by its short name.")],
    out_file: BundleOption = Path("presentation.json"),
    bare: Annotated[
        Path | None, typer.Option("--sd-jwt", help="Also write the presentation alone, as SD-JWT+KB text.")
    ] = None,
    trust_root: TrustRootOption = None,
    reader: ReaderOption = EVERYBODY,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show single values of one product to one verifier: an evidence bundle with nothing else of it.

    They verify to the same root as the whole: passport verify BUNDLE --trust ROOT --audience NAME --nonce N.
    """
    from passport.cli.exits import NotHereError
    from passport.cli.inputs import write_file
    from passport.cli.wiring import opened
    from passport.identifiers import Cid
    from passport.provenance.bundle import read_bundle
    from passport.services.readers import Selection, Showing

    cid = Cid(product)
    with opened(home, passphrase_file) as at:
        entry = next((entry for entry in at.bench.catalogue.every_product() if entry.cid == cid), None)
        if entry is None:
            raise NotHereError(f"No product {cid} is known here.", cid=cid)
        showing = Showing(reader_of(at, reader), (Selection(cid, tuple(show)),))
        presenting = _presenter(at, presenter, audience, nonce)
        document = _write(at, entry.passport_id, showing, presenting, out_file, trust_root)
        if bare is not None:
            (piece,) = read_bundle(out_file.read_bytes()).evidence.products
            write_file(bare, piece.content + b"\n")
            document["sdJwt"] = str(bare)
    _tell(document, as_json=as_json)


def _write(
    at: Opened,
    passport: PassportId,
    showing: Showing,
    presenter: Presenter | None,
    out_file: Path,
    trust_root: Path | None,
) -> dict[str, object]:
    from rich.progress import Progress

    from passport.cli.inputs import write_file
    from passport.provenance.verification import TrustRoot
    from passport.services.export_evidence import export_evidence

    with Progress(console=err, transient=True) as bars:
        tasks = {name: bars.add_task(name, total=None) for name in ("transactions", "headers", "state")}
        done = export_evidence(
            at.bench,
            at.proofs,
            passport,
            showing=showing,
            presenter=presenter,
            progress=lambda what, count, total: bars.update(tasks[what], completed=count, total=total),
        )
    write_file(out_file, done.bundle)
    if trust_root is not None:
        write_file(trust_root, TrustRoot.of(at.bench.ledger.deployment, done.block).write())
    return {**_facts(done, showing.reader), "bundle": str(out_file), "trustRoot": trust_root and str(trust_root)}


def _facts(done: Exported, reader: Reader) -> dict[str, object]:
    return {
        "for": EVERYBODY if reader.participant_id is None else f"participant {reader.participant_id}",
        "bytes": len(done.bundle),
        "passports": done.passports,
        "products": done.products,
        "withheld": done.withheld,
        "transactions": done.transactions,
        "block": done.block.number,
        "blockHash": str(done.block.hash),
    }


def _presenter(at: Opened, named: str | None, audience: str | None, nonce: str | None) -> Presenter | None:
    """Who signs for what is shown in part; all three are given or none."""
    from passport.services.export_evidence import Presenter

    if named is None and audience is None and nonce is None:
        return None
    if not named or not audience or not nonce:
        raise typer.BadParameter("goes together with --to and --nonce", param_hint="--as")
    return Presenter(at.party(named).signer, audience, nonce)


def _tell(document: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        print_facts("Evidence bundle", document)
