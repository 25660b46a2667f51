"""Every format that is read, in the order they are tried."""

from __future__ import annotations

from passport.telemetry.formats.cyclers import CYCLERS
from passport.telemetry.formats.impedance import IMPEDANCE
from passport.telemetry.formats.vehicles import VEHICLES
from passport.telemetry.table import ColumnTable

FORMATS: tuple[ColumnTable, ...] = (*IMPEDANCE, *CYCLERS, *VEHICLES)

__all__ = ["FORMATS"]
