"""Digital Product Passport credential of the UN Transparency Protocol, version 0.6.1; unsigned: its issuer signs it."""

from passport.crosswalk.untp.credential import Issuer, export, read

__all__ = ["Issuer", "export", "read"]
