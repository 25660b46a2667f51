"""BatteryPass-Ready 1.0 of GEFEG: five guides, one for each kind of battery."""

from passport.crosswalk.gefeg.carriage import export, read
from passport.crosswalk.gefeg.guides import Guide

__all__ = ["Guide", "export", "read"]
