"""Who can read what is not public: sharing between two homes, erasing, and both killed anywhere."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from passport.adapters.memory import MemoryClock, MemoryKeyVault
from passport.adapters.sql.tables import content_keys
from passport.battery.product_types import ProductType
from passport.cli.home import Home
from passport.cli.wiring import open_database
from passport.errors import ContentKeyDestroyed, KeyUnknown, PassportError, ProofInvalid, SignatureInvalid, SigningError
from passport.faults import ENVIRONMENT
from passport.identifiers import ChainId, Digest, PassportId
from passport.ports import KeyState
from passport.provenance.encryption_key import state_key
from passport.provenance.letter import LetterForAnother, write_letter
from passport.provenance.records import ProductEntry
from passport.provenance.sealed_product import SealBroken
from passport.provenance.share import Share, SharedKey, ShareExpired, ShareForAnother, sign_share
from passport.provenance.verification import TrustRoot, UnsafeNoPolicy, verify
from passport.services.attachments import PARQUET, attach, attachment_of, fetch
from passport.services.erase import NotErasable, erase
from passport.services.export_evidence import export_evidence
from passport.services.publish import publish
from passport.services.read import Access, access_to, product, show
from passport.services.receive import receive
from passport.services.repair import repair
from passport.services.rotate_vault import rotate_vault
from passport.services.score import recheck, score
from passport.services.share import NothingToShare, share
from passport.services.workbench import Workbench
from tests.flows.house import House, draft, entered
from tests.flows.life import example, registered
from tests.flows.secrecy import condition, files_below, traces, written_forms

pytestmark = [pytest.mark.timeout(600)]

names = count()


@dataclass(frozen=True)
class Secret:
    """A product of class 4 that says something nobody else says."""

    entry: ProductEntry
    pack: PassportId
    remark: str


@pytest.fixture
def secret(house: House) -> Secret:
    return published(house)


def published(house: House) -> Secret:
    number = next(names)
    remark = f"the left module was dropped on day {number} in Kiruna"
    pack = registered(house, f"secret-{number}")
    report = draft(pack, ProductType.CONDITION_REPORT, condition(remark))
    (entry,) = publish(house.at.bench, house.at.party("maker"), [report]).products
    return Secret(entry, pack, remark)


@pytest.fixture
def reader(house: House) -> Workbench:
    """The bench of somebody who shares chain, store and catalogue, but has a vault of its own."""
    return replace(house.at.bench, vault=MemoryKeyVault())


def public_product(house: House, pack: PassportId) -> ProductEntry:
    payload = example("demo_pack/environmental_footprint.json")
    footprint = draft(pack, ProductType.ENVIRONMENTAL_FOOTPRINT, payload)
    return publish(house.at.bench, house.at.party("maker"), [footprint]).products[0]


def letter_to(house: House, name: str, entries: list[ProductEntry], giver: str = "maker") -> bytes:
    statement = house.at.state_encryption_key(name)
    return share(house.at.bench, house.at.party(giver), statement, entries).letter


def take(house: House, bench: Workbench, name: str, letter: bytes) -> None:
    receive(bench, house.at.home.participant(name).participant_id, house.at.encryption.named(name), letter)


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


def test_erase__product__nobody_reads_it_and_everything_says_so(house: House) -> None:
    secret = published(house)
    bench = house.at.bench
    letter = letter_to(house, "operator", [secret.entry])
    assert erase(bench, secret.entry) == erase(bench, secret.entry)
    with pytest.raises(ContentKeyDestroyed, match="erased"):
        product(bench, secret.entry)
    with pytest.raises(ContentKeyDestroyed):
        take(house, bench, "operator", letter)
    assert show(bench, secret.pack).products[0].access is Access.ERASED
    assert secret.entry.cid not in {mended.content.cid for mended in repair(bench)}
    assert not bench.store.is_pinned(secret.entry.cid)
    report = draft(secret.pack, ProductType.CONDITION_REPORT, condition(secret.remark))
    with pytest.raises(ContentKeyDestroyed, match="erased since"):
        publish(bench, house.at.party("maker"), [report])
    done = export_evidence(bench, house.at.proofs, secret.pack, showing=house.shown_to("maker"))
    assert (done.products, done.withheld) == (0, 1)
    found = verify(
        done.bundle, TrustRoot.of(bench.ledger.deployment, done.block), UnsafeNoPolicy(), now=bench.clock.now()
    )
    assert not found.failed


def test_erase__input_of_a_score__recheck_says_erased(house: House) -> None:
    bench, at = house.at.bench, house.at
    pack = registered(house, f"scored-{next(names)}")
    sheet = draft(pack, ProductType.PRODUCT_DATA_SHEET, example("demo_pack/product_data_sheet.json"))
    publish(bench, at.party("maker"), [sheet])
    aged = draft(pack, ProductType.CHARGING_HISTORY, example("nasa_pcoe/charging_history_pack.json"))
    (history,) = publish(bench, at.party("operator"), [aged]).products
    score(bench, at.party("lab"), pack)
    assert recheck(bench, pack).same_bytes
    erase(bench, history)
    with pytest.raises(ContentKeyDestroyed, match=r"ChargingHistory .* was erased here"):
        recheck(bench, pack)
    with pytest.raises(ContentKeyDestroyed):
        score(bench, at.party("lab"), pack)


def test_erase__public_product_or_one_whose_key_was_never_here__typed_refusals(
    house: House, secret: Secret, reader: Workbench
) -> None:
    with pytest.raises(NotErasable):
        erase(house.at.bench, public_product(house, secret.pack))
    with pytest.raises(KeyUnknown):
        erase(reader, secret.entry)


def with_attachment(house: House, folder: Path) -> tuple[Secret, bytes]:
    """A telemetry product whose rows are in a sealed attachment."""
    number = next(names)
    content = f"row {number} of nobody's business\n".encode() * 50
    file = folder / "rows.parquet"
    file.write_bytes(content)
    attached = attach(house.at.bench, file, PARQUET, sealed=True, working=folder / "working")
    payload = telemetry(attached.model_dump(mode="json", by_alias=True))
    pack = registered(house, f"attached-{number}")
    (entry,) = publish(
        house.at.bench, house.at.party("operator"), [draft(pack, ProductType.TELEMETRY, payload)]
    ).products
    return Secret(entry, pack, f"row {number} of nobody's business"), content


def telemetry(attachment: dict[str, object]) -> dict[str, object]:
    return {
        "recordedFrom": "2026-11-01T00:00:00Z",
        "recordedTo": "2026-11-02T00:00:00Z",
        "rowCount": 50,
        "columns": [{"name": "voltage_volt", "unit": "V"}],
        "attachment": attachment,
    }


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
@pytest.mark.parametrize(
    "point",
    [
        *("erase.begun", "erase.named", "erase.attachment_destroyed", "erase.destroyed", "erase.unpinned"),
        *("erase.named_forgotten", "erase.finished", "vault.tombstone", "vault.tombstone:2"),
    ],
)
def test_erase__killed_at_a_fault_point__complete_after_repeat(house: House, tmp_path: Path, point: str) -> None:
    secret, _ = with_attachment(house, tmp_path)
    bench = house.at.bench
    attachment = product(bench, secret.entry).product.payload["attachment"]
    digests = (secret.entry.digest, Digest(bytes.fromhex(attachment["sha256"])))
    wrapped = wrapped_form(house, secret.entry)
    assert _dies(house, lambda inside: erase(inside.at.bench, secret.entry), point)
    erase(bench, secret.entry)
    assert {bench.vault.state(digest) for digest in digests} == {KeyState.DESTROYED}
    assert not any(traces(house.at.home.root, form) for form in written_forms(wrapped))
    assert not any(bench.store.is_pinned(cid) for cid in (secret.entry.cid, attachment["cid"]))
    assert not list(bench.journal.unfinished())


@pytest.mark.chaos
@pytest.mark.parametrize("point", ["receive.checked", "receive.kept"])
def test_receive__killed_at_a_fault_point__keys_there_once_after_repeat(house: House, point: str) -> None:
    secret = published(house)
    letter = letter_to(house, "operator", [secret.entry])
    assert _dies(house, lambda inside: take(inside, inside.at.bench, "operator", letter), point)
    take(house, house.at.bench, "operator", letter)
    assert product(house.at.bench, secret.entry).product.payload["remark"] == secret.remark


def test_erase__every_file_of_the_home_scanned__neither_words_nor_key_nor_its_wrapped_form(
    house: House, tmp_path: Path
) -> None:
    """In the embedded setup: blocks, SQLite with its log and free pages, journal, keys, settings, and a backup."""
    secret = published(house)
    at = house.at
    key = at.bench.vault.get(secret.entry.digest)
    wrapped = wrapped_form(house, secret.entry)
    root = at.home.root
    assert any(traces(root, form) for form in written_forms(wrapped)), "the scan must be able to see"
    erase(at.bench, secret.entry)
    backup = tmp_path / "backup"
    shutil.copytree(root, backup)
    assert len(list(files_below(backup))) > 10
    for place in (root, backup):
        for what in (key, wrapped, secret.remark.encode()):
            for form in written_forms(what):
                assert traces(place, form) == []
    restored_home = replace(house, at=replace(at, home=Home(backup)))
    with entered(restored_home) as restored, pytest.raises(ContentKeyDestroyed):
        product(restored.at.bench, secret.entry)


def wrapped_form(house: House, entry: ProductEntry) -> bytes:
    """The wrapped key as the database holds it."""
    database = open_database(house.at.home, house.at.home.settings())
    try:
        with database.reading() as connection:
            mine = content_keys.c.product_digest == bytes(entry.digest)
            wrapped: bytes = connection.execute(select(content_keys.c.wrapped_key).where(mine)).scalar_one()
    finally:
        database.close()
    return wrapped


def _dies(house: House, act: Callable[[House], object], point: str) -> bool:
    """Whether `act` ended by SIGKILL at the fault point, in a fork with connections of its own."""
    child = os.fork()
    if child == 0:
        try:
            os.environ[ENVIRONMENT] = point
            with entered(house) as inside:
                act(inside)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.chaos
@pytest.mark.parametrize(
    "point",
    ["secret.written", "rotate_vault.made", "vault.rewrapped", "rotate_vault.rewrapped", "secret.overwritten"],
)
def test_rotate_vault__killed_at_a_fault_point__one_new_wrapping_key_opens_everything(house: House, point: str) -> None:
    secret, gone = published(house), published(house)
    before = set(house.at.home.wrapping_keys.glob("*.json"))
    assert _dies(house, rotated, point)
    with entered(house) as inside:
        rotated(inside)
        after = set(inside.at.home.wrapping_keys.glob("*.json"))
        assert (len(before), len(after), before & after) == (1, 1, set())
        assert list(inside.at.home.wrapping_keys.glob(".*")) == []
        assert product(inside.at.bench, secret.entry).product.payload["remark"] == secret.remark
        assert product(inside.at.bench, gone.entry).product.payload["remark"] == gone.remark


def rotated(house: House) -> int:
    return rotate_vault(house.at.bench.vault, house.at.wrapper)


def test_rotate_vault__backup_of_the_database_from_before__is_noise_even_with_the_passphrase(
    house: House, tmp_path: Path
) -> None:
    """What rotating is for: an erased product's key in an earlier copy of the database opens with nothing we have."""
    secret = published(house)
    backup = tmp_path / "before"
    shutil.copytree(house.at.home.root, backup)
    with entered(house) as inside:
        erase(inside.at.bench, secret.entry)
    restored = replace(house, at=replace(house.at, home=Home(backup)))
    with entered(restored) as other:
        assert product(other.at.bench, secret.entry).product.payload["remark"] == secret.remark
    with entered(house) as inside:
        rotated(inside)
    shutil.rmtree(backup / "wrapping-keys")
    shutil.copytree(house.at.home.wrapping_keys, backup / "wrapping-keys")
    with entered(restored) as other, pytest.raises(SigningError, match="wrapping key"):
        product(other.at.bench, secret.entry)
