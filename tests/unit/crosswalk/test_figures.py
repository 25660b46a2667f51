"""The figures in the documentation are those of today."""

from __future__ import annotations

from tests.unit.crosswalk.figures import PAGE, figures, figures_in


def test_figures__of_aas_untp_ioxio_and_json_ld__are_those_of_today() -> None:
    """`python -m tests.unit.crosswalk.figures` writes them."""
    assert figures_in(PAGE.read_text(encoding="utf-8")) == figures()
