"""A short life of a few batteries on a real chain: what evidence bundles in these tests are about.

Ten organisations' worth of rules in as few transactions as will do: a lazily registered pack with its modules is
handed over in one transaction, offered and accepted on chain, sold on, split, repurposed and recycled; products are
anchored, one is withdrawn, one superseded, one is a score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import Web3

from passport.adapters.evm.calldata import encode_act
from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.deployment import deploy
from passport.adapters.evm.keystore import LocalSigner
from passport.adapters.evm.ledger import EvmLedger
from passport.adapters.evm.proof_source import EvmProofSource
from passport.battery.lifecycle import Stage
from passport.battery.roles import Role, RoleSet
from passport.identifiers import (
    BatteryIdentifier,
    Digest,
    MerkleRoot,
    ParticipantId,
    PassportId,
    Signature,
    SubjectId,
    TxHash,
    keccak256,
)
from passport.ledger import acts
from passport.ledger.acts import Act
from passport.ledger.deployment import Contract, Deployment
from passport.ledger.leaves import product_leaf
from passport.ledger.offers import HandoverOffer, PartySignature
from passport.ledger.passports import LazyPassport, Registration
from passport.ledger.subjects import SubjectKind
from passport.ledger.typed_data import Domain, acceptance_digest, offer_digest
from passport.provenance.bundle import build_bundle
from passport.provenance.content import cid_of
from passport.provenance.credential import DataProduct
from passport.provenance.evidence import (
    ChainPiece,
    Evidence,
    PassportPiece,
    ProductPiece,
    Standing,
)
from passport.provenance.key_binding import Expected, bound
from passport.provenance.merkle import MerkleTree
from passport.provenance.presentation import present
from passport.provenance.sealed_product import fresh_key, seal
from passport.provenance.signed_product import digest_of, sign_product
from passport.provenance.slots import slots_needed
from passport.provenance.verification import TrustRoot, Validators

ASKED = Expected("https://verifier.example", "7d41c1f9")
"""What the verifier of these tests asks presenters for."""
DISMANTLING = {"safetyMeasures": ["cut the service plug"], "steps": [{"tool": "T20"}, {"tool": "T30"}]}
CONDITION = {"swollen": False, "cells": [{"voltageV": 3.61}, {"voltageV": 3.58}, {"voltageV": 2.9}], "inspector": "M."}
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FAR_FUTURE = 2**40
ROLES = {
    "maker": Role.MANUFACTURER,
    "operator": Role.OPERATOR,
    "second": Role.SECOND_LIFE_OPERATOR,
    "recycler": Role.RECYCLER,
    "lab": Role.SERVICE,
}


GOVERNOR = keccak256(b"evidence tests: governance")
KEYS = {name: keccak256(f"evidence tests: {name}".encode()) for name in ROLES}
"""Throw-away keys of throw-away chains."""


@dataclass(frozen=True)
class Party:
    """An organisation with its only key."""

    id: ParticipantId
    account: LocalAccount
    signer: LocalSigner

    def sign(self, digest: Digest) -> PartySignature:
        return PartySignature(self.signer.address, Signature(self.signer.sign_digest(bytes(digest))))


@dataclass
class Story:
    """What happened, and what a bundle needs to know about it."""

    w3: Web3
    connection: EvmConnection
    deployment: Deployment
    gas_price: int | None
    parties: dict[str, Party] = field(default_factory=dict)
    transactions: list[TxHash] = field(default_factory=list)
    """Those with events of the passport registry, in order."""
    passports: list[PassportPiece] = field(default_factory=list)
    products: list[ProductPiece] = field(default_factory=list)

    @property
    def domain(self) -> Domain:
        return Domain.of(self.deployment, Contract.PASSPORT_REGISTRY)

    # ------------------------------------------------------------------ acting
    def send(self, account: LocalAccount, act: Act) -> Any:
        to = Web3.to_checksum_address(self.deployment.address_of(act.contract))
        transaction: dict[str, Any] = {
            "to": to,
            "data": encode_act(act),
            "gas": 3_000_000,
            "nonce": self.w3.eth.get_transaction_count(account.address),
            "chainId": int(self.deployment.chain_id),
            **self._fees(),
        }
        raw = account.sign_transaction(transaction).raw_transaction
        receipt = self.w3.eth.wait_for_transaction_receipt(self.w3.eth.send_raw_transaction(raw), poll_latency=0.05)
        assert receipt["status"] == 1, act
        if act.contract is Contract.PASSPORT_REGISTRY:
            self.transactions.append(TxHash(bytes(receipt["transactionHash"])))
        return receipt

    def _fees(self) -> dict[str, int]:
        """Dynamic fees, or the fixed price of a network that has no base fee."""
        if self.gas_price is not None:
            return {"gasPrice": self.gas_price}
        base = self.w3.eth.get_block("latest")["baseFeePerGas"]
        return {"maxFeePerGas": 2 * base + 1, "maxPriorityFeePerGas": 1}

    def act(self, who: str, act: Act) -> Any:
        return self.send(self.parties[who].account, act)

    def offer(self, passport: PassportId, giver: str, receiver: str, stage: Stage, sequence: int) -> HandoverOffer:
        return HandoverOffer(
            SubjectKind.PASSPORT,
            SubjectId(passport),
            self.parties[giver].id,
            self.parties[receiver].id,
            ROLES[receiver],
            stage,
            None,
            sequence,
            FAR_FUTURE,
        )

    def signatures(self, offer: HandoverOffer, giver: str, receiver: str) -> tuple[PartySignature, PartySignature]:
        return (
            self.parties[giver].sign(offer_digest(self.domain, offer)),
            self.parties[receiver].sign(acceptance_digest(self.domain, offer)),
        )

    # ------------------------------------------------------------------ documents
    def sign(self, who: str, passport: PassportId, kind: str, payload: dict[str, Any], **more: Any) -> bytes:
        party = self.parties[who]
        product = DataProduct(
            product_type=kind,
            passport_id=passport,
            issuer=party.id,
            issuer_did=f"did:web:{who}.example",
            valid_from=NOW,
            schema_id=f"urn:battery-passport:schema:{kind}",
            schema_version="1.0",
            payload=payload,
            salt=keccak256(kind.encode() + passport)[:16].hex(),
            **{"disclosure_class": 1, **more},
        )
        return sign_product(product, party.signer, self.deployment.chain_id)

    def anchor(
        self, who: str, previous: MerkleRoot | None, contents: Sequence[tuple[bytes, PassportId, str]]
    ) -> MerkleRoot:
        leaves = [product_leaf(digest_of(content), passport, kind) for content, passport, kind in contents]
        tree = MerkleTree(leaves)
        self.act(who, acts.AnchorRoot(previous, tree.root, len(leaves), Digest(bytes(32))))
        for index, (content, _, _) in enumerate(contents):
            self.products.append(
                ProductPiece(
                    cid=cid_of(content),
                    content=content,
                    issuer=self.parties[who].id,
                    root=tree.root,
                    proof=tuple(Digest(node) for node in tree.proof(index)),
                    standing=Standing.STANDS,
                )
            )
        return tree.root

    # ------------------------------------------------------------------ evidence
    def evidence(self, built_on: Callable[[], object] = lambda: None) -> Evidence:
        """Everything, as of the head; `built_on` returns when enough blocks were built on that."""
        source = EvmProofSource(self.connection, self.deployment)
        ledger = EvmLedger(self.connection, self.deployment)
        block = ledger.head()
        built_on()
        pieces = tuple(source.transaction(tx) for tx in self.transactions)
        first = min(piece.block for piece in pieces)
        evidence = Evidence(
            chain=ChainPiece(
                chain_id=self.deployment.chain_id,
                contracts={name: deployed.address for name, deployed in self.deployment.contracts.items()},
                state_block=block.number,
            ),
            headers=tuple(source.header(number) for number in range(first, ledger.head().number + 1)),
            transactions=pieces,
            states=(),
            passports=tuple(self.passports),
            products=tuple(self.products),
        )
        states = tuple(source.state(name, slots, block) for name, slots in slots_needed(evidence).items())
        return evidence.model_copy(update={"states": states})

    def trust_root(self, validators: Validators | None = None) -> TrustRoot:
        block = EvmLedger(self.connection, self.deployment).head()
        return TrustRoot.of(self.deployment, None if validators else block, validators)


def begin(w3: Web3, connection: EvmConnection, fund: Callable[[str], None], gas_price: int | None = None) -> Story:
    """Deploys and enrols."""
    governor: LocalAccount = Account.from_key(GOVERNOR)
    fund(governor.address)
    story = Story(w3, connection, deploy(w3, governor, governor.address, notice_period_s=1), gas_price)
    for number, (name, role) in enumerate(ROLES.items(), start=1):
        key = KEYS[name]
        signer = LocalSigner(key)
        fund(signer.address)
        roles = RoleSet.of(role)
        story.send(
            governor, acts.EnrolParticipant(signer.address, signer.address, roles, Digest(keccak256(name.encode())))
        )
        story.parties[name] = Party(ParticipantId(number), Account.from_key(key), signer)
    return story


def register_lazily(story: Story, names: Mapping[str, str | None]) -> dict[str, PassportId]:
    """Registers a batch; `names` gives each battery its parent."""
    maker = story.parties["maker"]
    ids = {name: _identifier(name).passport_id(maker.id) for name in names}
    documents = {name: story.sign("maker", ids[name], "BatteryPassport", {"name": name}) for name in names}
    drafts = [
        PassportPiece(
            registrant=maker.id,
            identifier=_identifier(name),
            parent=ids[parent] if parent else None,
            digest=digest_of(documents[name]),
            batch=1,
            proof=(),
            document=documents[name],
        )
        for name, parent in names.items()
    ]
    tree = MerkleTree([draft.leaf for draft in drafts])
    story.act("maker", acts.RegisterBatch(tree.root, len(drafts), Digest(bytes(32))))
    for index, draft in enumerate(drafts):
        proof = tuple(Digest(node) for node in tree.proof(index))
        story.passports.append(draft.model_copy(update={"proof": proof}))
    return ids


def register_eagerly(story: Story, name: str) -> PassportId:
    maker = story.parties["maker"]
    passport = _identifier(name).passport_id(maker.id)
    document = story.sign("maker", passport, "BatteryPassport", {"name": name})
    registration = Registration(_identifier(name).identifier_hash, None, digest_of(document))
    story.act("maker", acts.RegisterPassport(registration))
    story.passports.append(
        PassportPiece(
            registrant=maker.id,
            identifier=_identifier(name),
            parent=None,
            digest=digest_of(document),
            batch=None,
            proof=(),
            document=document,
        )
    )
    return passport


def live(story: Story) -> None:
    """From the factory to the recycler."""
    ids = register_lazily(story, {"pack": None, "module-1": "pack", "module-2": "pack", "spare": None})
    lone = register_eagerly(story, "lone")
    pack = ids["pack"]
    _products(story, pack)
    _hand_over_lazily(story, pack)
    _offer_and_accept(story, pack)
    _sell_the_lone_one(story, lone)
    last = story.offer(pack, "second", "recycler", Stage.END_OF_LIFE, 2)
    story.act("second", acts.ExecuteHandover(last, *story.signatures(last, "second", "recycler")))
    story.act("recycler", acts.DeclareRecycled(pack, Digest(keccak256(b"report"))))


def _products(story: Story, pack: PassportId) -> None:
    sheet = story.sign("maker", pack, "ProductDataSheet", {"energy_kwh": 57.5, "name": "Sähkö"})
    old = story.sign("maker", pack, "CarbonFootprint", {"kg_co2e_per_kwh": 61})
    new = story.sign("maker", pack, "CarbonFootprint", {"kg_co2e_per_kwh": 62})
    wrong = story.sign("maker", pack, "Conformity", {"module": "A1"})
    root = story.anchor("maker", None, [(sheet, pack, "ProductDataSheet"), (old, pack, "CarbonFootprint")])
    story.anchor("maker", root, [(new, pack, "CarbonFootprint"), (wrong, pack, "Conformity")])
    story.act("maker", acts.SupersedeProduct(digest_of(old), digest_of(new)))
    story.act("maker", acts.WithdrawProduct(digest_of(wrong), 6))
    usage = story.sign("operator", pack, "ChargingHistory", {"cycles": 120, "capacity_ah": [40, 38]})
    score = story.sign(
        "operator",
        pack,
        "StateOfHealthScore",
        {"method": {"id": "ratio", "version": "1.0"}, "value": 0.95},
        inputs=(cid_of(usage),),
    )
    root = story.anchor("operator", None, [(usage, pack, "ChargingHistory"), (score, pack, "StateOfHealthScore")])
    _restricted_products(story, pack, root)
    _show(story, old, Standing.SUPERSEDED)
    _show(story, wrong, Standing.WITHDRAWN)


def _restricted_products(story: Story, pack: PassportId, root: MerkleRoot) -> None:
    """One that is sealed and shown with its key, and one of which the recycler shows some values."""
    manual = story.sign("operator", pack, "DismantlingInformation", DISMANTLING, disclosure_class=2)
    report = story.sign("operator", pack, "ConditionReport", CONDITION, disclosure_class=4)
    story.anchor("operator", root, [(manual, pack, "DismantlingInformation"), (report, pack, "ConditionReport")])
    key = fresh_key()
    stored = seal(manual, key)
    _replace(story, manual, {"content": stored, "cid": cid_of(stored), "content_key": key})
    part = present(report, ["swollen", "cells/1"])
    recycler = story.parties["recycler"].signer
    shown = bound(part, recycler, story.deployment.chain_id, ASKED.audience, ASKED.nonce, NOW)
    _replace(story, report, {"content": shown, "cid": None})


def _replace(story: Story, content: bytes, changes: dict[str, Any]) -> None:
    story.products = [
        piece.model_copy(update=changes) if piece.content == content else piece for piece in story.products
    ]


def _show(story: Story, content: bytes, standing: Standing) -> None:
    _replace(story, content, {"standing": standing})


def _hand_over_lazily(story: Story, pack: PassportId) -> None:
    """Maker to operator in one transaction, relayed by someone else."""
    piece = next(piece for piece in story.passports if piece.passport_id == pack)
    lazy = LazyPassport(1, piece.identifier.identifier_hash, None, piece.digest, piece.proof)
    offer = story.offer(pack, "maker", "operator", Stage.IN_SERVICE, 0)
    story.act("lab", acts.ExecuteLazyHandover(lazy, offer, *story.signatures(offer, "maker", "operator")))


def _offer_and_accept(story: Story, pack: PassportId) -> None:
    """Operator to second-life operator in two transactions."""
    offer = story.offer(pack, "operator", "second", Stage.SECOND_LIFE, 1)
    story.act("operator", acts.OfferHandover(offer))
    story.act("second", acts.AcceptOffer(offer))


def _sell_the_lone_one(story: Story, lone: PassportId) -> None:
    """One handover and a cancelled offer, so that sequence numbers do not follow handovers alone."""
    story.act("maker", acts.CancelOffers(SubjectKind.PASSPORT, SubjectId(lone)))
    offer = story.offer(lone, "maker", "operator", Stage.IN_SERVICE, 1)
    story.act("lab", acts.ExecuteHandover(offer, *story.signatures(offer, "maker", "operator")))


def bundle_of(story: Story) -> bytes:
    return build_bundle(story.evidence())


def ratio(score: DataProduct, inputs: Mapping[Any, DataProduct]) -> dict[str, Any]:
    """The scoring method of these tests."""
    (usage,) = inputs.values()
    first, last = usage.payload["capacity_ah"]
    return {"method": score.payload["method"], "value": last / first}


def _identifier(name: str) -> BatteryIdentifier:
    return BatteryIdentifier(f"https://maker.example/batteries/{name}")
