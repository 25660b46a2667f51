"""A battery model is registered once; what is true of every battery of it is published there and found from each.

The model is a passport of its own whose first version says so (``"granularity": "model"``); an individual's first
version names it (``"model": <passport id>``). Both documents are signed and registered, so the link needs nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from passport.battery.category import Granularity
from passport.battery.product_types import PRODUCT_RULES, ProductType
from passport.errors import BatteryModelError
from passport.identifiers import ParticipantId, PassportId, TxHash
from passport.ledger.acts import RegisterPassports
from passport.ledger.delivery import IdempotencyKey
from passport.provenance.canonical import Json
from passport.provenance.credential import DataProduct
from passport.provenance.records import PassportEntry, ProductEntry
from passport.services.declaration import Declaration, DeclaredBattery, ModelDeclaration
from passport.services.first_version import first_version_of, register_one
from passport.services.steps import Steps
from passport.services.workbench import Party, Workbench


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """A model that is on chain."""

    entry: PassportEntry
    transaction: TxHash


def register_model(
    bench: Workbench, maker: Party, declared: ModelDeclaration, *, key: IdempotencyKey | None = None
) -> RegisteredModel:
    """Registers a model: one record on chain, so that it can be withdrawn like any passport.

    Raises:
        LedgerRefused: For example refusals.PassportExists, refusals.CallerRoleMissing.
    """
    payload: dict[str, Json] = declared.passport()
    request: Json = {"registrant": int(maker.participant_id), "model": payload}
    steps = Steps(bench.journal, "register_model", key, request)
    entry, receipt = register_one(
        bench, steps, maker, declared.identifier, payload, lambda registration: RegisterPassports((registration,))
    )
    return RegisteredModel(entry, receipt.tx_hash)


def granularity_of(bench: Workbench, passport_id: PassportId) -> Granularity | None:
    """Whether the passport is of a model, an individual or a component; None if it is not known here."""
    entry = bench.catalogue.passport(passport_id)
    if entry is None:
        return None
    if _is_model(first_version_of(bench, entry)):
        return Granularity.MODEL
    return Granularity.INDIVIDUAL if entry.parent is None else Granularity.COMPONENT


def model_of(bench: Workbench, passport_id: PassportId) -> PassportEntry | None:
    """The model an individual names; None if it names none.

    Raises:
        BatteryModelError: It names one that is not known here, or that is no model.
    """
    entry = bench.catalogue.passport(passport_id)
    named = None if entry is None else named_model(first_version_of(bench, entry))
    return None if named is None else _model(bench, named)[0]


def named_model(first_version: DataProduct) -> PassportId | None:
    """The passport id of the model a first version names, if it names one."""
    named = first_version.payload.get("model")
    return PassportId.from_hex(named) if isinstance(named, str) else None


def products_about(bench: Workbench, passport_id: PassportId) -> tuple[ProductEntry, ...]:
    """What is known about a battery: the products about its model, then those about itself, as they were noted."""
    model = model_of(bench, passport_id)
    own = bench.catalogue.products(passport_id)
    return own if model is None else (*bench.catalogue.products(model.passport_id), *own)


def check_models(bench: Workbench, registrant: ParticipantId, declaration: Declaration) -> None:
    """Returns if every model the batteries name is known here and of their category and level.

    Raises:
        BatteryModelError: naming the battery and what does not fit.
    """
    known: dict[PassportId, DataProduct] = {}
    for battery in declaration.batteries:
        named = battery.model_id(registrant)
        if named is None:
            continue
        if named not in known:
            known[named] = _model(bench, named)[1]
        _require_kind(declaration, battery, known[named])


def check_granularity(bench: Workbench, statements: Sequence[tuple[PassportId, ProductType]]) -> None:
    """Returns if each statement is made where it belongs: what is true of the whole model about the model.

    Raises:
        BatteryModelError: A model-level product about a battery that has a model, or an individual's about a model.
    """
    documents: dict[PassportId, DataProduct | None] = {}
    for passport_id, kind in statements:
        if passport_id not in documents:
            entry = bench.catalogue.passport(passport_id)
            documents[passport_id] = None if entry is None else first_version_of(bench, entry)
        document = documents[passport_id]
        if document is not None:
            _require_place(document, kind)


def refuse_model(bench: Workbench, passport_id: PassportId) -> None:
    """Raises BatteryModelError if the passport is a model's: no model changes hands."""
    if granularity_of(bench, passport_id) is Granularity.MODEL:
        raise BatteryModelError(
            f"Passport {passport_id} is of a battery model, and a model does not change hands.",
            remedy="Name a battery of this model.",
            passport=passport_id,
        )


def _require_place(document: DataProduct, kind: ProductType) -> None:
    of_model = PRODUCT_RULES[kind].granularity is Granularity.MODEL
    model = named_model(document)
    if of_model and model is not None:
        raise BatteryModelError(
            f"A {kind.value} is true of a whole model, and this battery has one.",
            clause="Annex XIII point 1",
            remedy=f"Publish it once, about the model: {model}.",
            passport=document.passport_id,
            model=model,
        )
    if not of_model and _is_model(document):
        raise BatteryModelError(
            f"A {kind.value} is about one battery; {document.passport_id} is a model.",
            clause=PRODUCT_RULES[kind].disclosure.clause,
            remedy="Name the battery it is about.",
            model=document.passport_id,
        )


def _require_kind(declaration: Declaration, battery: DeclaredBattery, model: DataProduct) -> None:
    for what, wanted in (("category", declaration.category.value), ("level", battery.level.value)):
        if model.payload.get(what) != wanted:
            raise BatteryModelError(
                f"{battery.identifier} is of {what} {wanted}; its model {battery.model} is of "
                f"{what} {model.payload.get(what)}.",
                remedy="Name the model of this very kind of battery.",
                battery=battery.identifier,
                model=model.passport_id,
            )


def _model(bench: Workbench, passport_id: PassportId) -> tuple[PassportEntry, DataProduct]:
    entry = bench.catalogue.passport(passport_id)
    if entry is None:
        raise BatteryModelError(
            f"Model {passport_id} is not known here.",
            remedy="Register it first (passport register-model), or learn it from the chain (passport learn).",
            model=passport_id,
        )
    document = first_version_of(bench, entry)
    if not _is_model(document):
        raise BatteryModelError(f"Passport {passport_id} is of a battery, not of a model.", model=passport_id)
    return entry, document


def _is_model(document: DataProduct) -> bool:
    return document.payload.get("granularity") == Granularity.MODEL.value
