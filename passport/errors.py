"""One tree of errors, drawn here; each room adds leaves below its own branch.

::

    PassportError
    +-- IdentifierError            a malformed identifier (also a ValueError, so pydantic reports its field)
    +-- BatteryRuleError           a rule about batteries is broken
    |   +-- ComponentTreeError         cycle, duplicate, second parent, wrong level
    |   +-- QuantityError              a rated quantity that cannot be
    |   +-- ProductTypeError           unknown type, or an issuer without the role for it
    |   +-- BatteryModelError          a model that is none, or a statement in the wrong place: model or individual
    +-- LedgerError                the chain, seen from here
    |   +-- LedgerRefused              a contract said no: one subclass a custom error, in passport.ledger.refusals
    |   +-- LedgerUnavailable          no answer in time
    |   +-- NotFinal                   the block is not deep enough yet
    |   +-- WrongChain                 another chain id than the deployment names
    |   +-- WrongContract              another code or nothing at the contract's address
    |   +-- OutboxConflict             one idempotency key, two different acts
    |   +-- HistoryError               the events do not tell one story
    |       +-- HistoryGap                 an event is missing between two that are there
    |       +-- HistoryContradiction       two events exclude each other, or one breaks a rule
    +-- StoreError                 the content store
    |   +-- ContentNotFound            nobody here has it
    |   +-- ContentCorrupt             the bytes do not have that CID
    |   +-- StoreUnavailable           no answer in time
    +-- ProvenanceError            something presented cannot be believed
    |   +-- CanonicalFormError         no canonical JSON, or not in its canonical form
    |   +-- SignatureInvalid           a signature that its key did not make
    |   +-- ProofInvalid               an inclusion or consistency proof that does not lead to the root
    |   +-- BundleMalformed            an evidence bundle that cannot be read as one
    |   +-- PolicyMalformed            a policy that cannot be read as one
    +-- DatabaseError              the database
    |   +-- DatabaseUnavailable        no answer in time
    |   +-- SchemaMismatch             migrations missing, or from a newer release
    |   +-- JournalConflict            one journal key, two different requests
    +-- SigningError               keys
    |   +-- KeyUnknown                 no such key here
    |   +-- PassphraseWrong            the key store did not open
    |   +-- KeyConflict                another key is kept under this name
    |   +-- ContentKeyDestroyed        the content key was erased, and the product with it
    +-- ScoringError               an input no method can start from (poor rows are rejected in the score, not here)

Every error carries a stable ``code`` for machines, the ``clause`` it enforces where there is one, a ``remedy`` a
person can follow, and its ``values``. Foreign exceptions are wrapped at the ports, so nothing else comes out of
``passport``.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar


class PassportError(Exception):
    """Root of the tree.

    Args:
        message: One sentence a person understands, with the values that matter.
        clause: Article, standard section or contract rule that is enforced; the class may give a default.
        remedy: What to do about it; the class may give a default.
        **values: The facts, by name, for logs and JSON. Never a secret.
    """

    code: ClassVar[str] = "passport"
    """Stable name of the error for machines; never reused."""

    default_clause: ClassVar[str | None] = None
    default_remedy: ClassVar[str | None] = None

    def __init__(self, message: str, *, clause: str | None = None, remedy: str | None = None, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.clause = clause if clause is not None else self.default_clause
        self.remedy = remedy if remedy is not None else self.default_remedy
        self.values: dict[str, object] = values

    def __str__(self) -> str:
        return self.message

    def diagnostics(self) -> dict[str, object]:
        """The error as plain values: ``code``, ``message``, ``clause``, ``remedy``, ``values`` (all JSON-ready)."""
        return {
            "code": self.code,
            "message": self.message,
            "clause": self.clause,
            "remedy": self.remedy,
            "values": {name: _plain(value) for name, value in self.values.items()},
        }


def _plain(value: object) -> object:
    """A JSON-ready form of a value: bytes as 0x hex, numbers and text as they are, the rest as text."""
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, bool | float) or value is None:
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value)


class IdentifierError(PassportError, ValueError):
    """A malformed identifier. Also a ValueError, so that pydantic reports it at its field."""

    code = "identifier.malformed"


class BatteryRuleError(PassportError):
    """A rule about batteries is broken."""

    code = "battery.rule"


class ComponentTreeError(BatteryRuleError):
    """The components do not form a tree of pack, module and cell."""

    code = "battery.component_tree"


class QuantityError(BatteryRuleError, ValueError):
    """A rated quantity that cannot be: not finite, negative, or contradicting another."""

    code = "battery.quantity"


class ProductTypeError(BatteryRuleError):
    """An unknown data-product type, or an issuer that has no role to issue it."""

    code = "battery.product_type"


class BatteryModelError(BatteryRuleError):
    """A battery model that is unknown or is none, or a statement made about a model that belongs to an individual."""

    code = "battery.model"


class LedgerError(PassportError):
    """The chain, seen from here."""

    code = "ledger"


class LedgerRefused(LedgerError):
    """A contract refused.

    The subclasses in `passport.ledger.refusals` are the custom errors. This class itself stands for a refusal whose
    reason the node did not give, or that no contract of ours declares.
    """

    code = "ledger.refused"


class LedgerUnavailable(LedgerError):
    """The chain did not answer in time."""

    code = "ledger.unavailable"
    default_remedy = "Check that the node runs (passport doctor), then repeat: nothing was lost."


class NotFinal(LedgerError):
    """The block is not deep enough yet to be relied on."""

    code = "ledger.not_final"
    default_remedy = "Wait for more blocks and repeat."


class WrongChain(LedgerError):
    """The node serves another chain than the deployment record names."""

    code = "ledger.wrong_chain"
    default_remedy = "Point the connection at the chain of deployment.json."


class WrongContract(LedgerError):
    """At the contract's address there is no code, or other code than the deployment record names."""

    code = "ledger.wrong_contract"
    default_remedy = "Use the deployment record of this chain."


class OutboxConflict(LedgerError):
    """One idempotency key was used for two different acts."""

    code = "ledger.outbox_conflict"
    default_remedy = "Use a new key for a new act; repeat the old act unchanged under the old key."


class HistoryError(LedgerError):
    """The events do not tell one story."""

    code = "ledger.history"


class HistoryGap(HistoryError):
    """An event is missing between two that are there."""

    code = "ledger.history_gap"
    default_remedy = "Fetch the events of all contracts from the deployment block on, without a gap."


class HistoryContradiction(HistoryError):
    """Two events exclude each other, or one breaks a rule the contracts enforce."""

    code = "ledger.history_contradiction"


class StoreError(PassportError):
    """The content store."""

    code = "store"


class ContentNotFound(StoreError):
    """Nobody here has the content."""

    code = "store.not_found"
    default_remedy = "Bring it from whoever has it: put the same bytes into the store, or use a store that holds them."


class ContentCorrupt(StoreError):
    """The bytes that came do not have the CID that was asked for."""

    code = "store.corrupt"
    default_remedy = "Remove the damaged copy and put the same bytes in again, from a backup or from whoever has them."


class StoreUnavailable(StoreError):
    """The content store did not answer in time."""

    code = "store.unavailable"
    default_remedy = "Check that the store runs (passport doctor), then repeat: nothing was lost."


class ProvenanceError(PassportError):
    """Something presented cannot be believed."""

    code = "provenance"


class CanonicalFormError(ProvenanceError):
    """No canonical JSON (RFC 8785) can be made of it, or it is not in that form."""

    code = "provenance.canonical_form"
    default_clause = "RFC 8785"


class SignatureInvalid(ProvenanceError):
    """A signature that its key did not make over these bytes."""

    code = "provenance.signature"


class ProofInvalid(ProvenanceError):
    """An inclusion or consistency proof that does not lead to the root."""

    code = "provenance.proof"


class BundleMalformed(ProvenanceError):
    """An evidence bundle that cannot be read as one."""

    code = "provenance.bundle"


class PolicyMalformed(ProvenanceError):
    """A policy that cannot be read as one."""

    code = "provenance.policy"


class DatabaseError(PassportError):
    """The database."""

    code = "database"


class DatabaseUnavailable(DatabaseError):
    """The database did not answer in time."""

    code = "database.unavailable"
    default_remedy = "Check that the database runs (passport doctor), then repeat: nothing was lost."


class SchemaMismatch(DatabaseError):
    """The tables are older or newer than this release."""

    code = "database.schema"
    default_remedy = "Run the migrations of this release (passport init does)."


class JournalConflict(DatabaseError):
    """One journal key was used for two different requests."""

    code = "database.journal_conflict"
    default_remedy = "Use a new key for a new request; repeat the old request unchanged under the old key."


class SigningError(PassportError):
    """Keys."""

    code = "signing"


class KeyUnknown(SigningError):
    """No such key here."""

    code = "signing.key_unknown"
    default_remedy = "Name a key of this home, or restore its file into keystore/ from your backup."


class PassphraseWrong(SigningError):
    """The key store did not open with this passphrase."""

    code = "signing.passphrase"
    default_remedy = "Give the passphrase this key was made with; keys of one home may have different ones."


class KeyConflict(SigningError):
    """Another key is already kept under this name; it was not replaced."""

    code = "signing.key_conflict"


class ContentKeyDestroyed(SigningError):
    """The content key was erased on purpose, and the product with it."""

    code = "signing.content_key_destroyed"


class ScoringError(PassportError):
    """An input no method can start from. Poor rows are rejected inside the score, with their reasons."""

    code = "scoring"
