"""Presentations: a signed product of which some values are shown, with or without a key binding.

Whoever holds a whole product can make one; nobody needs the issuer for it. It has the product's digest, hence its leaf,
its proof and its root.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from passport.errors import PassportError
from passport.provenance.key_binding import KeyBinding, read_key_binding
from passport.provenance.sd_jwt import SEPARATOR, Disclosure, Place, joined, taken_apart
from passport.provenance.signed_product import PLAIN_MEDIA_TYPE, VerifiedProduct, read_product

_ROW = re.compile(r"(.+)/(0|[1-9][0-9]{0,5})")


class NotDisclosable(PassportError):
    """What should be shown is no value of the product that can be shown alone."""

    code = "disclosure.value"


@dataclass(frozen=True, slots=True)
class Presentation:
    """A presentation whose signatures are right."""

    shown: VerifiedProduct
    key_binding: KeyBinding | None


def present(content: bytes, show: Iterable[str]) -> bytes:
    """A presentation of some values of a whole product, without key binding.

    Args:
        content: The signed product, unsealed.
        show: Names of members, each with all its rows, or ``member/index`` for single rows.

    Raises:
        NotDisclosable: There is no such value, or the product is of the form that hides nothing.
        ProvenanceError: It is no product.
    """
    verified = read_product(content)
    if SEPARATOR not in content:
        raise NotDisclosable(
            f"A {PLAIN_MEDIA_TYPE} product has no disclosures: it is shown whole or not at all.",
            remedy="Publish it again; products are disclosable since.",
        )
    chosen: set[Place] = set()
    for name in show:
        chosen |= _places(name, verified.shown)
    texts = [disclosure.text for place, disclosure in verified.shown if place in chosen]
    return joined(taken_apart(content).jwt, texts)


def read_presentation(content: bytes) -> Presentation:
    """Reads a presentation and checks its form, its signatures and its disclosures.

    Whether it is an answer to what was asked `key_binding.Expected` says, and whose keys these are the chain.

    Raises:
        ProvenanceError: SignatureInvalid, DisclosureRefused, KeyBindingRefused or CanonicalFormError.
    """
    if SEPARATOR not in content:
        return Presentation(read_product(content), None)
    end = content.rindex(SEPARATOR) + 1
    sd_jwt, jwt = content[:end], content[end:]
    shown = read_product(sd_jwt, in_part=True)
    if not jwt:
        return Presentation(shown, None)
    return Presentation(shown, read_key_binding(sd_jwt, jwt, shown.chain_id, shown.product.holder_key))


def _places(name: str, shown: tuple[tuple[Place, Disclosure], ...]) -> set[Place]:
    """The places a name stands for: a member with its rows, or one row with the list it is in."""
    known = {place for place, _ in shown}
    if (name,) in known:
        return {place for place in known if place[0] == name}
    row = _ROW.fullmatch(name)
    if row is not None and (row[1], int(row[2])) in known:
        return {(row[1],), (row[1], int(row[2]))}
    members = sorted(str(place[0]) for place in known if len(place) == 1)
    raise NotDisclosable(
        f"The product has no value {name!r} that can be shown alone.",
        remedy=f"It has: {', '.join(members)}; MEMBER/INDEX names a row of a list.",
        name=name,
    )
