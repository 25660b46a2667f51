"""Bundles in which everything shown is true and something that matters was left out, with all its proofs.

The forger here writes a new manifest, proves exactly the words of state that are still needed, and may choose an
older block: what it cannot do is change the chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from eth_account import Account
from web3 import HTTPProvider, Web3
from web3.types import RPCEndpoint

from passport.adapters.evm.anvil_binary import find_anvil
from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.finality import Instant
from passport.adapters.evm.keystore import LocalSigner
from passport.adapters.evm.proof_source import EvmProofSource
from passport.battery.lifecycle import Stage
from passport.battery.roles import Role, RoleSet
from passport.identifiers import Digest, ParticipantId, PassportId, SubjectId, TxHash, keccak256
from passport.ledger import acts
from passport.ledger.passports import LazyPassport
from passport.ledger.subjects import ReasonCode, SubjectKind
from passport.provenance.bundle import build_bundle
from passport.provenance.evidence import Evidence, ProductPiece
from passport.provenance.slots import slots_needed
from passport.provenance.verification import Outcome, Report, TrustRoot, UnsafeNoPolicy, Verdict, verify
from tests.evidence.story import NOW, Party, Story, begin, register_eagerly, register_lazily
from tests.gate import require
from tests.networks.anvil import anvil_node

REPORT = Digest(keccak256(b"report"))


class Told(Story):
    """A story that remembers which transaction was what, and what was registered as what."""

    ids: dict[str, PassportId]
    moments: dict[str, TxHash]
    earlier: Evidence
    """About the pack, before its last handover."""

    def now(self, moment: str, who: str, act: acts.Act) -> None:
        self.act(who, act)
        self.moments[moment] = self.transactions[-1]

    def lazy(self, name: str) -> LazyPassport:
        piece = next(piece for piece in self.passports if piece.passport_id == self.ids[name])
        return LazyPassport(1, piece.identifier.identifier_hash, piece.parent, piece.digest, piece.proof)

    def shown(self, *names: str, without: tuple[str, ...] = (), products: tuple[ProductPiece, ...] = ()) -> Evidence:
        """Evidence about some batteries, without some moments, with every proof that is then asked for."""
        dropped = {self.moments[moment] for moment in without}
        whole = self.evidence()
        source = EvmProofSource(self.connection, self.deployment)
        kept = tuple(source.transaction(tx) for tx in self.transactions if tx not in dropped)
        chosen = {self.ids[name] for name in names}
        evidence = whole.model_copy(
            update={
                "transactions": kept,
                "states": (),
                "passports": tuple(piece for piece in self.passports if piece.passport_id in chosen),
                "products": products,
            }
        )
        block = self.connection.block(whole.chain.state_block)
        wanted = slots_needed(evidence).items()
        return evidence.model_copy(
            update={"states": tuple(source.state(contract, slots, block) for contract, slots in wanted)}
        )

    def report(self, *names: str, without: tuple[str, ...] = ()) -> Report:
        return self.examined(self.shown(*names, without=without))

    def examined(self, evidence: Evidence) -> Report:
        root = TrustRoot.of(self.deployment, self.connection.head())
        return verify(build_bundle(evidence), root, UnsafeNoPolicy(), now=NOW)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    require("anvil", find_anvil(), "npm ci brings it")
    node = anvil_node(tmp_path_factory.mktemp("omissions"))
    node.start()
    try:
        w3 = Web3(HTTPProvider(node.url))

        def fund(address: str) -> None:
            assert "error" not in w3.provider.make_request(RPCEndpoint("anvil_setBalance"), [address, hex(10**21)])

        begun = begin(w3, EvmConnection.to_node(node.url, Instant()), fund)
        story = Told(w3, begun.connection, begun.deployment, begun.gas_price, begun.parties)
        story.ids, story.moments = {}, {}
        _enrol(story, "authority", Role.AUTHORITY, fund)
        _enrol(story, "other-operator", Role.OPERATOR, fund)
        _live(story)
        yield story
    finally:
        node.stop()


def _enrol(story: Told, name: str, role: Role, fund: Callable[[str], None]) -> None:
    key = keccak256(f"evidence tests: {name}".encode())
    signer = LocalSigner(key)
    fund(signer.address)
    governor = Account.from_key(keccak256(b"evidence tests: governance"))
    document = Digest(keccak256(name.encode()))
    story.send(governor, acts.EnrolParticipant(signer.address, signer.address, RoleSet.of(role), document))
    story.parties[name] = Party(ParticipantId(len(story.parties) + 1), Account.from_key(key), signer)


def _live(story: Told) -> None:
    story.ids = register_lazily(story, {"pack": None, "module": "pack", "loose": "pack", "spare": None})
    story.ids |= {name: register_eagerly(story, name) for name in ("lone", "boxed")}
    pack, module, lone = (story.ids[name] for name in ("pack", "module", "lone"))
    first = story.offer(pack, "maker", "operator", Stage.IN_SERVICE, 0)
    signed = story.signatures(first, "maker", "operator")
    story.now("first handover", "lab", acts.ExecuteLazyHandover(story.lazy("pack"), first, *signed))
    story.earlier = story.shown("pack")
    story.now("module exists", "maker", acts.BringIntoExistence(story.lazy("module")))
    last = story.offer(pack, "operator", "second", Stage.SECOND_LIFE, 1)
    story.now("last handover", "lab", acts.ExecuteHandover(last, *story.signatures(last, "operator", "second")))
    _withdraw(story, "recall of the module", "maker", SubjectKind.PASSPORT, SubjectId(module))
    _withdraw(story, "recall of the lot", "maker", SubjectKind.LOT, SubjectId((1).to_bytes(32, "big")))
    _withdraw(story, "recall of the lone one", "maker", SubjectKind.PASSPORT, SubjectId(lone))
    _withdraw(story, "safety stop of the lone one", "authority", SubjectKind.PASSPORT, SubjectId(lone))
    _go_round_in_a_box(story, story.ids["boxed"])


def _withdraw(story: Told, moment: str, who: str, kind: SubjectKind, subject: SubjectId) -> None:
    story.now(moment, who, acts.WithdrawPassport(kind, subject, ReasonCode.SAFETY_RECALL, REPORT))


def _go_round_in_a_box(story: Told, boxed: PassportId) -> None:
    """In a consignment from one operator to another and back: holder and stage are again what they were."""
    sold = story.offer(boxed, "maker", "operator", Stage.IN_SERVICE, 0)
    story.now("sale", "lab", acts.ExecuteHandover(sold, *story.signatures(sold, "maker", "operator")))
    resold = _resale(story, SubjectKind.PASSPORT, SubjectId(boxed), 1, "operator", "other-operator")
    story.now("resale", "lab", resold)
    story.now("box", "other-operator", acts.OpenConsignment())
    story.now("packing", "other-operator", acts.Pack(1, (boxed,)))
    box = SubjectId((1).to_bytes(32, "big"))
    there = _resale(story, SubjectKind.CONSIGNMENT, box, 1, "other-operator", "operator")
    story.now("there", "lab", there)
    back = _resale(story, SubjectKind.CONSIGNMENT, box, 2, "operator", "other-operator")
    story.now("back", "lab", back)


def _resale(
    story: Told, kind: SubjectKind, subject: SubjectId, sequence: int, giver: str, receiver: str
) -> acts.ExecuteHandover:
    offer = story.offer(PassportId(subject), giver, "operator", Stage.IN_SERVICE, sequence)
    offer = type(offer)(
        kind, subject, offer.giver, story.parties[receiver].id, Role.OPERATOR, Stage.IN_SERVICE, None, sequence,
        offer.deadline,
    )  # fmt: skip
    return acts.ExecuteHandover(offer, *story.signatures(offer, giver, receiver))


def codes(report: Report, step: int) -> set[str]:
    return {finding.code for finding in report.step(step).findings}


def test_omission__nothing_left_out__verifies(told: Told) -> None:
    report = told.report("pack", "module", "loose", "spare", "lone", "boxed")
    assert report.failed == set()
    assert report.verdict is Verdict.VERIFIED, [step for step in report.steps if step.outcome is not Outcome.PASSED]


def test_omission__recall_of_the_lot_of_a_battery_that_is_still_a_leaf__fails_step_7(told: Told) -> None:
    report = told.report("spare", without=("recall of the lot",))
    assert report.failed == {7}


def test_omission__recall_of_the_lot_of_a_component_that_is_still_a_leaf__fails_step_7(told: Told) -> None:
    report = told.report("pack", "loose", without=("recall of the lot",))
    assert report.failed == {7}


def test_lot__recalled__is_noted_for_each_of_its_leaves(told: Told) -> None:
    report = told.report("pack", "loose", "spare")
    noted = {finding.piece for finding in report.step(8).findings if finding.code == "passport-withdrawn"}
    assert noted == {f"passport/{told.ids[name].hex0x}" for name in ("loose", "spare")}


def test_omission__recall_of_a_component_that_follows_its_pack__fails_step_7(told: Told) -> None:
    report = told.report("pack", "module", without=("recall of the module",))
    assert report.failed == {7}


@pytest.mark.parametrize("moment", ["recall of the lone one", "safety stop of the lone one"])
def test_omission__one_of_two_withdrawals__fails_step_7(told: Told, moment: str) -> None:
    report = told.report("lone", without=(moment,))
    assert report.failed == {7}


def test_omission__pack_and_its_last_handover_in_a_bundle_about_the_module__never_verifies(told: Told) -> None:
    """The module's record does not say who holds the pack: only the pack's does."""
    report = told.report("module", without=("last handover",))
    assert codes(report, 7) == {"parent-not-shown"}
    assert report.verdict is Verdict.INCOMPLETE


def test_omission__last_handover__fails_step_7(told: Told) -> None:
    assert told.report("pack", without=("last handover",)).failed == {7}


def test_omission__a_journey_of_the_consignment_there_and_back__fails_step_7(told: Told) -> None:
    report = told.report("boxed", without=("there", "back"))
    assert report.failed == {7}


def test_omission__everything_after_an_older_block__never_verifies(told: Told) -> None:
    """True once, and linked to the block the verifier trusts: but what happened until then is not in it."""
    source = EvmProofSource(told.connection, told.deployment)
    first, head = told.earlier.headers[0].number, told.connection.head().number
    headers = tuple(source.header(number) for number in range(first, head + 1))
    report = told.examined(told.earlier.model_copy(update={"headers": headers}))
    assert report.failed == set()
    assert codes(report, 8) == {"state-before-trusted-block"}
    assert report.verdict is Verdict.INCOMPLETE


def test_score__without_its_method__is_not_checkable(told: Told) -> None:
    """A number under the name of a score, with nothing to compute it again by."""
    boast = told.sign("lab", told.ids["pack"], "StateOfHealth", {"value": 99.9})
    told.anchor("lab", None, [(boast, told.ids["pack"], "StateOfHealth")])
    report = told.examined(told.shown("pack", products=(told.products[-1],)))
    assert report.failed == set()
    assert codes(report, 9) == {"method-not-named"}
    assert report.verdict is Verdict.INCOMPLETE


def test_report__names_the_batteries_and_who_holds_them(told: Told) -> None:
    """A perfect bundle of another battery is no answer to the question asked: the report must say which it was."""
    pack, spare = told.report("pack", "spare").batteries
    if pack.passport_id != told.ids["pack"]:
        pack, spare = spare, pack
    assert (pack.holder, pack.stage, pack.withdrawn) == (told.parties["second"].id, Stage.SECOND_LIFE, False)
    assert (spare.identifier, spare.withdrawn) == ("https://maker.example/batteries/spare", True)
