"""The data model 1.2 of the Battery Pass consortium: seven aspects."""

from passport.crosswalk.consortium.carriage import ASPECTS, export, read

__all__ = ["ASPECTS", "export", "read"]
