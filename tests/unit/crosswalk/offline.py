"""JSON-LD contexts without a network: what is not here is an error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pyld import jsonld

from tests.conformance.untp_forms import VECTORS, context

CONTEXTS: Mapping[str, Any] = {
    "https://www.w3.org/ns/credentials/v2": json.loads((VECTORS / "credentials-v2-context.jsonld").read_bytes()),
    "https://www.w3.org/ns/credentials/undefined-terms/v2": {
        "@context": {"@vocab": "https://www.w3.org/ns/credentials/undefined-term#"}
    },
    "https://test.uncefact.org/vocabulary/untp/dpp/0.6.1/": context(),
}


def load(address: str, options: Any = None) -> Any:
    return {"contextUrl": None, "documentUrl": address, "document": CONTEXTS[address], "contentType": None}


def expanded(document: Any) -> Any:
    return jsonld.expand(document, {"documentLoader": load})
