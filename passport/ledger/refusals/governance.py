"""Custom errors of OpenZeppelin 5.3.0 that can surface through our contracts and their AccessManager."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from passport.identifiers import Address, Digest
from passport.ledger.abi import Selector, Uint32, Uint64
from passport.ledger.refusals.base import ContractRefusal


@dataclass(eq=False)
class AccessManagedUnauthorized(ContractRefusal):
    """Address `caller` does not have the governance role this call needs."""

    sentence: ClassVar[str] = "Address {caller} does not have the governance role this call needs."
    default_remedy: ClassVar[str | None] = "Use the key of the registrar, supervisor or steward."

    caller: Address


@dataclass(eq=False)
class AccessManagedRequiredDelay(ContractRefusal):
    """Address `caller` may do this only `delay` seconds after scheduling it."""

    sentence: ClassVar[str] = "Address {caller} may do this only {delay} seconds after scheduling it."

    caller: Address
    delay: Uint32


@dataclass(eq=False)
class AccessManagedInvalidAuthority(ContractRefusal):
    """Address `authority` is no authority."""

    sentence: ClassVar[str] = "Address {authority} is no authority."

    authority: Address


@dataclass(eq=False)
class AccessManagerAlreadyScheduled(ContractRefusal):
    """Operation `operation_id` is scheduled already."""

    sentence: ClassVar[str] = "Operation {operation_id} is scheduled already."

    operation_id: Digest


@dataclass(eq=False)
class AccessManagerNotScheduled(ContractRefusal):
    """Operation `operation_id` is not scheduled."""

    sentence: ClassVar[str] = "Operation {operation_id} is not scheduled."

    operation_id: Digest


@dataclass(eq=False)
class AccessManagerNotReady(ContractRefusal):
    """Operation `operation_id` is not due yet."""

    sentence: ClassVar[str] = "Operation {operation_id} is not due yet."

    operation_id: Digest


@dataclass(eq=False)
class AccessManagerExpired(ContractRefusal):
    """Operation `operation_id` has expired."""

    sentence: ClassVar[str] = "Operation {operation_id} has expired."

    operation_id: Digest


@dataclass(eq=False)
class AccessManagerLockedRole(ContractRefusal):
    """Governance role `role_id` cannot be changed."""

    sentence: ClassVar[str] = "Governance role {role_id} cannot be changed."

    role_id: Uint64


@dataclass(eq=False)
class AccessManagerBadConfirmation(ContractRefusal):
    """The confirmation names another address than the caller."""

    sentence: ClassVar[str] = "The confirmation names another address than the caller."


@dataclass(eq=False)
class AccessManagerUnauthorizedAccount(ContractRefusal):
    """Address `msgsender` does not have governance role `role_id`."""

    sentence: ClassVar[str] = "Address {msgsender} does not have governance role {role_id}."

    msgsender: Address
    role_id: Uint64


@dataclass(eq=False)
class AccessManagerUnauthorizedCall(ContractRefusal):
    """Address `caller` may not call `selector` of `target`."""

    sentence: ClassVar[str] = "Address {caller} may not call {selector} of {target}."

    caller: Address
    target: Address
    selector: Selector


@dataclass(eq=False)
class AccessManagerUnauthorizedConsume(ContractRefusal):
    """Contract `target` may not consume this schedule."""

    sentence: ClassVar[str] = "Contract {target} may not consume this schedule."

    target: Address


@dataclass(eq=False)
class AccessManagerUnauthorizedCancel(ContractRefusal):
    """Address `msgsender` may not cancel the call of `selector` of `target` that `caller` scheduled."""

    sentence: ClassVar[str] = (
        "Address {msgsender} may not cancel the call of {selector} of {target} that {caller} scheduled."
    )

    msgsender: Address
    caller: Address
    target: Address
    selector: Selector


@dataclass(eq=False)
class AccessManagerInvalidInitialAdmin(ContractRefusal):
    """Address `initial_admin` cannot be the first administrator."""

    sentence: ClassVar[str] = "Address {initial_admin} cannot be the first administrator."

    initial_admin: Address


@dataclass(eq=False)
class InvalidShortString(ContractRefusal):
    """A name is too long or malformed."""

    sentence: ClassVar[str] = "A name is too long or malformed."


@dataclass(eq=False)
class StringTooLong(ContractRefusal):
    """A name is too long: `text`."""

    sentence: ClassVar[str] = "A name is too long: {text}."

    text: str
