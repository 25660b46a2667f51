"""Data products of the IOXIO dataspace: request and response of each, by the path of its definition (MIT)."""

from passport.crosswalk.ioxio.exchange import DEFINITIONS, export, read

__all__ = ["DEFINITIONS", "export", "read"]
