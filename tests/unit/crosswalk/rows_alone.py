"""One row of a table by itself: which values it may carry, and which unit its place in our payloads says."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from passport.crosswalk import units
from passport.crosswalk.carriers import Code, Day, Moment, Number, Same
from passport.crosswalk.consortium.carriers import (
    AddressOnly,
    CasNumber,
    ComponentName,
    DayAsTime,
    MailAddress,
    Measured,
    Names,
    Street,
)
from passport.crosswalk.gefeg.listings import Listing
from passport.crosswalk.gefeg.quantities import Quantity
from passport.crosswalk.gefeg.texts import Address, Chemistry, FireClass, NumberText
from passport.crosswalk.units import Unit

WORDS = st.text("abcdefghijklmnopqrstuvwxyzé0123456789 -", min_size=1, max_size=12).map(str.strip).filter(bool)
NUMBERS = st.integers(0, 10**7) | st.decimals(0, 10**6, places=4, allow_nan=False).map(float)
SHARES = st.integers(0, 100) | st.decimals(0, 100, places=3, allow_nan=False).map(float)
DAYS = st.dates().map(lambda day: day.isoformat())
CAS = st.sampled_from(["7439-93-2", "7782-42-5", "21324-40-3", "96-49-1"])
_CLASSES = ("acute-toxicity", "flammable", "other", "carcinogenicity")
_PARTS = ("cathode", "anode", "electrolyte", "other")

_UNITS: dict[str, Unit] = {
    "PercentPerMonth": units.PERCENT_PER_MONTH,
    "KgCo2ePerKwh": units.KILOGRAM_CO2_PER_KILOWATT_HOUR,
    "kgCo2ePerKwh": units.KILOGRAM_CO2_PER_KILOWATT_HOUR,
    "KgCo2e": units.KILOGRAM_CO2,
    "WPerWh": units.WATT_PER_WATT_HOUR,
    "Percent": units.PERCENT,
    "Minutes": units.MINUTE,
    "Cycles": units.CYCLE,
    "Events": units.COUNT,
    "Index": units.COUNT,
    "Years": units.YEAR,
    "CRate": units.C_RATE,
    "Ohm": units.OHM,
    "Wh": units.WATT_HOUR,
    "Ah": units.AMPERE_HOUR,
    "Kg": units.KILOGRAM,
    "V": units.VOLT,
    "W": units.WATT,
    "C": units.CELSIUS,
}


def unit_said_by(place: str) -> Unit:
    """The unit in the name of our member: longest ending first."""
    name = place.rsplit("/", 1)[-1]
    return next(_UNITS[ending] for ending in sorted(_UNITS, key=len, reverse=True) if name.endswith(ending))


def _substances(word: str, words: tuple[str, ...], extra: dict[str, Any]) -> Any:
    always = {"name": WORDS.filter(lambda name: not re.match("cas |none$", name))} | (
        {word: st.sampled_from(words)} if word else {}
    )
    rows = st.fixed_dictionaries(always, optional={"casNumber": CAS} | extra)
    return st.lists(rows, max_size=3)


def values_of(carrier: Any) -> Any:
    """Values of ours that a carrier may meet."""
    if isinstance(carrier, Quantity):
        return NUMBERS if carrier.highest is None else SHARES
    if isinstance(carrier, Code):
        return st.sampled_from([ours for ours, _ in carrier.pairs])
    if isinstance(carrier, Listing):
        share = {carrier.percent_member: SHARES}
        place = {"location": WORDS} if carrier.has_location else {"massKg": NUMBERS}
        words = _CLASSES if carrier.word_member == "hazardClass" else _PARTS
        return _substances(carrier.word_member, words, share | place)
    if isinstance(carrier, Chemistry):
        short = st.sampled_from([ours for ours, _ in carrier.codes]) | WORDS
        return st.fixed_dictionaries({"shortName": short}, optional={"clearName": WORDS})
    if isinstance(carrier, Address | Street):
        required = {"locality": WORDS, "country": st.sampled_from(["DE", "NL", "Germany"])}
        return st.fixed_dictionaries(required, optional={"streetAddress": WORDS, "postalCode": st.just("70173")})
    simple: dict[type, Any] = {
        Same: WORDS,
        Number: st.integers(0, 10**7),
        Measured: NUMBERS,
        Day: DAYS,
        DayAsTime: DAYS,
        Moment: st.just("2027-02-18T09:00:00+01:00"),
        NumberText: NUMBERS,
        FireClass: st.sampled_from(["A", "B", "C", "D", "F", "lithium"]),
        MailAddress: st.just("someone@example.org"),
        AddressOnly: WORDS | st.just("https://example.org/test"),
        CasNumber: CAS,
        ComponentName: st.sampled_from(_PARTS),
        Names: st.lists(WORDS.map(lambda text: {"agent": text}), max_size=3),
    }
    return simple.get(type(carrier))
