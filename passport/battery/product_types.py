"""Types of data products: disclosure class, and who may issue them (Annex XIII, Article 77)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from passport.battery.category import Granularity
from passport.battery.disclosure import DisclosureClass
from passport.battery.roles import Role, RoleSet
from passport.errors import ProductTypeError


class ProductType(StrEnum):
    """Names of the types; the name's keccak256 is in the product's leaf, so a name never changes its meaning."""

    PRODUCT_DATA_SHEET = "ProductDataSheet"
    ENVIRONMENTAL_FOOTPRINT = "EnvironmentalFootprint"
    CARBON_FOOTPRINT = "CarbonFootprint"
    MATERIAL_COMPOSITION = "MaterialComposition"
    MATERIAL_COMPOSITION_RESTRICTED = "MaterialCompositionRestricted"
    CIRCULARITY = "Circularity"
    DISMANTLING_INFORMATION = "DismantlingInformation"
    DECLARATION_OF_CONFORMITY = "DeclarationOfConformity"
    TEST_REPORT = "TestReport"
    SUPPLY_CHAIN_DUE_DILIGENCE = "SupplyChainDueDiligence"
    PERFORMANCE_STATIC = "PerformanceStatic"
    PERFORMANCE_DYNAMIC = "PerformanceDynamic"
    CHARGING_HISTORY = "ChargingHistory"
    TELEMETRY = "Telemetry"
    IMPEDANCE_SPECTRUM = "ImpedanceSpectrum"
    SITE_WEATHER = "SiteWeather"
    INCIDENT_REPORT = "IncidentReport"
    REPAIR_REPORT = "RepairReport"
    CONDITION_REPORT = "ConditionReport"
    STATE_OF_HEALTH = "StateOfHealth"
    STATE_OF_SAFETY = "StateOfSafety"
    RECYCLING_REPORT = "RecyclingReport"


@dataclass(frozen=True, slots=True)
class ProductRule:
    """What holds for every product of a type."""

    disclosure: DisclosureClass
    issuers: RoleSet
    """A participant with any of these roles may issue it."""
    granularity: Granularity


_MAKER = RoleSet.of(Role.MANUFACTURER)
_REMAKER = RoleSet.of(Role.MANUFACTURER, Role.SECOND_LIFE_OPERATOR)
_BODY = RoleSet.of(Role.MANUFACTURER, Role.AUDITOR)
_HOLDER = RoleSet.of(Role.OPERATOR, Role.SECOND_LIFE_OPERATOR)
_MAKER_OR_HOLDER = RoleSet.of(Role.MANUFACTURER, Role.OPERATOR, Role.SECOND_LIFE_OPERATOR)
"""Who places a battery on the market answers for its first values too (Article 77(4))."""
_WORKSHOP = RoleSet.of(Role.OPERATOR, Role.SECOND_LIFE_OPERATOR, Role.SERVICE)
_ANYONE_WHO_INSPECTS = RoleSet.of(
    Role.MANUFACTURER, Role.OPERATOR, Role.SECOND_LIFE_OPERATOR, Role.RECYCLER, Role.SERVICE, Role.AUDITOR
)


def _model(disclosure: DisclosureClass, issuers: RoleSet) -> ProductRule:
    return ProductRule(disclosure, issuers, Granularity.MODEL)


def _individual(issuers: RoleSet, disclosure: DisclosureClass = DisclosureClass.INDIVIDUAL) -> ProductRule:
    return ProductRule(disclosure, issuers, Granularity.INDIVIDUAL)


_PUBLIC = DisclosureClass.PUBLIC
_RESTRICTED = DisclosureClass.LEGITIMATE_INTEREST_AND_AUTHORITIES

PRODUCT_RULES: Mapping[ProductType, ProductRule] = {
    ProductType.PRODUCT_DATA_SHEET: _model(_PUBLIC, _REMAKER),
    ProductType.ENVIRONMENTAL_FOOTPRINT: _model(_PUBLIC, _MAKER),
    ProductType.CARBON_FOOTPRINT: _model(_PUBLIC, _MAKER),
    ProductType.MATERIAL_COMPOSITION: _model(_PUBLIC, _MAKER),
    ProductType.MATERIAL_COMPOSITION_RESTRICTED: _model(_RESTRICTED, _MAKER),
    ProductType.CIRCULARITY: _model(_PUBLIC, _MAKER),
    ProductType.DISMANTLING_INFORMATION: _model(_RESTRICTED, _MAKER),
    ProductType.DECLARATION_OF_CONFORMITY: _model(_PUBLIC, _BODY),
    ProductType.TEST_REPORT: _model(DisclosureClass.AUTHORITIES, _BODY),
    ProductType.SUPPLY_CHAIN_DUE_DILIGENCE: _model(_PUBLIC, _MAKER),
    ProductType.PERFORMANCE_STATIC: _model(_PUBLIC, _REMAKER),
    ProductType.PERFORMANCE_DYNAMIC: _individual(_MAKER_OR_HOLDER),
    ProductType.CHARGING_HISTORY: _individual(_HOLDER),
    ProductType.TELEMETRY: _individual(_HOLDER),
    ProductType.IMPEDANCE_SPECTRUM: _individual(_WORKSHOP),
    ProductType.SITE_WEATHER: _individual(_HOLDER),
    ProductType.INCIDENT_REPORT: _individual(_WORKSHOP),
    ProductType.REPAIR_REPORT: _individual(_WORKSHOP),
    ProductType.CONDITION_REPORT: _individual(_ANYONE_WHO_INSPECTS),
    ProductType.STATE_OF_HEALTH: _individual(_ANYONE_WHO_INSPECTS),
    ProductType.STATE_OF_SAFETY: _individual(_ANYONE_WHO_INSPECTS),
    ProductType.RECYCLING_REPORT: _individual(RoleSet.of(Role.RECYCLER), _PUBLIC),
}
"""One rule a type; a product is never split over two classes (see the pairs of material and circularity types)."""


def product_type(name: str) -> ProductType:
    """The type of this name. Raises ProductTypeError for an unknown one."""
    try:
        return ProductType(name)
    except ValueError:
        known = ", ".join(kind.value for kind in ProductType)
        raise ProductTypeError(
            f"There is no data-product type {name!r}.", remedy=f"Known types: {known}.", name=name
        ) from None


def check_issuer(kind: ProductType, roles: RoleSet) -> None:
    """Raises ProductTypeError when none of the issuer's roles may issue this type."""
    allowed = PRODUCT_RULES[kind].issuers
    if not roles & allowed:
        names = ", ".join(role.label for role in allowed.roles)
        raise ProductTypeError(
            f"A {kind.value} is issued by: {names}. The issuer is: "
            f"{', '.join(role.label for role in roles.roles) or 'none of the roles'}.",
            clause=PRODUCT_RULES[kind].disclosure.clause,
            product_type=kind.value,
            roles=int(roles),
        )
