"""The page of a grade shows whatever a passport says as text, and nothing outside is asked for."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from passport.battery.guidance import Contradiction, grade
from passport.battery.guidance.data_points import REQUIRED_FROM
from passport.battery.product_types import ProductType
from passport.cli.check_report import as_document, as_html
from passport.identifiers import BlockHash, BlockRef, Cid, PassportId
from passport.services.check import Checked, RefusedProduct, load_guidance
from tests.unit.battery.test_guidance import EV, content, products

HOSTILE = "<script>alert(1)</script>\u202e\x00&\"'"
CID = Cid("bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy")


BLOCK = BlockRef(7, BlockHash.from_hex("0x" + "22" * 32), 0)


class Page(HTMLParser):
    """Elements, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.text = Counter[str](), set[str](), ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def document() -> dict[str, Any]:
    guidance = load_guidance()
    checked = Checked(
        passport_id=PassportId.from_hex("0x" + "11" * 32),
        identifier=HOSTILE,
        model=None,
        block=BLOCK,
        guidance=guidance,
        grade=grade(content(EV, products(EV)), guidance, REQUIRED_FROM),
        refused=(RefusedProduct(ProductType.CIRCULARITY, CID, "/x", "rule", HOSTILE),),
        contradictions=(Contradiction("mass", (HOSTILE, "b"), HOSTILE),),
    )
    return as_document(checked, datetime(2027, 2, 18, 9, tzinfo=UTC))


def test_page__hostile_text__is_shown_and_does_nothing() -> None:
    written = as_html(document())
    page = Page(written)
    assert not {"script", "img", "link", "iframe", "object"} & page.tags.keys()
    assert page.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert page.text.count("<script>alert(1)</script>") == 5
    assert "\\u202e" in written
    assert "\x00" not in written


def test_page__every_point__is_a_row_of_six_cells_and_the_source_is_named() -> None:
    page = Page(as_html(document()))
    assert (page.tags["tr"], page.tags["td"]) == (72, 71 * 6)
    assert "Ares(2026)7579758" in page.text
    assert "not the Commission's" in page.text


def test_document__of_a_grade__is_dated_and_counts_every_point() -> None:
    made = document()
    assert (made["made"], made["on"]) == ("2027-02-18T09:00:00Z", "2027-02-18")
    assert sum(made["counts"].values()) == 71
    assert {point["disclosureClass"] for point in made["points"]} == {1, 2, 3, 4}
