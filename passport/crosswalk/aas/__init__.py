"""Asset Administration Shell with the seven submodels of IDTA 02035 (Digital Battery Passport, parts 1 to 7)."""

from passport.crosswalk.aas.passports import export, read, read_submodels

__all__ = ["export", "read", "read_submodels"]
