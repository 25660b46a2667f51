"""Sharing what is not public: who can take it, what is refused, killed anywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from passport.adapters.memory import MemoryClock
from passport.errors import ContentKeyDestroyed, KeyUnknown, PassportError, ProofInvalid, SignatureInvalid
from passport.identifiers import ChainId, Digest
from passport.ports import KeyState
from passport.provenance.encryption_key import state_key
from passport.provenance.letter import LetterForAnother, write_letter
from passport.provenance.sealed_product import SealBroken
from passport.provenance.share import Share, SharedKey, ShareExpired, ShareForAnother, sign_share
from passport.services.attachments import attachment_of, fetch
from passport.services.erase import erase
from passport.services.read import Access, access_to, product
from passport.services.receive import receive
from passport.services.repair import repair
from passport.services.share import NothingToShare, share
from passport.services.workbench import Workbench
from tests.flows.house import House
from tests.flows.secrecy import (
    Secret,
    dies,
    letter_to,
    public_product,
    published,
    take,
    with_attachment,
)

pytestmark = [pytest.mark.timeout(600)]


def test_share__received__reader_opens_and_verifies(house: House, secret: Secret, reader: Workbench) -> None:
    with pytest.raises(KeyUnknown):
        product(reader, secret.entry)
    assert access_to(reader, secret.entry) is Access.NO_KEY
    letter = letter_to(house, "operator", [secret.entry])
    take(house, reader, "operator", letter)
    read = product(reader, secret.entry)
    assert read.product.payload["remark"] == secret.remark
    assert read.signer == house.at.party("maker").signer.address
    assert access_to(reader, secret.entry) is Access.READABLE
    take(house, reader, "operator", letter)
    assert reader.vault.state(secret.entry.digest) is KeyState.HELD


def test_share__opened_by_another_organisation__refused(house: House, secret: Secret, reader: Workbench) -> None:
    letter = letter_to(house, "operator", [secret.entry])
    house.at.state_encryption_key("second")
    with pytest.raises(LetterForAnother):
        take(house, reader, "second", letter)
    with pytest.raises(ShareForAnother):
        receive(
            reader,
            house.at.home.participant("second").participant_id,
            house.at.encryption.named("operator"),
            letter,
        )
    assert reader.vault.state(secret.entry.digest) is KeyState.UNKNOWN


def test_share__taken_too_late_or_too_early__refused(house: House, secret: Secret, reader: Workbench) -> None:
    letter = letter_to(house, "operator", [secret.entry])
    now = house.at.bench.clock.now()
    for wrong in (timedelta(days=31), timedelta(hours=-1)):
        with pytest.raises(ShareExpired):
            take(house, replace(reader, clock=MemoryClock(now + wrong)), "operator", letter)


def words(house: House, secret: Secret, **changes: object) -> Share:
    bench = house.at.bench
    now = bench.clock.now().replace(microsecond=0)
    facts: dict[str, object] = {
        "chain_id": bench.ledger.deployment.chain_id,
        "giver": house.at.home.participant("maker").participant_id,
        "reader": house.at.home.participant("operator").participant_id,
        "issued_at": now,
        "expires_at": now + timedelta(days=1),
        "keys": (
            SharedKey(digest=secret.entry.digest, cid=secret.entry.cid, key=bench.vault.get(secret.entry.digest)),
        ),
    }
    return Share.model_validate({**facts, **changes})


def forged(house: House, share: Share, signer: str = "maker") -> bytes:
    reader_key = house.at.encryption.ensured("operator").public_jwk
    return write_letter(sign_share(share, house.at.party(signer).signer), reader_key)


def test_share__signed_by_a_key_the_giver_has_not__refused(house: House, secret: Secret, reader: Workbench) -> None:
    with pytest.raises(SignatureInvalid):
        take(house, reader, "operator", forged(house, words(house, secret), signer="recycler"))
    take(house, reader, "operator", forged(house, words(house, secret)))


def test_share__of_another_chain__refused(house: House, secret: Secret, reader: Workbench) -> None:
    with pytest.raises(ShareForAnother):
        take(house, reader, "operator", forged(house, words(house, secret, chain_id=ChainId(1))))


def test_share__key_that_opens_nothing_or_another_product__refused(
    house: House, secret: Secret, reader: Workbench
) -> None:
    other = published(house)
    key = house.at.bench.vault.get(secret.entry.digest)
    wrong = SharedKey(digest=secret.entry.digest, cid=secret.entry.cid, key=bytes(32))
    with pytest.raises(SealBroken):
        take(house, reader, "operator", forged(house, words(house, secret, keys=(wrong,))))
    exchanged = SharedKey(digest=other.entry.digest, cid=secret.entry.cid, key=key)
    with pytest.raises(ProofInvalid):
        take(house, reader, "operator", forged(house, words(house, secret, keys=(exchanged,))))
    stray = SharedKey(digest=Digest(bytes(32)), cid=secret.entry.cid, key=key, attachment_of=secret.entry.digest)
    with pytest.raises(PassportError, match="none of its products names"):
        take(house, reader, "operator", forged(house, words(house, secret, keys=(stray,))))
    assert reader.vault.state(secret.entry.digest) is KeyState.UNKNOWN


def test_share__statement_by_a_key_that_is_not_the_readers__refused(house: House, secret: Secret) -> None:
    at = house.at
    key, chain = at.encryption.ensured("operator"), at.bench.ledger.deployment.chain_id
    claimed = at.home.participant("operator").participant_id
    forged = state_key(claimed, key.public_jwk, at.bench.clock.now(), at.party("recycler").signer, chain)
    with pytest.raises(SignatureInvalid):
        share(at.bench, at.party("maker"), forged, [secret.entry])


def test_share__public_product__needs_no_key(house: House, secret: Secret) -> None:
    with pytest.raises(NothingToShare):
        letter_to(house, "operator", [public_product(house, secret.pack)])


def test_share__replayed_after_it_was_erased__does_not_come_back(
    house: House, secret: Secret, reader: Workbench
) -> None:
    letter = letter_to(house, "operator", [secret.entry])
    take(house, reader, "operator", letter)
    reader.vault.destroy(secret.entry.digest)
    with pytest.raises(ContentKeyDestroyed):
        take(house, reader, "operator", letter)


def test_share_and_erase__attachment__goes_with_its_product(house: House, reader: Workbench, tmp_path: Path) -> None:
    secret, content = with_attachment(house, tmp_path)
    attachment = product(house.at.bench, secret.entry).product.payload["attachment"]
    digest = Digest(bytes.fromhex(attachment["sha256"]))
    take(house, reader, "recycler", letter_to(house, "recycler", [secret.entry], giver="operator"))
    assert reader.vault.get(digest) == house.at.bench.vault.get(digest)
    fetched = tmp_path / "fetched"
    named = attachment_of(product(reader, secret.entry).product)
    assert named is not None
    fetch(reader, named, fetched)
    assert fetched.read_bytes() == content
    assert erase(house.at.bench, secret.entry).attachments == 1
    assert house.at.bench.vault.state(digest) is KeyState.DESTROYED
    assert attachment["cid"] not in {mended.content.cid for mended in repair(house.at.bench)}
    assert not house.at.bench.store.is_pinned(attachment["cid"])
    with pytest.raises(ContentKeyDestroyed):
        fetch(house.at.bench, named, fetched)


@pytest.mark.chaos
@pytest.mark.parametrize("point", ["receive.checked", "receive.kept"])
def test_receive__killed_at_a_fault_point__keys_there_once_after_repeat(house: House, point: str) -> None:
    secret = published(house)
    letter = letter_to(house, "operator", [secret.entry])
    assert dies(house, lambda inside: take(inside, inside.at.bench, "operator", letter), point)
    take(house, house.at.bench, "operator", letter)
    assert product(house.at.bench, secret.entry).product.payload["remark"] == secret.remark
