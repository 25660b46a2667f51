"""Our acts, each measured as a transaction of its own with real signatures in its calldata."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from eth_account.signers.local import LocalAccount
from eth_hash.auto import keccak
from eth_typing import Hash32

from benchmarks.evm.chain import Chain, Sent, shipped
from passport.identifiers import BatteryIdentifier, Digest, ParticipantId
from passport.ledger.leaves import passport_leaf
from passport.provenance.merkle import MerkleTree

PACKS = 100_000
MAKER, OPERATOR = 1, 2
MANUFACTURER_ROLE, OPERATOR_ROLE = 0, 1
PASSPORT, LOT = 0, 1
IN_SERVICE = 2
ROLE_SETS = (1 << MANUFACTURER_ROLE, 1 << OPERATOR_ROLE)
REGISTRAR = 1
DAY_S = 86_400


def digest_of(text: str) -> bytes:
    """sha2-256 of a text, as the digest of some document."""
    return hashlib.sha256(text.encode()).digest()


def battery(number: int) -> BatteryIdentifier:
    """The identifier of a battery of the benchmark."""
    return BatteryIdentifier(f"https://id.example.org/battery/{number:09}")


@dataclass
class Ledger:
    """Our contracts on a chain, with a maker and an operator enrolled."""

    chain: Chain
    passports: Any = field(init=False)
    products: Any = field(init=False)
    consents: Any = field(init=False)

    def __post_init__(self) -> None:
        """Deploys and wires what the acts need, under one governance key."""
        governance = self.chain.keys[0]
        authority = self.chain.deploy(shipped("AccessManager"), governance.address)
        participants = self.chain.deploy(shipped("ParticipantRegistry"), authority.address)
        self.passports = self.chain.deploy(shipped("PassportRegistry"), participants.address, 30 * DAY_S)
        self.products = self.chain.deploy(shipped("DataProductRegistry"), participants.address)
        self.consents = self.chain.deploy(shipped("ConsentRegistry"), participants.address)
        for roles, key in zip(ROLE_SETS, (self.maker, self.operator), strict=True):
            enrolment = participants.functions.enrol(key.address, key.address, roles, digest_of("did"))
            selector = bytes.fromhex(shipped("ParticipantRegistry")["methodIdentifiers"][enrolment.signature])
            self.chain.send(
                authority.functions.setTargetFunctionRole(participants.address, [selector], REGISTRAR), governance
            )
            self.chain.send(authority.functions.grantRole(REGISTRAR, governance.address, 0), governance)
            self.chain.send(enrolment, governance)

    @property
    def maker(self) -> LocalAccount:
        """The manufacturer's key."""
        return self.chain.keys[3]

    @property
    def operator(self) -> LocalAccount:
        """The operator's key."""
        return self.chain.keys[4]

    @property
    def relayer(self) -> LocalAccount:
        """Anybody's key."""
        return self.chain.keys[5]

    # ------------------------------------------------------------ registration
    def registration(self, number: int) -> tuple[bytes, bytes, bytes]:
        """A Registration."""
        return bytes(battery(number).identifier_hash), bytes(32), digest_of(f"passport {number}")

    def register(self, number: int) -> Sent:
        """One passport alone."""
        return self.chain.send(self.passports.functions.register(self.registration(number)), self.maker)

    def register_many(self, first: int, count: int) -> Sent:
        """Several passports in one transaction."""
        entries = [self.registration(number) for number in range(first, first + count)]
        return self.chain.send(self.passports.functions.registerMany(entries), self.maker)

    def register_batch(self, batch: Batch) -> Sent:
        """A batch by its root."""
        call = self.passports.functions.registerBatch(bytes(batch.tree.root), batch.tree.count, digest_of("manifest"))
        return self.chain.send(call, self.maker)

    # ------------------------------------------------------------ handover
    def words(self, subject: bytes, kind: int = PASSPORT) -> tuple[Any, ...]:
        """The maker's offer of a subject to the operator."""
        evidence, deadline = digest_of("condition"), self.chain.now() + DAY_S
        return (kind, subject, MAKER, OPERATOR, OPERATOR_ROLE, IN_SERVICE, evidence, 0, deadline)

    def signed(self, words: tuple[Any, ...]) -> tuple[Any, ...]:
        """The words with both signatures."""
        functions = self.passports.functions
        offered, accepted = functions.hashOffer(words).call(), functions.hashAcceptance(words).call()
        return words, self._party(self.maker, offered), self._party(self.operator, accepted)

    def _party(self, key: LocalAccount, digest: bytes) -> tuple[str, bytes]:
        return key.address, bytes(key.unsafe_sign_hash(Hash32(digest)).signature)

    def execute(self, subject: bytes, kind: int = PASSPORT) -> Sent:
        """Both signatures, one transaction."""
        call = self.passports.functions.executeHandover(*self.signed(self.words(subject, kind)))
        return self.chain.send(call, self.relayer)

    def execute_lazily(self, batch: Batch, number: int) -> Sent:
        """The same for a battery that exists in its batch only."""
        subject = batch.passport_id(number)
        call = self.passports.functions.executeLazyHandover(batch.lazy(number), *self.signed(self.words(subject)))
        return self.chain.send(call, self.relayer)

    def offer_and_accept(self, subject: bytes) -> tuple[Sent, Sent]:
        """Two transactions, one of each party."""
        words = self.words(subject)
        offered = self.chain.send(self.passports.functions.offer(words), self.maker)
        return offered, self.chain.send(self.passports.functions.accept(words), self.operator)

    def bring_into_existence(self, batch: Batch, number: int) -> Sent:
        """A record of a battery of a batch, by its proof."""
        return self.chain.send(self.passports.functions.bringIntoExistence(batch.lazy(number)), self.operator)

    # ------------------------------------------------------------ data products and consents
    def anchor(self, previous: bytes, root: bytes, count: int) -> Sent:
        """A root of data products."""
        call = self.products.functions.anchor(previous, root, count, digest_of("manifest"))
        return self.chain.send(call, self.maker)

    def grant(self, digest: bytes) -> Sent:
        """The maker's consent to the operator."""
        call = self.consents.functions.grant(digest, MAKER, OPERATOR, self.chain.now() + 365 * DAY_S)
        return self.chain.send(call, self.maker)

    def revoke(self, digest: bytes) -> Sent:
        """Takes it back."""
        return self.chain.send(self.consents.functions.revoke(digest), self.maker)


@dataclass(frozen=True)
class Batch:
    """PACKS passports of the maker under one root."""

    number: int
    first: int
    tree: MerkleTree

    @classmethod
    def over(cls, number: int, first: int, count: int = PACKS) -> Batch:
        """Hashes all leaves; a second or two."""
        leaves = [bytes(leaf_of(at)) for at in range(first, first + count)]
        return cls(number, first, MerkleTree(leaves))

    def passport_id(self, number: int) -> bytes:
        """The passportId of the battery."""
        return bytes(battery(number).passport_id(ParticipantId(MAKER)))

    def lazy(self, number: int) -> tuple[Any, ...]:
        """A LazyPassport."""
        identifier, digest = bytes(battery(number).identifier_hash), digest_of(f"passport {number}")
        return self.number, identifier, bytes(32), digest, list(self.tree.proof(number - self.first))


def leaf_of(number: int) -> Digest:
    """The leaf of a battery of the maker's."""
    identity = battery(number).passport_id(ParticipantId(MAKER))
    return passport_leaf(identity, None, Digest(digest_of(f"passport {number}")), ParticipantId(MAKER))


def root_named(text: str) -> bytes:
    """Some root."""
    return bytes(keccak(text.encode()))
