"""JSON-LD: our payloads under our own terms, their quantities as EMMO/BattINFO properties, and the EC's data points."""

from passport.crosswalk.linked_data.graph import export, read

__all__ = ["export", "read"]
