"""Impedance analysers: Gamry, PARSTAT, BioLogic EC-Lab."""

from __future__ import annotations

from passport.telemetry.table import ColumnTable, Field, Kind

_SPECTRUM = ("frequency_hertz", "real_impedance_ohm", "imaginary_impedance_ohm")

GAMRY = ColumnTable(
    name="gamry-eis",
    kind=Kind.SPECTRUM,
    signature=r"\AEXPLAIN\s*\n\s*TAG\tEIS",
    header=r"\A\s*Pt\t.*\bFreq\b.*\bZreal\b",
    units_line=True,
    ends=r"\A\S",
    fields=(
        Field("Time", "test_time_second"),
        Field("Freq", "frequency_hertz"),
        Field("Zreal", "real_impedance_ohm"),
        Field("Zimag", "imaginary_impedance_ohm"),
        Field("Vdc", "voltage_volt"),
        Field("Idc", "current_ampere"),
    ),
    required=_SPECTRUM,
    facts=(
        ("first_frequency_hertz", r"(?m)^FREQINIT\tQUANT\t(\S+)"),
        ("last_frequency_hertz", r"(?m)^FREQFINAL\tQUANT\t(\S+)"),
        ("aborted", r"(?m)^EXPERIMENTABORTED\tTOGGLE\t(T)"),
    ),
    source="Framework DTA files: Zimag signed",
)

PARSTAT = ColumnTable(
    name="parstat-eis",
    kind=Kind.SPECTRUM,
    signature=r"\APotential \(V\)\tCurrent \(A\)\tElapsed Time \(s\)\t.*Zre \(ohms\)",
    header=r"\bZre \(ohms\)",
    fields=(
        Field(r"Elapsed Time \(s\)", "test_time_second"),
        Field(r"Frequency \(Hz\)", "frequency_hertz"),
        Field(r"Zre \(ohms\)", "real_impedance_ohm"),
        Field(r"Zim \(ohms\)", "imaginary_impedance_ohm"),
        Field(r"Potential \(V\)", "voltage_volt"),
        Field(r"Current \(A\)", "current_ampere"),
    ),
    required=_SPECTRUM,
    rows_where="frequency_hertz",
    source="VersaStudio text exports: direct-current rows carry frequency 0; Zim signed",
)

BIOLOGIC_EIS = ColumnTable(
    name="biologic-ec-lab-eis",
    kind=Kind.SPECTRUM,
    signature=r"\AEC-Lab ASCII FILE",
    header=r"Re\(Z\)/Ohm\t-Im\(Z\)/Ohm",
    fields=(
        Field("time/s", "test_time_second"),
        Field("freq/Hz", "frequency_hertz"),
        Field(r"Re\(Z\)/Ohm", "real_impedance_ohm"),
        Field(r"-Im\(Z\)/Ohm", "imaginary_impedance_ohm", factor=-1.0),
        Field("<Ewe>/V", "voltage_volt"),
        Field("<I>/mA", "current_ampere", factor=1e-3),
        Field("cycle number", "cycle_count"),
    ),
    required=_SPECTRUM,
    source="EC-Lab text exports: the column is minus the imaginary part; mA",
)

IMPEDANCE = (GAMRY, PARSTAT, BIOLOGIC_EIS)
