"""A product's credential with every member of its payload behind a digest, so that each can be shown alone.

Which values stand alone is fixed: every member of the payload, and of a member that is a list of rows (a table of
materials, of substances, of documents) every row. Longer lists are series; they are shown whole or not at all.
Nothing else of the credential is hidden: who says what kind of thing about which battery, when and from which inputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from passport.errors import CanonicalFormError
from passport.identifiers import ChainId
from passport.provenance.base64url import encoded
from passport.provenance.canonical import Json, canonical_bytes
from passport.provenance.credential import DataProduct, credential_of, product_from
from passport.provenance.sd_jwt import (
    ALGORITHM,
    ALGORITHM_NAME,
    DIGESTS,
    Disclosure,
    DisclosureRefused,
    Place,
    Revealed,
    conceal,
    reveal,
)

MAX_ROWS = 64
"""Longest list whose rows stand alone."""

_SALT_LENGTH = 22
"""Sixteen bytes in base64url."""


def concealed_credential(product: DataProduct, chain_id: ChainId) -> tuple[dict[str, Json], tuple[Disclosure, ...]]:
    """The credential to be signed, and the disclosures in their order.

    Raises:
        DisclosureRefused: The payload uses names the form reserves.
        CanonicalFormError: The payload has no canonical form.
    """
    data, disclosures = conceal(product.payload, by_row=_is_table)
    return {**credential_of(product, chain_id, data), ALGORITHM_NAME: ALGORITHM}, disclosures


def revealed_product(credential: Json, disclosures: Sequence[bytes]) -> tuple[DataProduct, ChainId, Revealed]:
    """The product a concealed credential and some of its disclosures state.

    Raises:
        CanonicalFormError: Not the credential `concealed_credential` writes.
        DisclosureRefused: The disclosures are not of this credential, or not in their order and only form.
    """
    if not isinstance(credential, Mapping) or credential.get(ALGORITHM_NAME) != ALGORITHM:
        raise CanonicalFormError(f"The credential's digests are {ALGORITHM}.", clause="RFC 9901 section 4.1.1")
    subject = credential.get("credentialSubject")
    data = subject.get("data") if isinstance(subject, Mapping) else None
    if not isinstance(data, Mapping) or set(data) != {DIGESTS}:
        raise CanonicalFormError("Every member of the payload is behind a digest.", path="credentialSubject/data")
    revealed = reveal(data, disclosures)
    _check_form(data, disclosures, revealed)
    payload = cast(dict[str, Json], revealed.claims)
    product, chain_id = product_from(cast(dict[str, Json], credential), payload)
    if {**credential_of(product, chain_id, data), ALGORITHM_NAME: ALGORITHM} != credential:
        raise CanonicalFormError("A member is there that we do not write, or is written otherwise.")
    return product, chain_id, revealed


def _check_form(data: Mapping[str, Json], disclosures: Sequence[bytes], revealed: Revealed) -> None:
    """One spelling only: digests ascending, disclosures in the order of their digests, canonical JSON inside."""
    digests = cast(list[str], data[DIGESTS])
    if sorted(digests) != digests:
        raise DisclosureRefused("The digests do not ascend.", rule="order")
    if [disclosure.text for _, disclosure in revealed.shown] != list(disclosures):
        raise DisclosureRefused("The disclosures are not in the order of their digests.", rule="order")
    if revealed.objects != ((),):
        raise DisclosureRefused("Digests stand deeper than the members of the payload.", rule="depth")
    for place, disclosure in revealed.shown:
        fields: list[Json] = [disclosure.salt, *([] if disclosure.name is None else [disclosure.name])]
        text = encoded(canonical_bytes([*fields, disclosure.value])).encode("ascii")
        if text != disclosure.text or len(disclosure.salt) != _SALT_LENGTH:
            raise DisclosureRefused("A disclosure is not in its only form.", rule="not-canonical")
        _check_place(place)
    for place in revealed.hidden:
        _check_place(place)


def _check_place(place: Place) -> None:
    """A digest stands for a member of the payload or for a row of a list that is one."""
    if len(place) > 2 or (len(place) == 2 and not isinstance(place[1], int)):
        raise DisclosureRefused("A digest stands deeper than a row of a list.", rule="depth", place=list(place))


def _is_table(value: Json) -> bool:
    """Whether a value is a list of rows that stand alone."""
    if not isinstance(value, list | tuple) or not 0 < len(value) <= MAX_ROWS:
        return False
    return all(isinstance(row, Mapping) for row in value)
