"""The report as one HTML page: no script, no reference to anything outside, readable on paper.

A page is an official's copy of the result. It is not evidence itself: whoever doubts it verifies the bundle again.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any

from passport.cli.report.visible import visible

ASKED: Mapping[int, str] = {
    1: "The bundle speaks of the chain and the contracts the verifier believes in.",
    2: "Every piece is what the manifest names, and every content has its CID.",
    3: "Every document and product was signed with a key that was its issuer's then.",
    4: "Every product and passport is a leaf of the root it names.",
    5: "Roots, passports and transactions are in the chain's state and blocks.",
    6: "The blocks lead to the trusted block, or the validators sealed them.",
    7: "Each battery's history is whole, lawful, and agreed to by both parties.",
    8: "What is withdrawn, superseded or frozen is shown as such.",
    9: "Every score comes out again from its inputs.",
    10: "The verifier's own policy holds.",
}
"""What each step asks, in one sentence; docs/verification.md says it in full, under the same numbers."""

_STYLE = """
:root { color-scheme: light; --ink: #1a1a1a; --rule: #c8c8c8; --pale: #f4f4f2; }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: var(--ink); background: #fff;
  font: 15px/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; } td.number { font-variant-numeric: tabular-nums; width: 2rem; }
code, .value { font: 12.5px/1.45 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; overflow-wrap: anywhere; }
.verdict { display: inline-block; padding: .3rem .8rem; border: 2px solid; font-weight: 700; margin: .75rem 0; }
.verified, .passed { color: #14612c; } .failed, .fault { color: #a01818; }
.incomplete, .not-checkable, .uncheckable { color: #7a5200; } .note { color: #23527c; }
.outcome { font-weight: 600; white-space: nowrap; } ul { margin: .2rem 0 0; padding-left: 1.1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; background: var(--pale); padding: .8rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; } footer { margin-top: 2rem; color: #555; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } tr, dl { break-inside: avoid; } }
"""

_FOOT = "Steps and codes: docs/verification.md. This page is a copy of a result; the evidence is the bundle."

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may load nothing and run nothing, whatever is in it."""


def as_html(document: Mapping[str, Any], *, bundle: str, made: str) -> str:
    """The page.

    Args:
        document: What `as_document` gives.
        bundle: Which bundle, in the words of whoever verified it, for example its file name and sha2-256.
        made: When the verification ran.
    """
    facts = {
        "Bundle": bundle,
        "Verified on": made,
        "Chain id": document["chainId"],
        "State block": document["block"],
        "Block hash": document["blockHash"],
        "Block time": document["blockTime"],
    }
    verdict = document["verdict"]
    body = [
        "<h1>Verification of battery passport evidence</h1>",
        f'<p class="verdict {_class(verdict)}">{_text(str(verdict).upper())}</p>',
        "<dl>" + "".join(f"<dt>{_text(name)}</dt><dd>{_text(_said(value))}</dd>" for name, value in facts.items()),
        "</dl>",
        "<h2>The ten steps</h2>",
        _table("", ("", "Step", "Outcome", "Checked", "Found"), map(_step, document["steps"])),
        *_custody(document),
        f"<footer>{_FOOT}</footer>",
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Verification: {_text(verdict)}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _step(step: Mapping[str, Any]) -> str:
    return _row(
        f'<td class="number">{_text(step["number"])}</td>',
        f"<td><strong>{_text(step['title'])}</strong><br>{_text(ASKED[step['number']])}</td>",
        f'<td class="outcome {_class(step["outcome"])}">{_text(step["outcome"])}</td>',
        f'<td class="number">{_text(step["checked"])}</td>',
        f"<td>{_findings(step['findings'])}</td>",
    )


def _findings(findings: Iterable[Mapping[str, Any]]) -> str:
    items = [
        f'<li class="{_class(finding["severity"])}"><code>{_text(finding["code"])}</code> '
        f'<span class="value">{_text(finding["piece"] or "")}</span>{_values(finding["values"])}</li>'
        for finding in findings
    ]
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _values(values: Mapping[str, Any]) -> str:
    return "".join(f'<br><span class="value">{_text(name)}: {_text(value)}</span>' for name, value in values.items())


def _custody(document: Mapping[str, Any]) -> Iterable[str]:
    """The timeline of each battery; a failed verification proves none."""
    if document["verdict"] == "failed" or not document["batteries"]:
        return
    yield "<h2>Custody</h2>"
    for battery in document["batteries"]:
        state = f"{battery['stage']}, {battery['status']}" + (", withdrawn" if battery["withdrawn"] else "")
        rows = (
            _row(*(f"<td>{_text(_said(cell))}</td>" for cell in (
                step["since"], f"participant {step['holder']}", step["role"], step["stage"], step["status"],
                step["cause"], step["block"],
            )))
            for step in battery["custody"]
        )  # fmt: skip
        columns = ("Since", "Holder", "As", "Stage", "Status", "By", "Block")
        yield _table(f"{battery['identifier']}: held by participant {battery['holder']}; {state}", columns, rows)


def _table(caption: str, columns: Iterable[str], rows: Iterable[str]) -> str:
    head = "".join(f"<th>{_text(column)}</th>" for column in columns)
    title = f"<caption>{_text(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(*cells: str) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _said(value: object) -> object:
    return "not known" if value is None else value


def _text(value: object) -> str:
    """Any value as text of the page, and nothing else."""
    return html.escape(visible(value), quote=True)


def _class(value: object) -> str:
    return _text(str(value).replace(" ", "-"))
