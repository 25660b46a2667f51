"""The report of a verification for machines and for people: one document, and pages made from it.

What a bundle says is hostile until it is proved, and a report shows it also when nothing was: every value is written so
that it can be nothing but text.
"""

from __future__ import annotations

from passport.cli.report.document import as_document
from passport.cli.report.page import as_html
from passport.cli.report.visible import visible

__all__ = ["as_document", "as_html", "visible"]
