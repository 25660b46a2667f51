"""Selective disclosure of JSON (RFC 9901): members that are signed as salted digests and shown one by one.

An object's member is replaced by the digest of its disclosure in the object's ``_sd``, an array's element by
``{"...": digest}``. A disclosure is the base64url form of ``[salt, name, value]`` or ``[salt, value]``; whoever has
it can show that the value was signed, whoever has not learns nothing but that there is one.

Reading is section 7.1 without its leniency: a disclosure that nothing refers to, a digest met twice, a name the form
reserves, an object with two members of one name, base64url in another spelling are all refused. Who signed the
digests, `passport.provenance.signed_product` says.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, cast

from passport.errors import CanonicalFormError, ProvenanceError
from passport.provenance.base64url import Base64urlError, decoded, encoded
from passport.provenance.canonical import MAX_DEPTH, Json, canonical_bytes, read_json

DIGESTS = "_sd"
ALGORITHM_NAME = "_sd_alg"
ELEMENT = "..."
ALGORITHM = "sha-256"
SEPARATOR = b"~"

_RESERVED = frozenset({DIGESTS, ELEMENT, ALGORITHM_NAME})

SALT_BYTES = 16
"""Entropy of a disclosure's salt, as section 9.3 recommends."""

MAX_DISCLOSURES = 20_000
MAX_DISCLOSURE_BYTES = 16 * 1024 * 1024

Place: TypeAlias = tuple[str | int, ...]
"""Names and indices from the root to a value; indices are those of the array before anything was left out."""


class DisclosureRefused(ProvenanceError):
    """Disclosures and signed digests do not fit together in the one way they may."""

    code = "provenance.disclosure"
    default_clause = "RFC 9901 section 7.1"
    default_remedy = "Present the disclosures exactly as they were issued, in their order, leaving some out."


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One value that can be shown or left out."""

    text: bytes
    """Base64url of its JSON array: what travels, and what is digested."""
    salt: str
    name: str | None
    """Name of the member; None for an element of an array."""
    value: Json

    @property
    def digest(self) -> str:
        """Base64url of the sha2-256 of the text (section 4.2.3)."""
        return encoded(hashlib.sha256(self.text).digest())


@dataclass(frozen=True, slots=True)
class Parts:
    """An SD-JWT taken apart, nothing in it believed."""

    jwt: bytes
    """The issuer-signed JWT."""
    disclosures: tuple[bytes, ...]
    key_binding: bytes | None
    """The key binding JWT of a presentation, if there is one."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """What digests and disclosures say together."""

    claims: Json
    """The JSON with every disclosed value in its place; elements of arrays that are not shown are left out."""
    shown: tuple[tuple[Place, Disclosure], ...]
    """Every disclosure with its place, in the order in which the digests stand."""
    hidden: tuple[Place, ...]
    """Where a digest stands that nothing was disclosed for: a value not shown, or a decoy. A member's name is not
    known; ``_sd`` stands for it."""
    objects: tuple[Place, ...]
    """Every object that has an ``_sd``, be it empty."""


def fresh_salt() -> str:
    """A salt nobody can guess."""
    return encoded(secrets.token_bytes(SALT_BYTES))


def member(name: str, value: Json, salt: str) -> Disclosure:
    """The disclosure of an object's member. Raises DisclosureRefused for a reserved name."""
    if name in _RESERVED:
        raise _refused(f"no member is named {name!r}", "RFC 9901 section 4.1")
    return Disclosure(_text([salt, name, value]), salt, name, value)


def element(value: Json, salt: str) -> Disclosure:
    """The disclosure of an array's element."""
    return Disclosure(_text([salt, value]), salt, None, value)


def conceal(
    members: Mapping[str, Json],
    *,
    by_row: Callable[[Json], bool] = lambda _value: False,
    salt: Callable[[], str] = fresh_salt,
    decoys: int = 0,
) -> tuple[dict[str, Json], tuple[Disclosure, ...]]:
    """Replaces every member of an object by a digest, and in the arrays that `by_row` picks every element as well.

    Returns:
        The object that is signed, and the disclosures in the order in which their digests stand: digests ascending, a
        member before its elements.

    Raises:
        DisclosureRefused: The members use a name the form reserves, at any depth.
        CanonicalFormError: A value has no canonical form.
    """
    groups: dict[str, tuple[Disclosure, ...]] = {}
    for name, value in members.items():
        if _may_hold_reserved(value):
            _refuse_reserved(value, (name,))
        rows: tuple[Disclosure, ...] = ()
        if by_row(value):
            rows = tuple(element(row, salt()) for row in cast(Sequence[Json], value))
            value = [{ELEMENT: row.digest} for row in rows]
        disclosed = member(name, value, salt())
        groups[disclosed.digest] = (disclosed, *rows)
    digests = sorted([*groups, *(encoded(hashlib.sha256(salt().encode()).digest()) for _ in range(decoys))])
    return {DIGESTS: digests}, tuple(each for digest in digests for each in groups.get(digest, ()))


def joined(jwt: bytes, disclosures: Sequence[bytes], key_binding: bytes = b"") -> bytes:
    """The compact form (section 4): the JWT, each disclosure, and the key binding or nothing after the last tilde."""
    return SEPARATOR.join((jwt, *disclosures, key_binding))


def taken_apart(content: bytes) -> Parts:
    """Splits the compact form. Raises DisclosureRefused."""
    jwt, *rest = content.split(SEPARATOR)
    if not rest or not jwt:
        raise _refused("there is no tilde after the issuer-signed JWT", "RFC 9901 section 4")
    *disclosures, key_binding = rest
    if len(disclosures) > MAX_DISCLOSURES:
        raise _refused(f"{len(disclosures)} disclosures are more than the {MAX_DISCLOSURES} read here")
    return Parts(jwt, tuple(disclosures), key_binding or None)


def read_disclosure(text: bytes) -> Disclosure:
    """Reads one disclosure strictly. Raises DisclosureRefused."""
    try:
        fields = read_json(decoded(text), max_bytes=MAX_DISCLOSURE_BYTES)
    except (Base64urlError, CanonicalFormError) as error:
        raise _refused(f"a disclosure cannot be read ({error.message})", "RFC 9901 section 4.2") from error
    if not isinstance(fields, list) or len(fields) not in (2, 3) or not isinstance(fields[0], str):
        raise _refused("a disclosure is [salt, name, value] or [salt, value]", "RFC 9901 section 4.2")
    if len(fields) == 2:
        return Disclosure(text, fields[0], None, fields[1])
    name = fields[1]
    if not isinstance(name, str) or name in _RESERVED:
        raise _refused("a disclosure's name is text, and none that the form reserves")
    return Disclosure(text, fields[0], name, fields[2])


def reveal(claims: Json, disclosures: Sequence[bytes]) -> Revealed:
    """Puts disclosed values in the places of their digests (section 7.1).

    Args:
        claims: The signed JSON; ``_sd_alg`` may stand at its root only.
        disclosures: As they travel.

    Raises:
        DisclosureRefused: Anything that does not fit.
    """
    read = [read_disclosure(text) for text in disclosures]
    by_digest = {each.digest: each for each in read}
    if len(by_digest) != len(read):
        raise _refused("a disclosure is there twice")
    walk = _Walk(by_digest)
    if isinstance(claims, Mapping):
        if claims.get(ALGORITHM_NAME, ALGORITHM) != ALGORITHM:
            raise _refused(f"digests are {ALGORITHM}", "RFC 9901 section 4.1.1")
        claims = {name: value for name, value in claims.items() if name != ALGORITHM_NAME}
    revealed = walk.value(claims, ())
    if len(walk.shown) != len(read):
        raise _refused("a disclosure belongs to no digest that was signed")
    return Revealed(revealed, tuple(walk.shown), tuple(walk.hidden), tuple(walk.objects))


@dataclass(slots=True)
class _Walk:
    """One pass over signed JSON and what is disclosed in it."""

    by_digest: Mapping[str, Disclosure]
    met: set[str] = field(default_factory=set)
    shown: list[tuple[Place, Disclosure]] = field(default_factory=list)
    hidden: list[Place] = field(default_factory=list)
    objects: list[Place] = field(default_factory=list)

    def value(self, value: Json, place: Place) -> Json:
        if len(place) > MAX_DEPTH:
            raise _refused(f"more than {MAX_DEPTH} levels are not read")
        if isinstance(value, Mapping):
            return self._object(value, place)
        if isinstance(value, list):
            return [item for at, each in enumerate(value) for item in self._element(each, (*place, at))]
        return value

    def _object(self, value: Mapping[str, Json], place: Place) -> dict[str, Json]:
        members: dict[str, Json] = {}
        if DIGESTS in value:
            self.objects.append(place)
        for digest in self._digests_of(value):
            disclosed = self._disclosed(digest, (*place, DIGESTS))
            if disclosed is None:
                continue
            if disclosed.name is None:
                raise _refused("an element's disclosure stands in an object")
            if disclosed.name in members or disclosed.name in value:
                raise _refused(f"the disclosed member {disclosed.name!r} is there already")
            members[disclosed.name] = self._placed(disclosed, (*place, disclosed.name))
        for name, each in value.items():
            if name in (ELEMENT, ALGORITHM_NAME):
                raise _refused(f"{name!r} stands where it may not", "RFC 9901 section 4.1")
            if name != DIGESTS:
                members[name] = self.value(each, (*place, name))
        return members

    def _element(self, value: Json, place: Place) -> tuple[Json, ...]:
        if not isinstance(value, Mapping) or set(value) != {ELEMENT}:
            return (self.value(value, place),)
        digest = value[ELEMENT]
        if not isinstance(digest, str):
            raise _refused("the digest of an element is text", "RFC 9901 section 4.2.4.2")
        disclosed = self._disclosed(digest, place)
        if disclosed is None:
            return ()
        if disclosed.name is not None:
            raise _refused("a member's disclosure stands in an array")
        return (self._placed(disclosed, place),)

    def _digests_of(self, value: Mapping[str, Json]) -> Sequence[str]:
        digests = value.get(DIGESTS, [])
        if not isinstance(digests, list) or not all(isinstance(digest, str) for digest in digests):
            raise _refused("`_sd` is a list of digests", "RFC 9901 section 4.2.4.1")
        return cast(Sequence[str], digests)

    def _disclosed(self, digest: str, place: Place) -> Disclosure | None:
        if digest in self.met:
            raise _refused("a digest is there twice")
        self.met.add(digest)
        disclosed = self.by_digest.get(digest)
        if disclosed is None:
            self.hidden.append(place)
        return disclosed

    def _placed(self, disclosed: Disclosure, place: Place) -> Json:
        self.shown.append((place, disclosed))
        return self.value(disclosed.value, place)


def _may_hold_reserved(value: Json, levels: int = MAX_DEPTH - 8) -> bool:
    """Quick and cautious: False only if no name inside is reserved, and it is not deep."""
    if type(value) is dict:
        if levels == 0 or not _RESERVED.isdisjoint(value):
            return True
        return any(_may_hold_reserved(member, levels - 1) for member in value.values())
    if type(value) is list or type(value) is tuple:
        return levels == 0 or any(_may_hold_reserved(item, levels - 1) for item in value)
    return isinstance(value, Mapping)


def _refuse_reserved(value: Json, place: Place) -> None:
    """Names of the form inside a payload would be read as digests by whoever reads it."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            if name in _RESERVED:
                raise _refused(f"no member is named {name!r}", "RFC 9901 section 4.1", path="/".join(map(str, place)))
            _refuse_reserved(each, (*place, name))
    elif isinstance(value, list | tuple):
        for at, each in enumerate(value):
            _refuse_reserved(each, (*place, at))


def _text(fields: list[Json]) -> bytes:
    return encoded(canonical_bytes(fields)).encode("ascii")


def _refused(rule: str, clause: str | None = None, path: str = "") -> DisclosureRefused:
    return DisclosureRefused(f"These disclosures are refused: {rule}.", clause=clause, rule=rule, path=path)
