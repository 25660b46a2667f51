"""The clause a member of a product answers to, written beside the member."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

REGULATION = "Regulation (EU) 2023/1542"


@dataclass(frozen=True, slots=True)
class Law:
    """Names the clause a refusal of this member cites; the published schema says it as ``$comment``."""

    clause: str

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Adds the clause to the member's schema."""
        return {**handler(core_schema), "$comment": self.clause}


def annex(point: str) -> Law:
    """A point of an annex of the Regulation, for example ``annex("XIII 1(e)")``."""
    return Law(f"{REGULATION}, Annex {point}")


def article(number: str) -> Law:
    """An article of the Regulation, for example ``article("74(1)(a)")``."""
    return Law(f"{REGULATION}, Article {number}")
