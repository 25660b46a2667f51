"""Every place of a document and of a draft, taken away or changed: an answer or a typed error, for each of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

from passport.battery.product_types import ProductType
from passport.crosswalk import consortium, gefeg
from passport.crosswalk.content import PassportContent
from passport.crosswalk.errors import CrosswalkError
from passport.crosswalk.gefeg import Guide
from passport.crosswalk.places import Trail, leaves
from tests.conformance.crosswalk_contents import complete_content
from tests.conformance.crosswalk_schemas import VECTORS

OTHERS: tuple[Any, ...] = (None, True, 1e300, "", [], {"a": 1})


def places(tree: Any) -> list[Trail]:
    """Every member and row, not only leaves."""
    return sorted({leaf[:cut] for leaf in leaves(tree) for cut in range(1, len(leaf) + 1)}, key=str)


def without(tree: Any, trail: Trail) -> Any:
    changed = deepcopy(tree)
    here = changed
    for step in trail[:-1]:
        here = here[step]
    del here[trail[-1]]
    return changed


def with_others(tree: Any, trail: Trail) -> Iterator[Any]:
    for other in OTHERS:
        changed = deepcopy(tree)
        here = changed
        for step in trail[:-1]:
            here = here[step]
        here[trail[-1]] = other
        yield changed


def test_export__of_drafts_that_lack_any_one_member__writes_a_document() -> None:
    content = complete_content(Guide.LMT)
    facts = {kind.value: payload.as_json() for kind, payload in content.products.items()}
    bare = PassportContent(content.identifier, content.category)
    assert len(places(facts)) > 150
    for trail in places(facts):
        drafts = {ProductType(kind): payload for kind, payload in without(facts, trail).items()}
        assert gefeg.export(bare, drafts=drafts).document["Battery_Passport"]
        assert consortium.export(bare, drafts=drafts).document["GeneralProductInformation"]


def test_gefeg_read__with_any_place_taken_away_or_changed__reads_or_is_refused() -> None:
    document = json.loads((VECTORS / "gefeg" / "lmt.gefeg.json").read_bytes())
    for trail in places(document):
        for changed in (without(document, trail), *with_others(document, trail)):
            with suppress(CrosswalkError):
                found = gefeg.read(changed)
                gefeg.export(found.content, drafts=found.drafts)


def test_consortium_read__with_any_place_taken_away_or_changed__reads_or_is_refused() -> None:
    document = dict(consortium.export(complete_content(Guide.ELECTRIC_VEHICLE)).document)
    for trail in places(document):
        for changed in (without(document, trail), *with_others(document, trail)):
            with suppress(CrosswalkError):
                found = consortium.read(changed)
                consortium.export(found.content, drafts=found.drafts)
