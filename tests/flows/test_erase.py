"""Erasing what is not public, and rotating what wraps its key: nothing left to find, killed anywhere."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from passport.battery.product_types import ProductType
from passport.cli.home import Home
from passport.errors import ContentKeyDestroyed, KeyUnknown, SigningError
from passport.identifiers import Digest
from passport.ports import KeyState
from passport.provenance.bundle import build_bundle, read_bundle
from passport.provenance.verification import TrustRoot, UnsafeNoPolicy, verify
from passport.services.erase import NotErasable, erase
from passport.services.export_evidence import export_evidence
from passport.services.publish import publish
from passport.services.read import Access, product, show
from passport.services.repair import repair
from passport.services.rotate_vault import rotate_vault
from passport.services.score import recheck, score
from passport.services.workbench import Workbench
from tests.flows.house import House, draft, entered
from tests.flows.life import example, registered
from tests.flows.secrecy import (
    Secret,
    condition,
    dies,
    files_below,
    letter_to,
    public_product,
    published,
    take,
    traces,
    with_attachment,
    wrapped_form,
    written_forms,
)

pytestmark = [pytest.mark.timeout(600)]


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


def test_bundle__content_key_exchanged_or_left_out__step_3_says_so(house: House, secret: Secret) -> None:
    bench = house.at.bench
    done = export_evidence(bench, house.at.proofs, secret.pack, showing=house.shown_to("maker"))
    root, evidence = TrustRoot.of(bench.ledger.deployment, done.block), read_bundle(done.bundle).evidence
    (piece,) = evidence.products
    for key, code in ((piece.content_key, None), (bytes(32), "seal-broken"), (None, "sealed")):
        shown = evidence.model_copy(update={"products": (piece.model_copy(update={"content_key": key}),)})
        report = verify(build_bundle(shown), root, UnsafeNoPolicy(), now=bench.clock.now())
        assert [finding.code for finding in report.step(3).findings] == ([code] if code else [])


def test_erase__input_of_a_score__recheck_says_erased(house: House) -> None:
    bench, at = house.at.bench, house.at
    pack = registered(house, "scored-and-erased")
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
    assert dies(house, lambda inside: erase(inside.at.bench, secret.entry), point)
    erase(bench, secret.entry)
    assert {bench.vault.state(digest) for digest in digests} == {KeyState.DESTROYED}
    assert not any(traces(house.at.home.root, form) for form in written_forms(wrapped))
    assert not any(bench.store.is_pinned(cid) for cid in (secret.entry.cid, attachment["cid"]))
    assert not list(bench.journal.unfinished())


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


@pytest.mark.chaos
@pytest.mark.parametrize(
    "point",
    ["secret.written", "rotate_vault.made", "vault.rewrapped", "rotate_vault.rewrapped", "secret.overwritten"],
)
def test_rotate_vault__killed_at_a_fault_point__one_new_wrapping_key_opens_everything(house: House, point: str) -> None:
    secret, gone = published(house), published(house)
    before = set(house.at.home.wrapping_keys.glob("*.json"))
    assert dies(house, rotated, point)
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
