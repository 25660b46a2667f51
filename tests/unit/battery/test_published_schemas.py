"""Model and published schema agree, the files are what the models say, and the context names every term.

Where a schema cannot say what a model says, the model alone refuses; `BEYOND_A_SCHEMA` lists those rules.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pyld import jsonld

from passport.battery.product_types import PRODUCT_RULES, ProductType
from passport.battery.products import Payload, PayloadRefused, every_model, read_payload
from passport.battery.products.schema import context, file_name, published_id, schema_of_model
from scripts.write_schemas import stale
from tests.unit.battery.documents import broken, documents, example

EVERY = [pytest.param(kind, model, id=f"{kind.value}-{model.VERSION}") for kind, model in every_model()]
BEYOND_A_SCHEMA = {
    "address-incomplete",
    "amount-missing",
    "cas-check-digit",
    "composition-sum",
    "counter-falls",
    "critical-threshold",
    "date-order",
    "duplicate-row",
    "efficiency-falls",
    "energy-fits",
    "fade-fits",
    "frequency-order",
    "heavy-metal",
    "inline-or-attached",
    "interval-missing",
    "interval-order",
    "mass-balance",
    "measures-missing",
    "part-of-whole",
    "range",
    "remaining-above-rated",
    "row-count",
    "stage-sum",
    "total-count",
    "value-or-abstention",
    "voltage-order",
}
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def validator(kind: ProductType, model: type[Payload]) -> Draft202012Validator:
    schema = schema_of_model(kind, model)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def read_or_refusal(kind: ProductType, model: type[Payload], document: Any) -> Payload | PayloadRefused:
    try:
        return read_payload(kind, model.VERSION, document)
    except PayloadRefused as refused:
        return refused


def test_files__every_one__is_what_the_models_say() -> None:
    assert stale() == []


@pytest.mark.parametrize(("kind", "model"), EVERY)
def test_schema__of_a_model__names_itself_and_its_class(kind: ProductType, model: type[Payload]) -> None:
    schema = schema_of_model(kind, model)
    assert schema["$id"] == published_id(kind, model)
    assert schema["x-disclosure-class"] == PRODUCT_RULES[kind].disclosure


@pytest.mark.parametrize(("kind", "model"), EVERY)
def test_example__with_every_member__taken_by_both_and_read_back(kind: ProductType, model: type[Payload]) -> None:
    document = example(file_name(kind, model))
    members = {field.alias or name for name, field in model.model_fields.items()}
    assert members - document.keys() <= {"attachment"}
    validator(kind, model).validate(document)
    read = read_payload(kind, model.VERSION, document)
    assert read_payload(kind, model.VERSION, read.as_json()) == read
    validator(kind, model).validate(read.as_json())


@pytest.mark.parametrize(("kind", "model"), EVERY)
def test_document__the_schema_takes__refused_only_by_rules_beyond_a_schema(
    kind: ProductType, model: type[Payload]
) -> None:
    check = validator(kind, model)

    @FEW
    @given(documents(schema_of_model(kind, model)))
    def agree(document: Any) -> None:
        assert check.is_valid(document)
        read = read_or_refusal(kind, model, document)
        if isinstance(read, PayloadRefused):
            assert read.values["rule"] in BEYOND_A_SCHEMA, read
            assert read.clause
        else:
            check.validate(read.as_json())

    agree()


@pytest.mark.parametrize(("kind", "model"), EVERY)
def test_document__one_thing_broken__refused_by_both(kind: ProductType, model: type[Payload]) -> None:
    check, schema = validator(kind, model), schema_of_model(kind, model)

    @FEW
    @given(broken(schema, example(file_name(kind, model))))
    def agree(case: tuple[tuple[str | int, ...], str, dict[str, Any]]) -> None:
        path, _, document = case
        assert not check.is_valid(document)
        with pytest.raises(PayloadRefused) as refused:
            read_payload(kind, model.VERSION, document)
        where = str(refused.value.values["path"]).split("/")[1:]
        assert where[: len(path)] == [str(part) for part in path]

    agree()


@given(st.sampled_from([case.values for case in EVERY]), st.recursive(st.none() | st.integers() | st.text(), st.lists))
@settings(max_examples=200, deadline=None)
def test_document__anything_at_all__refused_with_path_rule_and_clause(case: Any, anything: Any) -> None:
    kind, model = case
    with pytest.raises(PayloadRefused) as refused:
        read_payload(kind, model.VERSION, {"anything": anything})
    assert {"path", "rule", "problems"} <= refused.value.values.keys()
    assert refused.value.clause


def offline(url: str, _options: Any) -> Any:
    raise AssertionError(f"the context needs no other document, but {url} was asked for")


def without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_null(member) for name, member in value.items() if member is not None}
    return value


@pytest.mark.parametrize(("kind", "model"), EVERY)
def test_context__example_expanded_and_compacted__loses_no_term(kind: ProductType, model: type[Payload]) -> None:
    payload = example(file_name(kind, model))
    document = {**context(), "@type": kind.value, "data": payload}
    expanded = jsonld.expand(document, {"documentLoader": offline})
    assert expanded[0]["@type"] == [f"urn:battery-passport:term:{kind.value}"]
    again = jsonld.compact(expanded, context(), {"documentLoader": offline})
    assert again["data"] == (without_null(payload) if model.NULLABLE else payload)


def test_context__member_nobody_defined__is_dropped_so_the_test_above_can_fail() -> None:
    document = {**context(), "@type": "SiteWeather", "data": {"temp": 1, "unheard": 2}}
    again = jsonld.compact(jsonld.expand(document), context(), {"documentLoader": offline})
    assert again["data"] == {"temp": 1}
