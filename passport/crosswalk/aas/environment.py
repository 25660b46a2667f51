"""Asset Administration Shell environments (IDTA 01001, JSON of 01001-5): from the submodels' values, and back.

A submodel's values have the form its SAMM aspect has as JSON: text in several languages is a list of one-member
objects, ``[{"en": "cell"}]``, a file has `value` and `contentType`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from passport.crosswalk.aas.shapes import Shape, submodel_shapes
from passport.crosswalk.carriers import decimal_of, number_for, object_of, refused, text_of
from passport.crosswalk.content import NoteKind
from passport.crosswalk.places import Tree
from passport.crosswalk.table import ABSENT, Notebook

_MODEL_TYPES = {
    "property": "Property",
    "text": "MultiLanguageProperty",
    "file": "File",
    "collection": "SubmodelElementCollection",
    "list": "SubmodelElementList",
}
_LARGEST = Decimal(10) ** 12
_NUMBERS = frozenset({"xs:double", "xs:unsignedInt"})


def environment_of(asset: str, kind: str, specific: Mapping[str, str], values: Mapping[str, Tree]) -> Tree:
    """The environment with one shell and a submodel for each of `values`.

    Args:
        asset: Global asset id: the battery's identifier.
        kind: ``Instance`` or ``Type``.
        specific: Further identifiers by name.
        values: Values of the submodels by idShort.
    """
    ids = {name: _identifier(asset, name) for name in values}
    information: Tree = {"assetKind": kind, "globalAssetId": asset}
    if specific:
        information["specificAssetIds"] = [{"name": name, "value": value} for name, value in specific.items()]
    shell: Tree = {
        "modelType": "AssetAdministrationShell",
        "id": _identifier(asset, "shell"),
        "idShort": "DigitalBatteryPassport",
        "assetInformation": information,
    }
    if ids:
        shell["submodels"] = [
            {"type": "ModelReference", "keys": [{"type": "Submodel", "value": each}]} for each in ids.values()
        ]
    document: Tree = {"assetAdministrationShells": [shell]}
    if ids:
        document["submodels"] = [_submodel(name, ids[name], values[name]) for name in values]
    return document


def values_in(document: Mapping[str, Any], book: Notebook) -> dict[str, Tree]:
    """Values of the submodels of IDTA 02035 in an environment; others are noted.

    Raises:
        DocumentRefused: What stands there is no environment, or an element is not of its template's kind.
    """
    by_semantic = {shape.semantic: shape for shape in submodel_shapes().values()}
    found: dict[str, Tree] = {}
    for index, each in enumerate(_list(document, "submodels", book)):
        here = book.at(f"{book.path}/submodels/{index}")
        submodel = object_of(each, here)
        shape = by_semantic.get(_semantic(submodel))
        if shape is None:
            shape = submodel_shapes().get(str(submodel.get("idShort")))
            if shape is None:
                here.note(NoteKind.NOT_CARRIED, "this submodel is none of IDTA 02035")
                continue
            here.note(NoteKind.INFERRED, f"taken for {shape.name} by its idShort: its semanticId is not known here")
        if shape.name in found:
            here.note(NoteKind.NOT_CARRIED, f"there is a {shape.name} before it")
            continue
        found[shape.name] = _members(shape, _list(submodel, "submodelElements", here), here)
    return found


def shell_in(document: Mapping[str, Any], book: Notebook) -> tuple[str, str, dict[str, str]]:
    """Global asset id, asset kind and specific asset ids of the first shell; further shells are noted.

    Raises:
        DocumentRefused: There is no shell, or it names no asset.
    """
    shells = _list(document, "assetAdministrationShells", book)
    if not shells:
        raise refused(book.at("/assetAdministrationShells"), "there is no Asset Administration Shell")
    for index in range(1, len(shells)):
        book.at(f"/assetAdministrationShells/{index}").note(NoteKind.NOT_CARRIED, "one passport is read, the first")
    here = book.at("/assetAdministrationShells/0/assetInformation")
    information = object_of(object_of(shells[0], here).get("assetInformation"), here)
    specific = {
        text_of(object_of(each, here).get("name"), here): text_of(each.get("value"), here)
        for each in _list(information, "specificAssetIds", here)
    }
    return text_of(information.get("globalAssetId"), here), text_of(information.get("assetKind"), here), specific


def note_missing(values: Mapping[str, Tree], book: Notebook) -> None:
    """Notes what the templates ask for and the values do not say."""
    for name, value in values.items():
        _note_missing(submodel_shapes()[name], value, book.at(f"/{name}"))


def _note_missing(shape: Shape, value: Any, book: Notebook) -> None:
    if shape.kind == "list" and shape.rows is not None:
        for index, row in enumerate(value):
            _note_missing(shape.rows, row, book.at(f"{book.path}/{index}"))
    elif shape.kind == "collection":
        for name in shape.required:
            if name not in value:
                book.at(f"{book.path}/{name}").note(NoteKind.MISSING, "IDTA 02035 asks for this; nothing here says it")
        for member in shape.members:
            if member.name in value:
                _note_missing(member, value[member.name], book.at(f"{book.path}/{member.name}"))


def _submodel(name: str, identifier: str, value: Tree) -> Tree:
    shape = submodel_shapes()[name]
    submodel: Tree = {
        "modelType": "Submodel",
        "kind": "Instance",
        "id": identifier,
        "idShort": name,
        "semanticId": _reference(shape.semantic),
    }
    elements = [_named(member, value[member.name]) for member in shape.members if member.name in value]
    return submodel | ({"submodelElements": elements} if elements else {})


def _named(shape: Shape, value: Any) -> Tree:
    return {"idShort": shape.name, "semanticId": _reference(shape.semantic)} | _element(shape, value)


def _element(shape: Shape, value: Any) -> Tree:
    element: Tree = {"modelType": _MODEL_TYPES[shape.kind]}
    if shape.kind == "property":
        return element | {"valueType": shape.type, "value": _literal(value)}
    if shape.kind == "text":
        texts = [{"language": language, "text": text} for each in value for language, text in each.items()]
        return element | ({"value": texts} if texts else {})
    if shape.kind == "file":
        return element | {"value": value["value"], "contentType": value["contentType"]}
    if shape.kind == "collection":
        inside = [_named(member, value[member.name]) for member in shape.members if member.name in value]
        return element | ({"value": inside} if inside else {})
    return element | _rows(shape.rows or shape, value)


def _rows(rows: Shape, value: Any) -> Tree:
    about: Tree = {
        "typeValueListElement": _MODEL_TYPES[rows.kind],
        "semanticIdListElement": _reference(rows.semantic),
    }
    if rows.kind == "property":
        about["valueTypeListElement"] = rows.type
    return about | ({"value": [_element(rows, each) for each in value]} if value else {})


def _members(shape: Shape, elements: list[Any], book: Notebook) -> Tree:
    by_name = {member.name: member for member in shape.members}
    values: Tree = {}
    for element in elements:
        name = str(object_of(element, book).get("idShort"))
        here = book.at(f"{book.path}/{name}")
        if name not in by_name:
            here.note(NoteKind.NOT_CARRIED, f"{shape.name or 'this row'} has no such element in IDTA 02035")
            continue
        value = _value(by_name[name], element, here)
        if value is not ABSENT:
            values[name] = value
    return values


def _value(shape: Shape, element: Mapping[str, Any], book: Notebook) -> Any:
    wanted = _MODEL_TYPES[shape.kind]
    if element.get("modelType") != wanted:
        raise refused(book, f"IDTA 02035 has a {wanted} here, not a {str(element.get('modelType'))[:40]}")
    if shape.kind == "property":
        return _scalar(shape, element["value"], book) if "value" in element else ABSENT
    if shape.kind == "file":
        return {key: text_of(element.get(key), book) for key in ("value", "contentType")}
    inside = _list(element, "value", book)
    if shape.kind == "text":
        texts = (object_of(each, book) for each in inside)
        return [{text_of(each.get("language"), book): text_of(each.get("text"), book)} for each in texts]
    if shape.kind == "collection":
        return _members(shape, inside, book)
    rows = shape.rows or shape
    each = (_value(rows, object_of(row, book), book.at(f"{book.path}/{at}")) for at, row in enumerate(inside))
    return [row for row in each if row is not ABSENT]


def _scalar(shape: Shape, value: Any, book: Notebook) -> Any:
    text = text_of(value, book)
    if shape.type == "xs:boolean":
        if text not in ("true", "false", "1", "0"):
            raise refused(book, f"{text[:40]!r} is no xs:boolean")
        return text in ("true", "1")
    if shape.type not in _NUMBERS:
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise refused(book, f"{text[:40]!r} is no {shape.type}") from None
    if not number.is_finite():
        raise refused(book, "NaN and infinity are no quantities")
    return number_for(number, False, book) if is_plausible(number, book) else ABSENT


def is_plausible(number: Decimal, book: Notebook) -> bool:
    """Whether a battery can have such a quantity; noted if not. IDTA's own examples have the largest float."""
    if abs(number) <= _LARGEST:
        return True
    book.note(NoteKind.REFUSED, f"{number:.3e} is beyond every quantity of a battery")
    return False


def plausible_part(value: Any, book: Notebook) -> Any:
    """The values without members that are no possible quantity, which are noted."""
    if isinstance(value, Mapping):
        inside = {name: plausible_part(each, book.at(f"{book.path}/{name}")) for name, each in value.items()}
        return {name: each for name, each in inside.items() if each is not ABSENT}
    if isinstance(value, list):
        rows = [plausible_part(each, book.at(f"{book.path}/{at}")) for at, each in enumerate(value)]
        return [each for each in rows if each is not ABSENT]
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and not is_plausible(decimal_of(value, book), book)
    ):
        return ABSENT
    return value


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)


def _list(holder: Mapping[str, Any], name: str, book: Notebook) -> list[Any]:
    found = holder.get(name, [])
    if not isinstance(found, list):
        raise refused(book.at(f"{book.path}/{name}"), "this is no array")
    return found


def _semantic(element: Mapping[str, Any]) -> str:
    """The last key of the semantic id, empty where there is none."""
    reference = element.get("semanticId")
    keys = reference.get("keys") if isinstance(reference, Mapping) else None
    last = keys[-1] if isinstance(keys, list) and keys else None
    return str(last.get("value")) if isinstance(last, Mapping) else ""


def _reference(value: str) -> Tree:
    return {"type": "ExternalReference", "keys": [{"type": "GlobalReference", "value": value}]}


def _identifier(asset: str, part: str) -> str:
    """The same for the same battery, so that an export made twice is the same."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{asset}#{part}')}"
