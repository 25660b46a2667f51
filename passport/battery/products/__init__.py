"""Payloads of data products: one frozen model a version of a type, with the rules that make it plausible.

The models are the source. The JSON Schemas in `schemas/` and `context.jsonld` are written from them
(scripts/write_schemas.py); what a model says beyond its schema is in its validators.
"""

from passport.battery.products.moments import refuse_future
from passport.battery.products.payload import Payload
from passport.battery.products.refusal import PayloadRefused
from passport.battery.products.registry import (
    MODELS,
    every_model,
    fitting_version,
    model_of,
    read_payload,
    schema_id,
)

__all__ = [
    "MODELS",
    "Payload",
    "PayloadRefused",
    "every_model",
    "fitting_version",
    "model_of",
    "read_payload",
    "refuse_future",
    "schema_id",
]
