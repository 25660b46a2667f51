"""Who and where: addresses, organisations, documents."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from passport.battery.products.payload import Shape
from passport.battery.products.rules import broken
from passport.battery.products.values import Email, Name, Sha256, Url


class PostalAddress(Shape):
    """A postal address, or the place of a plant."""

    street_address: Name | None = None
    """Street and number, or a post office box."""
    postal_code: Name | None = None
    locality: Name | None = None
    """Town or city."""
    country: Name
    """ISO 3166-1 alpha-2 code; the country's name where a source gives no code."""

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if self.street_address is None and self.locality is None:
            raise broken("address-incomplete", "/locality", "an address names a street or a town", "Article 38(7)")
        return self


class Organisation(Shape):
    """An organisation as the Regulation wants it named."""

    name: Name
    """Name, registered trade name or registered trade mark."""
    identifier: Name | None = None
    """Unique operator identifier."""
    trade_name: Name | None = None
    postal_address: PostalAddress
    """Indicates a single contact point."""
    contact_name: Name | None = None
    email: Email | None = None
    web_address: Url | None = None


class Body(Shape):
    """A notified body or laboratory."""

    name: Name
    number: Name | None = None
    """Identification number of a notified body (Article 30)."""


class Document(Shape):
    """A document somewhere else, pinned by its digest where it is known."""

    url: Url
    media_type: Name | None = None
    sha256: Sha256 | None = None
    """sha2-256 of the document's bytes, hex."""
