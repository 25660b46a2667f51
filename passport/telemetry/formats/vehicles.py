"""Logs of vehicles and battery management systems."""

from __future__ import annotations

from dataclasses import replace

from passport.telemetry.table import ColumnTable, Field, Kind, Reading

RAW_PROBE_OFFSET_C = 40.0
"""Raw probe bytes are degC + 40; 255 and 511 mean: no probe."""

_PROBE = Field(r"T_(\d{1,4})", r"temperature_t\1_celsius")
_MEAN = Field("BMSProbeTempM", "temperature_mean_celsius")

VEHICLE_LOG = ColumnTable(
    name="vehicle-log",
    kind=Kind.SERIES,
    signature=r"\A[^\n]*\bBMSBatteryVoltage\b",
    header=r"\bBMSBatteryVoltage\b",
    fields=(
        Field("time|tboxTime", "test_time_second", reading=Reading.STAMP),
        Field("BMSBatteryVoltage", "voltage_volt"),
        Field("BMSBatteryCurrent", "current_ampere", factor=-1.0),
        Field("BMSCellVoltageMax", "cell_voltage_maximum_volt"),
        Field("BMSCellVoltageMin", "cell_voltage_minimum_volt"),
        Field("BMSCellVoltageM", "cell_voltage_mean_volt"),
        Field(r"V_(\d{1,4})", r"cell_voltage_\1_volt"),
        Field("BMSProbeTempMax", "temperature_maximum_celsius"),
        Field("BMSProbeTempMin", "temperature_minimum_celsius"),
        _MEAN,
        _PROBE,
        Field("vehBMSPackSOC", "state_of_charge_percent"),
        Field("vehSpeed", "vehicle_speed_kilometer_per_hour"),
        Field("vehOdo", "odometer_kilometer"),
        Field("insulationResistance", "insulation_resistance"),
        Field("BMSWarningInformation", "alarm_level"),
        Field("BMSChargeStatus", "charge_status"),
    ),
    required=("test_time_second", "voltage_volt", "current_ampere"),
    source="BatICM/unsupervised-battery-faults: current positive while DIScharging, so turned around",
)


def _raw(field: Field) -> Field:
    return replace(field, offset=-RAW_PROBE_OFFSET_C, invalid=(255.0, 511.0))


VEHICLE_LOG_RAW_PROBES = replace(
    VEHICLE_LOG,
    name="vehicle-log-raw-probes",
    by_name_only=True,
    fields=tuple(_raw(field) if field in (_PROBE, _MEAN) else field for field in VEHICLE_LOG.fields),
    source=VEHICLE_LOG.source + "; probes as bytes, degC + 40, 255 and 511 absent",
)

VEHICLES = (VEHICLE_LOG, VEHICLE_LOG_RAW_PROBES)
