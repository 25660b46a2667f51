"""`passport offer`, `accept`, `reject`, `cancel`: a handover in two steps, on chain or by signed files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passport.cli.options import (
    DaysOption,
    EvidenceOption,
    HomeOption,
    JsonOption,
    PassphraseFileOption,
    PassportArgument,
    RoleOption,
    command,
)
from passport.cli.output import print_facts, print_json

if TYPE_CHECKING:
    from passport.battery.roles import Role
    from passport.cli.wiring import Opened
    from passport.ledger.offers import HandoverOffer
    from passport.services.hand_over import HandedOver
    from passport.services.offers import Intention

GiverOption = Annotated[str, typer.Option("--from", help="The holder, by its short name.")]
ReceiverOption = Annotated[str, typer.Option("--to", help="The receiver: short name, or participant id.")]
PartyOption = Annotated[str, typer.Option("--as", help="Who acts, by its short name.")]
OfferFileOption = Annotated[
    Path | None, typer.Option("--file", help="A signed offer that came as a file; else the one open on chain.")
]


@command
def offer(
    passport: PassportArgument,
    giver: GiverOption,
    receiver: ReceiverOption,
    role: RoleOption,
    evidence: EvidenceOption = None,
    days: DaysOption = 14,
    out_file: Annotated[
        Path | None, typer.Option("--out", help="Only sign, and write the signed offer here; nothing goes on chain.")
    ] = None,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Offer a battery: on chain, or as a signed file for the receiver."""
    from passport.cli.inputs import write_file
    from passport.cli.wiring import opened
    from passport.services import hand_over, offers

    with opened(home, passphrase_file) as at:
        intention = intended(at, passport, giver, receiver, role.role, evidence)
        party, valid_for = at.party(giver), timedelta(days=days)
        if out_file is None:
            words, receipt = hand_over.offer(at.bench, intention, party, valid_for=valid_for)
            place: dict[str, object] = {"transaction": str(receipt.tx_hash), "block": receipt.block.number}
        else:
            words = offers.draft(at.bench, intention, valid_for)
            signature = offers.sign_offer(at.bench.ledger.deployment, words, party.signer)
            write_file(out_file, offers.write_signed(offers.SignedOffer(words, signature)))
            place = {"file": str(out_file)}
    _print("Offered", words, place, as_json=as_json)


@command
def accept(
    party: PartyOption,
    passport: Annotated[
        str | None, typer.Argument(metavar="[PASSPORT]", help="Identifier or passport id; not with --file.")
    ] = None,
    file: OfferFileOption = None,
    out_file: Annotated[
        Path | None, typer.Option("--out", help="With --file: write the handover with both signatures here.")
    ] = None,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accept an offer: the open one on chain, or sign one that came as a file."""
    from passport.cli.inputs import read_file, write_file
    from passport.cli.wiring import opened
    from passport.ledger.offers import SignedHandover
    from passport.services import hand_over, offers

    with opened(home, passphrase_file) as at:
        receiver = at.party(party)
        if file is None:
            done = hand_over.accept(at.bench, _open(at, passport), receiver)
            print_handover(done, as_json=as_json)
            return
        signed = offers.read_signed_offer(read_file(file))
        signature = offers.sign_acceptance(at.bench.ledger.deployment, signed.offer, receiver.signer)
        handover = SignedHandover(signed.offer, signed.holder, signature)
        target = out_file or file.with_suffix(".accepted.json")
        write_file(target, offers.write_signed(handover))
    _print("Accepted; relay it with `passport hand-over --file`", signed.offer, {"file": str(target)}, as_json=as_json)


@command
def reject(
    party: PartyOption,
    passport: Annotated[str | None, typer.Argument(metavar="[PASSPORT]", help="Not with --file.")] = None,
    file: OfferFileOption = None,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Refuse an offer for good: these very words can never be carried out."""
    from passport.cli.inputs import read_file
    from passport.cli.wiring import opened
    from passport.services import hand_over, offers

    with opened(home, passphrase_file) as at:
        words = _open(at, passport) if file is None else offers.read_signed_offer(read_file(file)).offer
        receipt = hand_over.reject(at.bench, words, at.party(party))
    _print("Rejected", words, {"transaction": str(receipt.tx_hash)}, as_json=as_json)


@command
def cancel(
    passport: PassportArgument,
    party: PartyOption,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Void every offer of a battery that is not carried out yet, signed files included."""
    from passport.cli.inputs import passport_named
    from passport.cli.wiring import opened
    from passport.ledger.subjects import Subject
    from passport.services import hand_over

    with opened(home, passphrase_file) as at:
        subject = Subject.passport(passport_named(at.bench.catalogue, passport))
        receipt = hand_over.cancel(at.bench, subject, at.party(party))
    document = {"passportId": str(subject.id), "transaction": str(receipt.tx_hash)}
    if as_json:
        print_json(document)
    else:
        print_facts("Every open offer is void", document)


def intended(at: Opened, passport: str, giver: str, receiver: str, role: Role, evidence: list[str] | None) -> Intention:
    """What a person wants to hand over to whom."""
    from passport.cli.inputs import passport_named, products_named
    from passport.identifiers import ParticipantId
    from passport.services.offers import Intention, evidence_root

    passport_id = passport_named(at.bench.catalogue, passport)
    to = ParticipantId(int(receiver)) if receiver.isdigit() else at.home.participant(receiver).participant_id
    root = evidence_root(products_named(at.bench.catalogue, passport_id, evidence))
    return Intention(passport_id, at.home.participant(giver).participant_id, to, role, root)


def print_handover(done: HandedOver, *, as_json: bool) -> None:
    """What a handover led to."""
    document: dict[str, object] = {
        "custodian": int(done.custodian),
        "stage": done.stage.label,
        "status": done.status.label,
        "offerDigest": str(done.offer_digest),
        "transaction": str(done.transaction),
        "block": done.block.number,
        "gasUsed": done.gas_used,
    }
    if as_json:
        print_json(document)
    else:
        print_facts("Handed over", document)


def _open(at: Opened, passport: str | None) -> HandoverOffer:
    from passport.cli.inputs import passport_named
    from passport.ledger.subjects import Subject
    from passport.services.hand_over import open_offer

    if passport is None:
        raise typer.BadParameter("name the passport, or give --file", param_hint="PASSPORT")
    return open_offer(at.bench, Subject.passport(passport_named(at.bench.catalogue, passport)))


def _print(title: str, words: HandoverOffer, place: dict[str, object], *, as_json: bool) -> None:
    document: dict[str, object] = {
        "passportId": str(words.subject),
        "from": int(words.giver),
        "to": int(words.receiver),
        "role": words.receiver_role.label,
        "stage": words.target_stage.label,
        "evidenceRoot": words.evidence_root and str(words.evidence_root),
        "sequence": words.sequence,
        "deadline": words.deadline,
        **place,
    }
    if as_json:
        print_json(document)
    else:
        print_facts(title, document)
