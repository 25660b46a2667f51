"""`passport crosswalk` on a real passport: out in every format, in again, and published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from passport.battery.product_types import ProductType
from passport.services.crosswalk import Format, collect
from passport.services.readers import Showing, reader_named
from tests.flows.command_line import within
from tests.flows.house import House
from tests.flows.test_check import BY_MAKER, EV, in_service, said


def test_crosswalk__a_published_passport__goes_out_in_every_format_and_comes_in_again(
    house: House, tmp_path: Path
) -> None:
    for_maker = ("--for", "maker", "--consented")
    home, secret = house.at.home.root, ("--passphrase-file", house.passphrase_file)
    pack = in_service(house, "crosswalk", EV)
    said(house, pack, EV, *BY_MAKER)
    said(house, pack, EV, ProductType.PERFORMANCE_DYNAMIC)
    maker = reader_named(house.at.bench.ledger.snapshot(), house.at.home.participant("maker").participant_id)
    to_maker = Showing(maker, consented=True)
    content, notes = collect(house.at.bench, pack, to_maker)
    assert notes == ()
    assert len(content.products) == len(BY_MAKER) + 1
    for format_ in Format:
        file, folder = tmp_path / f"{format_}.json", tmp_path / format_
        options = ("--as", "maker") if format_ is Format.UNTP else ()
        told = ("--json", *options, *for_maker, *secret)
        gone = within("crosswalk", "export", str(pack), "--to", format_, "--out", file, *told, home=home)
        assert gone.code == 0, gone.out + gone.err
        assert gone.document["format"] == format_
        come = within("crosswalk", "import", file, "--from", format_, "--out", folder, "--json", home=home)
        assert come.code == 0, come.out + come.err
        assert come.document["identifier"] == "https://example.org/battery/crosswalk"
        written = sorted(path.stem for path in (folder / "products").glob("*.json"))
        assert written == come.document["products"]
        assert len(written) + len(come.document["drafts"]) >= 5
    assert within("crosswalk", "import", file, "--from", format_, "--out", folder, home=home).code == 1

    again = in_service(house, "crosswalk-again", EV)
    products = tmp_path / Format.JSON_LD / "products"
    (products / "PerformanceDynamic.json").unlink()  # the operator's
    done = within("publish", str(again), "--product", products, "--as", "maker", "--json", *secret, home=home)
    assert done.code == 0, done.out + done.err
    theirs = {kind: payload for kind, payload in content.products.items() if kind != ProductType.PERFORMANCE_DYNAMIC}
    assert collect(house.at.bench, again, to_maker)[0].products == theirs


def test_crosswalk__products_whose_key_is_not_here__are_noted_and_not_exported(house: House) -> None:
    pack = in_service(house, "crosswalk-closed", EV)
    said(house, pack, EV, ProductType.CIRCULARITY, ProductType.TEST_REPORT)
    for entry in house.at.bench.catalogue.products(pack):
        if entry.product_type == ProductType.TEST_REPORT.value:
            house.at.bench.vault.destroy(entry.digest)
    maker = reader_named(house.at.bench.ledger.snapshot(), house.at.home.participant("maker").participant_id)
    content, notes = collect(house.at.bench, pack, Showing(maker))
    assert set(content.products) == {ProductType.CIRCULARITY}
    assert [note.path for note in notes] == ["/TestReport"]


def test_crosswalk__no_reader_named__carries_public_products_only_and_notes_the_others(house: House) -> None:
    pack = in_service(house, "crosswalk-public", EV)
    said(house, pack, EV, ProductType.CIRCULARITY, ProductType.DISMANTLING_INFORMATION, ProductType.TEST_REPORT)
    content, notes = collect(house.at.bench, pack)
    assert set(content.products) == {ProductType.CIRCULARITY}
    assert {note.path for note in notes} == {"/DismantlingInformation", "/TestReport"}


@pytest.mark.parametrize(
    ("format_", "text"), [("aas", '{"submodels": []}'), ("untp", "{}"), ("json-ld", '{"a": 1, "a": 2}')]
)
def test_crosswalk__what_is_no_such_document__is_refused(tmp_path: Path, house: House, format_: str, text: str) -> None:
    file = tmp_path / "document.json"
    file.write_text(text, encoding="utf-8")
    answer = within(
        "crosswalk", "import", file, "--from", format_, "--out", tmp_path / "out", "--json", home=house.at.home.root
    )
    assert answer.code in (1, 2)
    assert json.loads(answer.out)["error"]["message"]
    assert not (tmp_path / "out").exists()
