"""The report as a page: it shows hostile text as text, and all ten steps by the numbers of docs/verification.md."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.cli.report import as_document, as_html, visible
from passport.cli.report.page import ASKED
from passport.provenance.verification import TITLES, Outcome, Report, Severity
from passport.provenance.verification.report import Finding, StepReport

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; }</style><style>*{display:none}",
    "--><!-- ]]> <![CDATA[",
    "&lt;b&gt; &#x3c;b>",
    "javascript:alert(1)",
    "\x1b[2J\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "safe\u202eexe.fdp",
    "\ud800",
    "line\nbreak\x00",
    "[red]not a colour[/]",
]


class Reader(HTMLParser):
    """Elements and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment got in: {data}")


def document(text: str) -> dict[str, Any]:
    """A report in which everything that can be text is this text."""
    steps = tuple(
        StepReport(number, Outcome.FAILED, 1, (Finding(Severity.FAULT, "piece-changed", text, {text: text}),))
        for number in range(1, 11)
    )
    made = as_document(Report(steps, 1, 2, text, 3))
    made["verdict"] = "verified"
    made["batteries"] = [
        {"identifier": text, "holder": text, "stage": text, "status": text, "withdrawn": True, "custody": [
            {"since": text, "block": 1, "holder": text, "role": None, "stage": text, "status": text, "cause": text},
        ]},
    ]  # fmt: skip
    return made


PLAIN = Reader(as_html(document("plain"), bundle="plain", made="plain"))


@pytest.mark.parametrize("text", HOSTILE)
def test_page__hostile_values__stay_text(text: str) -> None:
    page = as_html(document(text), bundle=text, made=text)
    read = Reader(page)
    assert read.elements == PLAIN.elements
    assert read.attributes == PLAIN.attributes
    assert visible(text) in read.text
    assert "\x1b" not in page
    page.encode("utf-8")


@given(st.text())
def test_page__any_value__adds_no_element(text: str) -> None:
    read = Reader(as_html(document(text), bundle=text, made=text))
    assert (read.elements, read.attributes) == (PLAIN.elements, PLAIN.attributes)


@given(st.text())
def test_visible__any_text__is_printable(text: str) -> None:
    assert visible(text).isprintable()
    assert visible(text) == text or not text.isprintable()


def test_page__loads_and_runs_nothing() -> None:
    page = as_html(document("plain"), bundle="plain", made="plain")
    assert "default-src 'none'" in page
    assert not PLAIN.elements & {"script", "link", "img", "iframe", "object", "form", "a"}
    assert not {name for name in PLAIN.attributes if name in {"src", "href", "style"} or name.startswith("on")}


def test_page__has_the_ten_steps_by_number_and_name() -> None:
    assert set(ASKED) == set(TITLES)
    text = PLAIN.text
    places = [text.index(f"{number}{TITLES[number]}") for number in range(1, 11)]
    assert places == sorted(places)
    assert all(ASKED[number] in text for number in range(1, 11))


def test_page__of_a_failed_verification__shows_no_custody() -> None:
    failed = {**document("plain"), "verdict": "failed"}
    assert "Custody" not in Reader(as_html(failed, bundle="plain", made="plain")).text


def test_document__of_nothing_readable__has_all_steps() -> None:
    steps = tuple(StepReport(n, Outcome.NOT_CHECKABLE, 0, ()) for n in range(1, 11))
    made = as_document(Report(steps, None, None, None, None))
    assert [step["number"] for step in made["steps"]] == list(range(1, 11))  # type: ignore[attr-defined]
    assert Reader(as_html(made, bundle="b", made="m")).text.count("not known") == 4
