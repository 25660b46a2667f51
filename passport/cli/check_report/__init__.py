"""The report of a grading for machines and for people: one document, and the page made from it."""

from __future__ import annotations

from passport.cli.check_report.document import as_document
from passport.cli.check_report.page import as_html

__all__ = ["as_document", "as_html"]
