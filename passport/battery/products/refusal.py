"""The one error of this room: what is wrong with a payload, where, and which clause says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from passport.battery.products.law import Law
from passport.battery.products.payload import Payload
from passport.errors import BatteryRuleError

SHOWN = 20
"""Problems named in one refusal."""
_UNIT = re.compile(
    r"(PercentPerMonth|WPerWh|Minutes|Months|Percent|Hours|Years|Kwh|Kg|Mah|Ah|Wh|Kw|Mm|Cm|Ohm|Mohm|Hz|Mv|Kv|V|W|C|K|F|G|T)$"
)


class PayloadRefused(BatteryRuleError):
    """A payload that is not what its type says, or that cannot be true.

    Values: `path` (JSON pointer), `rule` (stable name), `product_type`, `version`, and `problems`, one line for each
    of the first problems found.
    """

    code = "battery.payload"
    default_remedy = "Correct the payload at its source; the published schema says what each member is."


def refused_by(error: ValidationError, kind: str, model: type[Payload]) -> PayloadRefused:
    """The refusal for what pydantic found."""
    found = [_problem(detail, model) for detail in error.errors(include_url=False, include_input=False)]
    found.sort(key=lambda problem: problem[1] != "wrong-unit")
    path, rule, says, clause = found[0]
    return PayloadRefused(
        f"This is no {kind} {model.VERSION}: at {path or 'the root'}: {says}.",
        clause=clause,
        path=path,
        rule=rule,
        product_type=kind,
        version=model.VERSION,
        problems=[f"{path or '/'}: {says} ({rule}; {clause})" for path, rule, says, clause in found[:SHOWN]],
    )


def refuse_nulls(payload: Mapping[str, Any], kind: str, model: type[Payload]) -> None:
    """Refuses a member that is null where `Payload.NULLABLE` does not allow it; rows of a column may be null."""
    path = _null_in(payload, ())
    if path is not None and not model.NULLABLE:
        where = pointer(path)
        raise PayloadRefused(
            f"This is no {kind} {model.VERSION}: at {where}: null; what is not known is left out.",
            clause=_clause(path, model),
            path=where,
            rule="null",
            product_type=kind,
            version=model.VERSION,
            problems=[f"{where}: null"],
        )


def _null_in(payload: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    """Path of a member that is null."""
    if not _may_hold_null(payload):
        return None
    waiting: list[tuple[tuple[str | int, ...], Any]] = [(path, payload)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            for name, member in value.items():
                if member is None:
                    return (*path, name)
                waiting.append(((*path, name), member))
        elif isinstance(value, list | tuple):
            waiting.extend(((*path, index), item) for index, item in enumerate(value) if isinstance(item, Mapping))
    return None


def _may_hold_null(value: Any, levels: int = 60) -> bool:
    """Quick and cautious: False only if no member is null; most payloads have none, and need no paths."""
    if type(value) is dict:
        return levels == 0 or any(member is None or _may_hold_null(member, levels - 1) for member in value.values())
    if type(value) is list or type(value) is tuple:
        return levels == 0 or any(_may_hold_null(item, levels - 1) for item in value)
    return isinstance(value, Mapping)


def pointer(parts: Sequence[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _problem(detail: ErrorDetails, model: type[Payload]) -> tuple[str, str, str, str]:
    location = _members(detail["loc"])
    context: Mapping[str, Any] = detail.get("ctx", {})
    if detail["type"] == "rule":
        return pointer(location) + context["path"], context["rule"], context["message"], context["clause"]
    says = detail["msg"][:1].lower() + detail["msg"][1:]
    rule = _RULES.get(detail["type"], detail["type"].replace("_", "-"))
    if rule == "unknown-member":
        rule, says = _unknown(location, model)
    return pointer(location), rule, says, _clause(location, model)


_RULES = {
    "extra_forbidden": "unknown-member",
    "missing": "member-missing",
    "too_long": "too-many",
    "string_too_long": "too-long",
}


def _members(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The location without what pydantic adds for keys of maps."""
    return tuple(part for part in location if part != "[key]")


def _unknown(location: Sequence[int | str], model: type[BaseModel]) -> tuple[str, str]:
    """An unknown member that differs from a known one in its unit only is a unit mistake."""
    name, owner = str(location[-1]), _owner(location[:-1], model)
    stem = _UNIT.sub("", name)
    for member in _aliases(owner):
        if stem != name and _UNIT.sub("", member) == stem:
            return "wrong-unit", f"there is no member {name}, the member is {member}, in that unit"
    return "unknown-member", "there is no such member"


def _aliases(owner: type[BaseModel] | None) -> Iterator[str]:
    for name, field in {} if owner is None else owner.model_fields.items():
        yield field.alias or name


def _clause(location: Sequence[int | str], model: type[Payload]) -> str:
    """The clause of the deepest member on the way that has one, else the product's."""
    clause: str = model.CLAUSE
    owner: type[BaseModel] | None = model
    for part in location:
        if owner is None or isinstance(part, int):
            continue
        for name, field in owner.model_fields.items():
            if part == (field.alias or name):
                clause = next((law.clause for law in field.metadata if isinstance(law, Law)), clause)
                owner = _model_in(field.annotation)
                break
    return clause


def _owner(location: Sequence[int | str], model: type[BaseModel]) -> type[BaseModel] | None:
    owner: type[BaseModel] | None = model
    for part in location:
        if owner is None or isinstance(part, int):
            continue
        fields = {field.alias or name: field for name, field in owner.model_fields.items()}
        owner = _model_in(fields[part].annotation) if part in fields else None
    return owner


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model an annotation holds, however it is wrapped."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
