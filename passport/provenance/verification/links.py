"""Step 7, links between passports: what a signed first version says of its kin is what is proved of it."""

from __future__ import annotations

from passport.provenance.verification.case import Case


def check_links(case: Case) -> None:
    """What a battery was made of (Article 77(7)) is what the chain closed for it; the model it names is a model."""
    for piece in case.evidence.passports:
        document, history = case.documents.get(piece.passport_id), case.histories.get(piece.passport_id)
        if document is None or history is None:
            continue
        stated = document.product.payload.get("predecessors")
        closed = sorted(predecessor.hex0x for predecessor in history.predecessors)
        if stated is not None and (not isinstance(stated, list) or sorted(map(str, stated)) != closed):
            case.checks[7].fault("predecessors-differ", piece.name, stated=stated, closed=closed)
        named = document.product.payload.get("model")
        for model, shown in case.documents.items():
            if model.hex0x == named and shown.product.payload.get("granularity") != "model":
                case.checks[7].fault("model-is-none", piece.name, model=named)
