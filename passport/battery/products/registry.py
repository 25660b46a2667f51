"""Which models there are: one a type and version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from passport.battery.product_types import ProductType
from passport.battery.products.carbon_footprint import CarbonFootprint
from passport.battery.products.circularity import Circularity
from passport.battery.products.conformity import DeclarationOfConformity, TestReport
from passport.battery.products.dismantling_information import DismantlingInformation
from passport.battery.products.ioxio import ChargingHistory, EnvironmentalFootprint, ProductDataSheet1, SiteWeather
from passport.battery.products.material_composition import MaterialComposition, MaterialCompositionRestricted
from passport.battery.products.payload import Payload
from passport.battery.products.performance_dynamic import PerformanceDynamic
from passport.battery.products.performance_static import PerformanceStatic
from passport.battery.products.product_data_sheet import ProductDataSheet
from passport.battery.products.recycling_report import RecyclingReport
from passport.battery.products.refusal import PayloadRefused, refuse_nulls, refused_by
from passport.battery.products.reports import ConditionReport, IncidentReport, RepairReport
from passport.battery.products.scores import StateOfHealth, StateOfSafety
from passport.battery.products.supply_chain_due_diligence import SupplyChainDueDiligence
from passport.battery.products.telemetry import ImpedanceSpectrum, Telemetry

MODELS: Mapping[ProductType, tuple[type[Payload], ...]] = {
    ProductType.PRODUCT_DATA_SHEET: (ProductDataSheet1, ProductDataSheet),
    ProductType.ENVIRONMENTAL_FOOTPRINT: (EnvironmentalFootprint,),
    ProductType.CARBON_FOOTPRINT: (CarbonFootprint,),
    ProductType.MATERIAL_COMPOSITION: (MaterialComposition,),
    ProductType.MATERIAL_COMPOSITION_RESTRICTED: (MaterialCompositionRestricted,),
    ProductType.CIRCULARITY: (Circularity,),
    ProductType.DISMANTLING_INFORMATION: (DismantlingInformation,),
    ProductType.DECLARATION_OF_CONFORMITY: (DeclarationOfConformity,),
    ProductType.TEST_REPORT: (TestReport,),
    ProductType.SUPPLY_CHAIN_DUE_DILIGENCE: (SupplyChainDueDiligence,),
    ProductType.PERFORMANCE_STATIC: (PerformanceStatic,),
    ProductType.PERFORMANCE_DYNAMIC: (PerformanceDynamic,),
    ProductType.CHARGING_HISTORY: (ChargingHistory,),
    ProductType.TELEMETRY: (Telemetry,),
    ProductType.IMPEDANCE_SPECTRUM: (ImpedanceSpectrum,),
    ProductType.SITE_WEATHER: (SiteWeather,),
    ProductType.INCIDENT_REPORT: (IncidentReport,),
    ProductType.REPAIR_REPORT: (RepairReport,),
    ProductType.CONDITION_REPORT: (ConditionReport,),
    ProductType.STATE_OF_HEALTH: (StateOfHealth,),
    ProductType.STATE_OF_SAFETY: (StateOfSafety,),
    ProductType.RECYCLING_REPORT: (RecyclingReport,),
}
"""Models of each type, oldest version first."""

IOXIO: Mapping[ProductType, str] = {
    ProductType.PRODUCT_DATA_SHEET: "urn:ioxio:Energy/Battery/ProductDataSheet_v1.0",
    ProductType.ENVIRONMENTAL_FOOTPRINT: "urn:ioxio:Product/Manufacturing/EnvironmentalFootprint_v1.0",
    ProductType.CHARGING_HISTORY: "urn:ioxio:Energy/Battery/ChargingHistory_v1.0",
    ProductType.SITE_WEATHER: "urn:ioxio:Weather/Current/Metric_v1.0",
}
"""Version 1.0 of these types is a definition of the IOXIO dataspace (MIT), by the path it has there."""


def model_of(kind: ProductType, version: str) -> type[Payload]:
    """The model of a version of a type. Raises PayloadRefused if there is no such version."""
    for model in MODELS[kind]:
        if version == model.VERSION:
            return model
    known = ", ".join(model.VERSION for model in MODELS[kind])
    raise PayloadRefused(
        f"There is no version {version} of {kind.value}.",
        clause="published schemas",
        remedy=f"Versions of {kind.value}: {known}.",
        path="",
        rule="unknown-version",
        product_type=kind.value,
        version=version,
    )


def read_payload(kind: ProductType, version: str, payload: Mapping[str, Any]) -> Payload:
    """The payload as its model, all rules checked.

    Raises:
        PayloadRefused: Naming path, rule and clause.
    """
    model = model_of(kind, version)
    refuse_nulls(payload, kind.value, model)
    try:
        return model.model_validate(dict(payload), by_alias=True, by_name=False)
    except ValidationError as error:
        raise refused_by(error, kind.value, model) from error


def schema_id(kind: ProductType, version: str) -> str:
    """The schema id a credential of this type and version names."""
    if version == "1.0" and kind in IOXIO:
        return IOXIO[kind]
    return f"urn:battery-passport:schema:{kind.value}:{version}"


def fitting_version(kind: ProductType, payload: Mapping[str, Any]) -> str:
    """The newest version that has a place for every member of the payload; the newest if none has."""
    for model in reversed(MODELS[kind]):
        known = {field.alias or name for name, field in model.model_fields.items()}
        if payload.keys() <= known:
            return model.VERSION
    return MODELS[kind][-1].VERSION


def every_model() -> Iterator[tuple[ProductType, type[Payload]]]:
    """Each type with each of its models."""
    for kind, models in MODELS.items():
        for model in models:
            yield kind, model
