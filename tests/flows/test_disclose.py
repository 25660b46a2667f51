"""What is in a bundle is what its reader may see, and what is shown in part verifies to the same root."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from passport.battery.disclosure import DisclosureClass, visible_to
from passport.battery.product_types import ProductType
from passport.battery.roles import Role, RoleSet
from passport.identifiers import PassportId
from passport.ledger.refusals import ParticipantUnknown
from passport.provenance.bundle import read_bundle
from passport.provenance.evidence import Evidence, ProductPiece
from passport.provenance.key_binding import Expected
from passport.provenance.presentation import NotDisclosable, read_presentation
from passport.provenance.records import ProductEntry
from passport.provenance.verification import Outcome, Report, Stands, TrustRoot, Verdict, verify
from passport.services.export_evidence import Exported, Presenter, export_evidence
from passport.services.hand_over import hand_over
from passport.services.publish import publish
from passport.services.readers import PUBLIC, NotForReader, Selection, Showing, reader_named
from passport.services.recompute import METHODS
from passport.services.score import score
from tests.flows.command_line import passport
from tests.flows.house import ROOT, House, draft
from tests.flows.life import example, registered

PAYLOADS = ROOT / "tests" / "unit" / "battery" / "payloads"
ASKED = Expected("https://recycler.example", "6f1c2a")


@dataclass(frozen=True)
class Pack:
    """A pack in service with products of four classes."""

    passport_id: PassportId
    manual: ProductEntry
    score: ProductEntry


def payload(kind: ProductType) -> dict[str, Any]:
    """An example of a type."""
    document: dict[str, Any] = json.loads((PAYLOADS / f"{kind.value}-1.0.json").read_text("utf-8"))
    return document


@pytest.fixture(scope="module")
def pack(house: House) -> Pack:
    bench, at = house.at.bench, house.at
    pack_id = registered(house, "disclosed")
    sheet = draft(pack_id, ProductType.PRODUCT_DATA_SHEET, example("demo_pack/product_data_sheet.json"))
    manual = draft(pack_id, ProductType.DISMANTLING_INFORMATION, payload(ProductType.DISMANTLING_INFORMATION))
    report = draft(pack_id, ProductType.TEST_REPORT, payload(ProductType.TEST_REPORT))
    _, dismantling, _ = publish(bench, at.party("maker"), [sheet, manual, report]).products
    hand_over(bench, house.intention(pack_id, "maker", "operator"), at.party("maker"), at.party("operator"))
    aged = draft(pack_id, ProductType.CHARGING_HISTORY, example("nasa_pcoe/charging_history_pack.json"))
    publish(bench, at.party("operator"), [aged])
    scored = score(bench, at.party("lab"), pack_id)
    return Pack(pack_id, dismantling, scored.published.products[0])


def exported(house: House, pack: Pack, showing: Showing, presenter: Presenter | None = None) -> Exported:
    return export_evidence(house.at.bench, house.at.proofs, pack.passport_id, showing=showing, presenter=presenter)


def verified(house: House, done: Exported, expected: Expected | None = None) -> Report:
    root = TrustRoot.of(house.at.bench.ledger.deployment, done.block)
    return verify(done.bundle, root, Stands(), now=datetime.now(UTC), recompute=METHODS, expected=expected)


def types_in(done: Exported) -> list[str]:
    return sorted(product_of(piece)[0] for piece in pieces(done).products)


def pieces(done: Exported) -> Evidence:
    return read_bundle(done.bundle).evidence


def product_of(piece: ProductPiece) -> tuple[str, dict[str, object]]:
    assert piece.signed is not None
    product = read_presentation(piece.signed).shown.product
    return product.product_type, product.payload


# ---------------------------------------------------------------------- who sees which class
def test_export__by_default__holds_what_is_public_and_nothing_else(house: House, pack: Pack) -> None:
    done = export_evidence(house.at.bench, house.at.proofs, pack.passport_id)
    assert types_in(done) == ["ProductDataSheet"]
    assert done.withheld == 4
    assert all(piece.content_key is None for piece in pieces(done).products)
    assert verified(house, done).verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("reader", "consented", "seen"),
    [
        ("recycler", False, ["DismantlingInformation", "ProductDataSheet"]),
        (
            "recycler",
            True,
            ["ChargingHistory", "DismantlingInformation", "ProductDataSheet", "StateOfHealth"],
        ),
        ("lab", False, ["DismantlingInformation", "ProductDataSheet", "StateOfHealth"]),
        ("maker", False, ["DismantlingInformation", "ProductDataSheet", "TestReport"]),
        (
            "operator",
            False,
            ["ChargingHistory", "DismantlingInformation", "ProductDataSheet", "StateOfHealth", "TestReport"],
        ),
    ],
)
def test_export__for_a_reader__holds_its_classes_its_own_products_and_its_batterys(
    house: House, pack: Pack, reader: str, consented: bool, seen: list[str]
) -> None:
    done = exported(house, pack, house.shown_to(reader, consented=consented))
    assert types_in(done) == seen
    assert not verified(house, done).failed


def test_visible_to__table_of_audiences__is_no_ladder() -> None:
    of = {role: {int(seen) for seen in visible_to(RoleSet.of(role))} for role in Role}
    assert {role for role, seen in of.items() if seen == {1, 2, 3}} == {Role.AUDITOR, Role.AUTHORITY}
    assert {frozenset(seen) for role, seen in of.items() if role not in (Role.AUDITOR, Role.AUTHORITY)} == {
        frozenset({1, 2, 4})
    }
    assert visible_to(RoleSet(0)) == {DisclosureClass.PUBLIC}
    assert len(visible_to(RoleSet.of(Role.AUTHORITY, Role.RECYCLER))) == 4


@pytest.mark.parametrize("selected", ["ChargingHistory", "StateOfHealth:value", "TestReport", "DismantlingInformation"])
def test_export__selected_for_the_public_what_is_not__is_refused(house: House, pack: Pack, selected: str) -> None:
    with pytest.raises(NotForReader):
        exported(house, pack, Showing(PUBLIC, (Selection.parse(selected),)))


def test_export__test_report_selected_for_a_recycler__is_refused(house: House, pack: Pack) -> None:
    with pytest.raises(NotForReader, match="class 3"):
        exported(house, pack, house.shown_to("recycler", "TestReport"))


def test_reader__nobody__is_refused(house: House) -> None:
    with pytest.raises(ParticipantUnknown):
        reader_named(house.at.bench.ledger.snapshot(), type(house.at.party("maker").participant_id)(9999))


# ---------------------------------------------------------------------- single values
def test_recycler__shown_the_safety_measures_and_the_state_of_health__verifies_both_to_the_makers_roots(
    house: House, pack: Pack
) -> None:
    """The set for the operator, who sees everything, and the recycler's, one value of one product and one product."""
    whole = exported(house, pack, house.shown_to("operator"))
    presenter = Presenter(house.at.party("operator").signer, ASKED.audience, ASKED.nonce)
    showing = house.shown_to("recycler", "DismantlingInformation:safetyMeasures", "StateOfHealth:value,unit,interval")
    done = exported(house, pack, showing, presenter)
    report = verified(house, done, ASKED)
    assert not report.failed
    assert all(report.step(number).outcome is Outcome.PASSED for number in (1, 2, 3, 4, 5, 6, 7, 8, 10))
    assert [finding.code for finding in report.step(9).findings] == ["score-shown-in-part"]
    shown = dict(product_of(piece) for piece in pieces(done).products)
    maker = payload(ProductType.DISMANTLING_INFORMATION)
    assert shown["DismantlingInformation"] == {"safetyMeasures": maker["safetyMeasures"]}
    assert set(shown["StateOfHealth"]) == {"value", "unit", "interval"}
    roots = {product_of(piece)[0]: (piece.root, piece.proof) for piece in pieces(whole).products}
    for piece in pieces(done).products:
        assert (piece.root, piece.proof) == roots[product_of(piece)[0]]
    hidden = json.dumps(sorted(set(maker) - {"safetyMeasures"}))
    assert all(name.encode() not in done.bundle for name in json.loads(hidden))


def test_recycler__shown_the_whole_score_without_its_inputs__step_9_says_so(house: House, pack: Pack) -> None:
    report = verified(house, exported(house, pack, house.shown_to("recycler", "StateOfHealth")))
    assert not report.failed
    assert [finding.code for finding in report.step(9).findings] == ["inputs-not-shown"]
    assert report.verdict is Verdict.INCOMPLETE


def test_export__value_that_is_not_there__is_refused(house: House, pack: Pack) -> None:
    with pytest.raises(NotDisclosable, match="no value 'secrets'"):
        exported(house, pack, house.shown_to("recycler", "DismantlingInformation:secrets"))


def test_disclose__on_the_command_line__verifies_for_its_audience_only(
    house: House, pack: Pack, tmp_path: Path
) -> None:
    home, passphrase = house.at.home.root, house.passphrase_file
    bundle, root, bare = tmp_path / "presentation.json", tmp_path / "root.json", tmp_path / "presentation.sd-jwt"
    answer = passport(
        *("disclose", pack.manual.cid, "--show", "safetyMeasures", "--to", ASKED.audience, "--nonce", ASKED.nonce),
        *("--as", "operator", "--for", "recycler", "--out", bundle, "--sd-jwt", bare, "--trust-root", root),
        *("--home", home, "--passphrase-file", passphrase, "--json"),
    )
    assert answer.code == 0, answer.err
    assert answer.document["products"] == 1
    presented = read_presentation(bare.read_bytes().strip())
    assert set(presented.shown.product.payload) == {"safetyMeasures"}
    assert presented.key_binding is not None
    assert presented.key_binding.signer == house.at.party("operator").signer.address
    asked = ("--audience", ASKED.audience, "--nonce", ASKED.nonce)
    found = passport("verify", bundle, "--trust", root, *asked, "--json")
    assert (found.code, found.document["verdict"]) == (0, "verified"), found.out
    nowhere = ("--html", tmp_path / "no" / "such" / "folder.html")
    told = passport("verify", bundle, "--trust", root, *asked, *nowhere, "--json")
    assert (told.code, told.document["verdict"]) == (1, "verified"), told.out
    for other in (("--audience", "https://other.example", "--nonce", ASKED.nonce), ()):
        assert passport("verify", bundle, "--trust", root, *other, "--json").code == 4
    assert passport("verify", bundle, "--trust", root, "--audience", ASKED.audience, "--json").code == 2


def test_export__on_the_command_line__names_its_reader(house: House, pack: Pack, tmp_path: Path) -> None:
    home, passphrase = house.at.home.root, house.passphrase_file
    told = passport(
        *("export", pack.passport_id.hex0x, "--for", "recycler", "--out", tmp_path / "b.json"),
        *("--home", home, "--passphrase-file", passphrase, "--json"),
    )
    assert told.code == 0, told.err
    assert (told.document["products"], told.document["withheld"]) == (2, 3)
    refused = passport(
        *("export", pack.passport_id.hex0x, "--show", "TestReport", "--out", tmp_path / "c.json"),
        *("--home", home, "--passphrase-file", passphrase, "--json"),
    )
    assert refused.code == 1
    assert refused.error == "disclosure.reader"
    assert not (tmp_path / "c.json").exists()
