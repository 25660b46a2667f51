"""Our exports against the published formats: 0 errors when everything is said, a note for everything that is not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passport.battery.product_types import PRODUCT_RULES, ProductType
from passport.crosswalk import consortium, gefeg
from passport.crosswalk.content import Imported, NoteKind, PassportContent
from passport.crosswalk.facts import facts_of
from passport.crosswalk.gefeg import Guide
from passport.crosswalk.gefeg.carriage import ROWS, written_table
from passport.crosswalk.gefeg.quantities import Quantity
from passport.crosswalk.places import leaves, pointer
from tests.conformance.crosswalk_contents import complete_content, demonstration
from tests.conformance.crosswalk_figures import PAGE, figures, figures_in
from tests.conformance.crosswalk_schemas import ASPECTS, GEFEG_MODEL, VECTORS, consortium_errors, gefeg_errors

WITHOUT_A_PLACE = {"CertifiedUsableBatteryEnergy"}
"""Asked for by electric vehicles only, voluntary; the UNECE GTR 22 energy is none of the Commission's data points."""
FOUND_AGAIN_ELSEWHERE = {"/passport/warrantyEndsOn"}
"""Where a day of the end of the warranty is read and no day of its beginning, the months are not."""
COMPLETE = {guide: complete_content(guide) for guide in Guide}
MEMBERS: dict[str, Any] = {member["name"]: member for member in GEFEG_MODEL["members"]}


def all_errors(content: PassportContent) -> list[str]:
    document = consortium.export(content).document
    return [error for aspect in ASPECTS for error in consortium_errors(aspect, document[aspect])]


def missing(found: Any) -> list[str]:
    return [note.text for note in found.notes if note.kind is NoteKind.MISSING]


def example(guide: Guide) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((VECTORS / "gefeg" / f"{guide}.gefeg.json").read_bytes())
    return document


def unnamed(before: PassportContent, notes: Any, after: Imported) -> list[str]:
    """Facts that differ after a round trip and that no note names, be it at the fact or at its row."""
    old, new = flat(facts_of(before)), flat(facts_of(after.content, after.drafts))
    changed = sorted(path for path in old | new if old.get(path) != new.get(path))
    named = [note.path for note in notes if note.kind not in {NoteKind.MISSING, NoteKind.INCOMPLETE}]
    rows = {path.rsplit("/", 1)[0] for path in named}
    return [
        path
        for path in changed
        if path not in FOUND_AGAIN_ELSEWHERE
        and not any(path == place or path.startswith(place + "/") for place in named)
        and not (path.rsplit("/", 1)[0] in rows and path.endswith(("/part", "/subject")))
    ]


def flat(tree: Any) -> dict[str, Any]:
    found = {}
    for trail in leaves(tree):
        here = tree
        for step in trail:
            here = here[step]
        found[pointer(trail)] = here
    return found


@pytest.mark.parametrize("guide", Guide)
def test_gefeg_export__of_a_complete_passport__has_no_error(guide: Guide) -> None:
    found = gefeg.export(COMPLETE[guide])
    assert gefeg_errors(guide.value, found.document) == []
    assert missing(found) == []


def test_consortium_export__of_a_complete_passport__has_no_error() -> None:
    for content in COMPLETE.values():
        assert all_errors(content) == []
        assert missing(consortium.export(content)) == []


@pytest.mark.parametrize("guide", Guide)
def test_gefeg_round_trip__of_a_complete_passport__is_the_same_but_for_what_is_named(guide: Guide) -> None:
    there = gefeg.export(COMPLETE[guide])
    back = gefeg.read(there.document)
    assert not back.drafts
    assert unnamed(COMPLETE[guide], (*there.notes, *back.notes), back) == []


def test_consortium_round_trip__of_a_complete_passport__is_the_same_but_for_what_is_named() -> None:
    content = COMPLETE[Guide.STATIONARY]
    there = consortium.export(content)
    back = consortium.read(there.document)
    assert unnamed(content, (*there.notes, *back.notes), back) == []


@pytest.mark.parametrize("guide", Guide)
def test_gefeg_example__read_and_written_again__is_the_same_but_for_what_is_named(guide: Guide) -> None:
    """Upstream's figures contradict each other in places; what we refuse for that is named, and asked for again."""
    document = example(guide)
    found = gefeg.read(document)
    back = gefeg.export(found.content, drafts=found.drafts)
    old, new = flat(document), flat(back.document)
    changed = {path.split("/")[3] for path in old | new if old.get(path) != new.get(path)}
    refused = {note.path for note in found.notes if note.kind is NoteKind.REFUSED}
    asked_again = {text.split(" ")[0].rsplit("/", 1)[1] for text in missing(back)}
    assert changed == {"DPPSchemaVersion"} | asked_again
    assert bool(asked_again) == bool(refused)
    assert refused <= {"/CarbonFootprint/lifeCycleStages", "/PerformanceStatic/initialRoundTripEfficiencyPercent"}
    assert len(gefeg_errors(guide.value, back.document)) == len(asked_again)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), guide=st.sampled_from(Guide))
def test_export__of_a_passport_with_gaps__has_errors_exactly_where_a_note_says_missing(
    data: st.DataObject, guide: Guide
) -> None:
    content = COMPLETE[guide]
    kept = data.draw(st.sets(st.sampled_from(sorted(content.products)), min_size=6))
    products = {kind: content.products[kind] for kind in kept}
    for kind in data.draw(st.sets(st.sampled_from(sorted(kept)), max_size=3)):
        model = type(products[kind])
        optional = sorted(name for name, field in model.model_fields.items() if not field.is_required())
        gone = data.draw(st.sets(st.sampled_from(optional), max_size=3))
        short = {
            name: value[:1]
            for name in optional
            if isinstance(value := getattr(products[kind], name), tuple) and data.draw(st.booleans())
        }
        products[kind] = products[kind].model_copy(update=short | dict.fromkeys(gone))
    record = data.draw(st.sets(st.sampled_from(["serial_number", "manufactured_on", "status", "updated_at"])))
    gaps = replace(content, products=products, **dict.fromkeys(record))
    written = gefeg.export(gaps)
    assert bool(gefeg_errors(guide.value, written.document)) == bool(missing(written))
    assert bool(all_errors(gaps)) == bool(missing(consortium.export(gaps)))


def test_gefeg_rows__for_every_published_member__are_there_and_ask_as_the_guide_does() -> None:
    asked: dict[str, str] = {}
    for row in ROWS:
        if not row.fallback:
            name = row.theirs.split("/")[2]
            letters = zip(asked.get(name, "-----"), row.asked, strict=True)
            asked[name] = "".join(min(pair, key="Ro-".index) for pair in letters)
    published = {
        name: "".join(
            "R" if guide in said["required"] else "o" if guide in said["optional"] else "-" for guide in Guide
        )
        for name, said in MEMBERS.items()
    }
    assert {**asked, **dict.fromkeys(WITHOUT_A_PLACE, "o----")} == published


@pytest.mark.parametrize("guide", Guide)
def test_gefeg_quantities__of_every_guide__are_written_as_its_schema_has_them(guide: Guide) -> None:
    for row in written_table(guide).rows:
        member = MEMBERS[row.theirs.text.split("/")[2]]
        if isinstance(row.carrier, Quantity):
            variants = GEFEG_MODEL["kinds"][member["kind"]]
            fields = next(kind["fields"] for kind in variants if guide in kind["guides"])
            assert set(fields[row.carrier.unit_member]["one_of"]) == set(row.carrier.symbols), row.theirs
            value = fields[row.carrier.value_member]
            assert (value["is"] == "integer") is row.carrier.whole, row.theirs
            assert (value.get("from"), value.get("to")) == (row.carrier.lowest, row.carrier.highest), row.theirs


def test_figures__in_the_documentation__are_those_of_today() -> None:
    """`python -m tests.conformance.crosswalk_figures` writes them."""
    assert figures_in(PAGE.read_text(encoding="utf-8")) == figures()


def test_defects__every_name_in_the_sources__is_in_the_documentation() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = {note.defect for content in COMPLETE.values() for note in gefeg.export(content).notes if note.defect}
    named |= {note.defect for note in consortium.export(COMPLETE[Guide.ELECTRIC_VEHICLE]).notes if note.defect}
    assert named
    assert [name for name in sorted(named) if f"`{name}`" not in page] == []


@pytest.mark.parametrize("pack", ["ev_pack", "stationary_pack"])
def test_gefeg_export__of_a_demonstration_pack__lacks_only_what_a_note_names(pack: str) -> None:
    """They state what the Commission's guidance asks for; GEFEG asks for more, some of it not to be filled yet."""
    found = gefeg.export(demonstration(pack))
    guide = Guide.ELECTRIC_VEHICLE if pack == "ev_pack" else Guide.STATIONARY
    errors = gefeg_errors(guide.value, found.document)
    assert all(error.endswith("is a required property") for error in errors)
    assert len(errors) == len(missing(found))
    for text in missing(found):
        assert any(text.split(" ")[0].split("/")[1] in error for error in errors)


def test_gefeg_rows__disclosure_classes__are_gefegs_but_for_four() -> None:
    """The four are in docs/crosswalk.md."""
    kinds = {kind.value: PRODUCT_RULES[kind].disclosure for kind in ProductType}
    differ = {
        row.ours
        for row in ROWS
        if (kind := row.ours.split("/")[0]) in kinds
        and kinds[kind].is_public is not (MEMBERS[row.theirs.split("/")[2]]["read"] == ["public"])
    }
    assert differ == {
        "PerformanceDynamic/recordedAt",
        "PerformanceStatic/initialSelfDischargePercentPerMonth",
        "ProductDataSheet/facilityIdentifier",
        "ProductDataSheet/manufacturer/identifier",
    }


@pytest.mark.parametrize("guide", Guide)
def test_gefeg_export__of_the_public_products__holds_public_members_only(guide: Guide) -> None:
    content = COMPLETE[guide]
    public = {kind: found for kind, found in content.products.items() if PRODUCT_RULES[kind].disclosure.is_public}
    shown = gefeg.export(replace(content, products=public, status=None, incidents_url=None))
    names = {name for group in shown.document["Battery_Passport"].values() for name in group}
    restricted = {name for name in names if MEMBERS[name]["read"] != ["public"]}
    assert restricted <= {
        "InitialSelf-dischargeRate",
        "UniqueEconomicOperatorIdentifier",
        "UniqueFacilityIdentifier",
        "UniqueManufacturerIdentifier",
    }
