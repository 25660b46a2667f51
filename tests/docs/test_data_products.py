"""The table of data-product types and the list of rules are what the code says."""

from __future__ import annotations

import re

from passport.battery.product_types import PRODUCT_RULES
from passport.battery.products import every_model
from scripts.tracked import ROOT
from tests.unit.battery.test_published_schemas import BEYOND_A_SCHEMA

PAGE = (ROOT / "docs" / "data-products.md").read_text(encoding="utf-8")


def test_types_table__each_row__is_a_model_with_its_class_and_issuers() -> None:
    table = PAGE.split("## Types")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:2] == "| "][
        1:
    ]
    expected = [
        [
            kind.value,
            model.VERSION,
            str(int(PRODUCT_RULES[kind].disclosure)),
            ", ".join(role.label for role in PRODUCT_RULES[kind].issuers.roles),
        ]
        for kind, model in every_model()
    ]
    assert [row[:4] for row in rows] == expected


def test_rules_table__every_rule_beyond_a_schema__is_told() -> None:
    table = PAGE.split("### Rules a schema cannot say")[1].split("\n## ")[0]
    told = {
        rule
        for line in table.splitlines()
        if line[:3] == "| `"
        for rule in re.findall("`([a-z-]+)`", line.split("|")[1])
    }
    assert told == BEYOND_A_SCHEMA
