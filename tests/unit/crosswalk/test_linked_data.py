"""JSON-LD: nothing is lost, the graph says the same after any JSON-LD or RDF tool, quantities have EMMO's units."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyld import jsonld
from rdflib.compare import isomorphic

from passport.battery.category import BatteryCategory
from passport.battery.guidance.places import PLACES
from passport.battery.product_types import ProductType
from passport.crosswalk import linked_data
from passport.crosswalk.content import NoteKind, PassportContent
from passport.crosswalk.errors import CrosswalkError
from passport.crosswalk.facts import facts_of
from passport.crosswalk.linked_data.terms import CLASSES, DATA_POINT, QUANTITIES, UNIT_IRIS
from tests.unit.crosswalk.anything import FUZZ, spoil
from tests.unit.crosswalk.every_product import every_payload, full_content
from tests.unit.crosswalk.offline import load
from tests.unit.crosswalk.round_trip import unexplained

OFFLINE = {"documentLoader": load}


def through_json_ld(document: Any) -> Any:
    """What another tool gives after expanding and compacting."""
    return jsonld.compact(jsonld.expand(document, OFFLINE), {"@context": document["@context"]}, OFFLINE)


def graph_of(document: Any) -> rdflib.Graph:
    quads = jsonld.to_rdf(document, {**OFFLINE, "format": "application/n-quads"})
    return rdflib.Graph().parse(data=quads, format="nt")  # all of it in the default graph


def test_round_trip__a_battery_with_every_product__loses_nothing() -> None:
    content = full_content()
    exported = linked_data.export(content)
    assert exported.notes == ()
    assert linked_data.read(json.loads(json.dumps(exported.document))).content == content


def test_round_trip__through_expansion_and_compaction__loses_nothing() -> None:
    content = full_content()
    back = linked_data.read(through_json_ld(linked_data.export(content).document))
    assert (back.content, back.notes) == (content, ())


@pytest.mark.parametrize("kind", sorted(every_payload()))
def test_round_trip__one_product__loses_nothing(kind: Any) -> None:
    content = replace(full_content(), products={kind: every_payload()[kind]})
    exported = linked_data.export(content)
    assert unexplained(content, exported, linked_data.read(json.loads(json.dumps(exported.document)))) == {}


def test_graph__read_by_rdflib__has_the_rated_capacity_in_ampere_hours() -> None:
    content = full_content()
    rows = graph_of(linked_data.export(content).document).query(
        f"""
        SELECT ?number WHERE {{
          <{content.identifier}> <https://w3id.org/emmo#EMMO_e1097637_70d2_4895_973f_2396f04fa204> ?property .
          ?property a <{CLASSES["RatedCapacity"]}> ;
            <https://w3id.org/emmo#EMMO_bed1d005_b04e_4a90_94cf_02bc678a8569> <https://w3id.org/emmo#AmpereHour> ;
            <https://w3id.org/emmo#EMMO_8ef3cd6d_ae58_4a8d_9fc0_ad8f49015cd0> ?part .
          ?part <https://w3id.org/emmo#EMMO_faf79f53_749d_40b2_807c_d34244c192f4> ?number .
        }}"""
    )
    stated = facts_of(content)["ProductDataSheet"]["ratedCapacityAh"]
    assert [row[0].toPython() for row in rows] == [stated]


def test_graph__after_rdflib_wrote_and_read_it__is_the_same_graph() -> None:
    two = (ProductType.PRODUCT_DATA_SHEET, ProductType.MATERIAL_COMPOSITION)
    products = {kind: every_payload()[kind] for kind in two}
    graph = graph_of(linked_data.export(replace(full_content(), products=products)).document)
    again = rdflib.Graph().parse(data=graph.serialize(format="nt"), format="nt")
    assert len(graph) > 100
    assert isomorphic(graph, again)


def test_terms__every_quantity__has_a_class_and_a_unit_and_a_place_that_exists() -> None:
    facts = facts_of(full_content())
    assert {quantity.label for quantity in QUANTITIES} <= CLASSES.keys()
    assert {quantity.unit for quantity in QUANTITIES} <= UNIT_IRIS.keys()
    absent = [quantity.place.text for quantity in QUANTITIES if quantity.place.find(facts) is None]
    assert absent == []
    assert len(set(CLASSES.values())) == len(CLASSES)


def test_export__data_points_of_the_commission__are_named_where_they_are_said() -> None:
    document = linked_data.export(full_content()).document
    named = {each for statement in document["statement"] for each in statement.get("fulfils", ())}
    assert {f"{DATA_POINT}10", f"{DATA_POINT}11", f"{DATA_POINT}12"} <= named
    assert named <= {f"{DATA_POINT}{number:02}" for number in PLACES}


def test_read__a_description_with_properties_only__takes_them_in_our_units() -> None:
    emmo = "https://w3id.org/emmo#"
    document = {
        "@id": "https://cells.example/7",
        "hasProperty": [
            {
                "@type": [CLASSES["Mass"], "https://w3id.org/emmo#Other"],
                "hasNumericalPart": {"@type": "RealData", "hasNumberValue": "0.0455"},
                "hasMeasurementUnit": f"{emmo}Kilogram",
            },
            {"@type": "https://w3id.org/emmo#Colour"},
        ],
    }
    found = linked_data.read(document, BatteryCategory.LMT)
    assert found.drafts[ProductType.PRODUCT_DATA_SHEET] == {"massKg": 0.0455}
    assert [note.kind for note in found.notes][:2] == [NoteKind.INFERRED, NoteKind.NOT_CARRIED]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.update(record=[]), "/record"),
        (lambda d: d["statement"][0].update({"@type": "Poem"}), "/statement/0/@type"),
        (lambda d: d["statement"][0].pop("data"), "/statement/0/data"),
        (lambda d: d["hasProperty"][0].update(hasMeasurementUnit="furlong"), "/hasProperty/0/hasMeasurementUnit"),
        (lambda d: d["hasProperty"][1]["hasNumericalPart"].update(hasNumberValue="NaN"), "/hasProperty/1"),
    ],
)
def test_read__what_is_not_of_our_context__is_refused_by_its_path(change: Any, path: str) -> None:
    document = json.loads(_WHOLE)
    change(document)
    with pytest.raises(CrosswalkError) as refusal:
        linked_data.read(document)
    assert refusal.value.values["path"] == path


_WHOLE = json.dumps(linked_data.export(full_content()).document)


@settings(max_examples=FUZZ, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_read__documents_with_anything_anywhere__are_read_or_refused(data: st.DataObject) -> None:
    document = json.loads(_WHOLE)
    del document["@context"]
    spoil(document, data)
    try:
        found = linked_data.read(document)
    except CrosswalkError:
        return
    assert isinstance(found.content, PassportContent)
