"""The report as one HTML page: no script, no reference to anything outside, readable on paper."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any

from passport.cli.report.visible import visible

_STYLE = """
:root { color-scheme: light; --ink: #1a1a1a; --rule: #c8c8c8; --pale: #f4f4f2; }
body { margin: 2rem auto; max-width: 68rem; padding: 0 1rem; color: var(--ink); background: #fff;
  font: 15px/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; } td.number { font-variant-numeric: tabular-nums; width: 2rem; }
small, .place { color: #555; } .place { font: 12px/1.4 ui-monospace, "DejaVu Sans Mono", Consolas, monospace;
  overflow-wrap: anywhere; }
.verdict { display: inline-block; padding: .3rem .8rem; border: 2px solid; font-weight: 700; margin: .75rem 0; }
.complete, .present { color: #14612c; } .incomplete, .missing, .filled--but-not-to-be { color: #a01818; }
.not-checkable, .unreadable, .condition-open { color: #7a5200; }
.pending, .pending--filled, .not-yet-required { color: #23527c; }
.outcome { font-weight: 600; min-width: 8rem; } ul.counts { list-style: none; padding: 0; columns: 14rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; background: var(--pale); padding: .8rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; } footer { margin-top: 2rem; color: #555; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } tr, dl { break-inside: avoid; }
  thead { display: table-header-group; } }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may load nothing and run nothing, whatever is in it."""

_CLASSES: Mapping[int, str] = {
    1: "public",
    2: "legitimate interest, Commission",
    3: "authorities",
    4: "legitimate interest, this battery",
}


def as_html(document: Mapping[str, Any]) -> str:
    """The page of what `as_document` gives."""
    verdict, guidance = str(document["verdict"]), document["guidance"]
    body = [
        "<h1>Battery passport: data points</h1>",
        f'<p class="verdict {_class(verdict)}">{_text(verdict.upper())}</p>',
        f"<dl>{_facts(document)}</dl>",
        f'<ul class="counts">{_counts(document["counts"])}</ul>',
        *_refused(document["refused"]),
        *_contradictions(document["contradictions"]),
        "<h2>The data points</h2>",
        _table(map(_row, document["points"])),
        (
            f"<footer>Data points: {_text(guidance['title'])}, version {_text(guidance['version'])} of "
            f"{_text(guidance['issued'])}, {_text(guidance['reference'])}. {_text(guidance['attribution'])} "
            f"{_text(guidance['license'])}<br>The grading is this system's, not the Commission's.</footer>"
        ),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Data points: {_text(document['identifier'])}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _facts(document: Mapping[str, Any]) -> str:
    required = "yes" if document["passportRequired"] else "no"
    facts = {
        "Battery": document["identifier"],
        "Passport": document["passportId"],
        "Model": document["model"] or "none named",
        "Category": document["category"],
        "Requirements of": document["on"],
        "Passport required": f"{required} ({document['passportRequiredBecause']})",
        "State at block": document["block"],
        "Made": document["made"],
    }
    return "".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>" for name, value in facts.items())


def _counts(counts: Mapping[str, int]) -> str:
    return "".join(
        f'<li><span class="{_class(outcome)}">{_text(outcome)}</span>: {_text(number)}</li>'
        for outcome, number in counts.items()
    )


def _refused(products: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    items = [f'<li>{_text(one["says"])}<br><span class="place">{_text(one["cid"])}</span></li>' for one in products]
    if items:
        yield f"<h2>Products that do not count</h2><ul>{''.join(items)}</ul>"


def _contradictions(found: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    items = [
        f'<li>{_text(one["says"])}<br><span class="place">{_text(" / ".join(one["places"]))}</span></li>'
        for one in found
    ]
    if items:
        yield f"<h2>Contradictions</h2><ul>{''.join(items)}</ul>"


def _row(point: Mapping[str, Any]) -> str:
    condition = f"<br><small>{_text(point['condition'])}</small>" if point["condition"] else ""
    reason = f"{_text(point['reason'])}<br>" if point["reason"] and point["reason"] != point["condition"] else ""
    places = "<br>".join(f'<span class="place">{_text(place)}</span>' for place in point["places"])
    disclosure = point["disclosureClass"]
    cells = (
        f'<td class="number">{_text(point["number"])}</td>',
        f"<td>{_text(point['name'])}<br><small>{_text(point['source'] or 'no source named')}</small></td>",
        f"<td>{_text(disclosure)}<br><small>{_text(_CLASSES[disclosure])}</small></td>",
        f"<td>{_text(point['requirement'])}{condition}</td>",
        f'<td class="outcome {_class(point["outcome"])}">{_text(point["outcome"])}</td>',
        f"<td>{reason}{places}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _table(rows: Iterable[str]) -> str:
    columns = ("No.", "Data point", "Class", "Required", "Outcome", "Where, and why")
    head = "".join(f"<th>{column}</th>" for column in columns)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _text(value: object) -> str:
    """Any value as text of the page, and nothing else."""
    return html.escape(visible(value), quote=True)


def _class(value: object) -> str:
    return _text(str(value).replace(" ", "-").replace(",", "-"))
