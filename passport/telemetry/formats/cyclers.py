"""Battery cyclers: Battery Data Format, Arbin, Maccor, Novonix, BioLogic BT-Lab."""

from __future__ import annotations

from passport.telemetry.columns import COLUMNS
from passport.telemetry.table import ColumnTable, Field, Kind, Reading

_SERIES = ("test_time_second", "voltage_volt", "current_ampere")

BDF = ColumnTable(
    name="bdf",
    kind=Kind.SERIES,
    signature=r"\A[^\n]*\btest_time_second\b",
    header=r"\btest_time_second\b",
    fields=tuple(Field(f"({column.pattern})", r"\1") for column in COLUMNS),
    required=_SERIES,
    source="Battery Data Format 1.2: machine-readable names; current positive while charging",
)

ARBIN = ColumnTable(
    name="arbin",
    kind=Kind.SERIES,
    signature=r"\A[^\n]*\bTest_Time\b[^\n]*\bCurrent\b[^\n]*\bVoltage\b",
    header=r"\bTest_Time\b",
    fields=(
        Field(r"Test_Time(?:\(s\))?", "test_time_second"),
        Field(r"DateTime", "unix_time_second"),
        Field(r"Step_Time(?:\(s\))?", "step_time_second"),
        Field(r"Data_Point", "record_index"),
        Field(r"Cycle_Index", "cycle_count"),
        Field(r"Step_Index", "step_index"),
        Field(r"Voltage(?:\(V\))?", "voltage_volt"),
        Field(r"Current(?:\(A\))?", "current_ampere"),
        Field(r"Temperature(?: ?\(C\))?", "temperature_celsius"),
        Field(r"Charge_Capacity(?:\(Ah\))?", "cycle_charging_capacity_ah"),
        Field(r"Discharge_Capacity(?:\(Ah\))?", "cycle_discharging_capacity_ah"),
        Field(r"Charge_Energy(?:\(Wh\))?", "cycle_charging_energy_wh"),
        Field(r"Discharge_Energy(?:\(Wh\))?", "cycle_discharging_energy_wh"),
        Field(r"Internal_Resistance(?:\(Ohm\))?", "internal_resistance_ohm"),
    ),
    required=_SERIES,
    source="exports with DateTime in seconds since 1970; counters begin again with each cycle",
)

MACCOR = ColumnTable(
    name="maccor",
    kind=Kind.SERIES,
    signature=r"\AToday's Date[^\n]*\n[^\n]*\bRec#",
    header=r"\ARec#",
    fields=(
        Field("TestTime", "test_time_second", reading=Reading.DURATION),
        Field("StepTime", "step_time_second", reading=Reading.DURATION),
        Field("Rec#", "record_index"),
        Field("Cyc#", "cycle_count"),
        Field("Step", "step_index"),
        Field("Volts", "voltage_volt"),
        Field("Amps", "current_ampere", sign_from="State"),
        Field("ACImp/Ohms", "ac_internal_resistance_ohm"),
        Field("DCIR/Ohms", "dc_internal_resistance_ohm"),
    ),
    required=_SERIES,
    source="text exports, current without a sign: State C charges, D discharges",
)

NOVONIX = ColumnTable(
    name="novonix",
    kind=Kind.SERIES,
    signature=r"\A\[Summary\]\s*\nNovonix",
    header=r"\ADate and Time,.*Potential \(V\)",
    fields=(
        Field(r"Run Time \(h\)", "test_time_second", factor=3600.0),
        Field(r"Step Time \(h\)", "step_time_second", factor=3600.0),
        Field("Cycle Number", "cycle_count"),
        Field("Step Number", "step_index"),
        Field(r"Potential \(V\)", "voltage_volt"),
        Field(r"Current \(A\)", "current_ampere"),
        Field(r"Temperature \(.{0,3}C\)", "temperature_celsius"),
        Field(r"Capacity \(Ah\)", "net_capacity_ah"),
        Field(r"Energy \(Wh\)", "net_energy_wh"),
        Field(r"Power ?\(W\)", "power_watt"),
    ),
    required=_SERIES,
    source="UHPC exports 2.13: current positive while charging; times in hours",
)

BIOLOGIC = ColumnTable(
    name="biologic-bt-lab",
    kind=Kind.SERIES,
    signature=r"\ABT-Lab ASCII FILE",
    header=r"\btime/s\t.*\bEcell/V\b",
    fields=(
        Field("time/s", "test_time_second", reading=Reading.STAMP),
        Field("step time/s", "step_time_second"),
        Field("cycle number", "cycle_count"),
        Field("Ns", "step_index"),
        Field("Ecell/V", "voltage_volt"),
        Field("I/mA", "current_ampere", factor=1e-3),
        Field(r"Temperature/.{0,3}C", "temperature_celsius"),
        Field(r"Q charge/mA\.h", "charging_capacity_ah", factor=1e-3),
        Field(r"Q discharge/mA\.h", "discharging_capacity_ah", factor=1e-3),
        Field(r"Energy charge/W\.h", "charging_energy_wh"),
        Field(r"Energy discharge/W\.h", "discharging_energy_wh"),
        Field("P/W", "power_watt"),
    ),
    required=_SERIES,
    source="Modulo Bat text exports: mA and mA.h; current positive while charging",
)

CYCLERS = (BDF, ARBIN, MACCOR, NOVONIX, BIOLOGIC)
