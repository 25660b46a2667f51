"""Sharing between two homes: chain and store in common, everything else of its own, the reader's keys in files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.adapters.vault.file_vault import FileKeyVault
from passport.battery.product_types import ProductType
from passport.cli.commands.init import connect, make
from passport.cli.home import ChainSettings, Home, KeySettings, Settings
from passport.errors import ContentKeyDestroyed, KeyUnknown
from passport.services.erase import erase
from passport.services.learn import learn
from passport.services.publish import publish
from passport.services.read import Access, product, show
from passport.services.receive import receive
from passport.services.rotate_vault import rotate_vault
from passport.services.share import share
from tests.flows.house import CHEAP_KEYS, House, draft, entered
from tests.flows.life import registered
from tests.flows.secrecy import condition, files_below, traces, written_forms

pytestmark = [pytest.mark.timeout(300)]


@pytest.fixture
def other_home(house: House, tmp_path: Path) -> Iterator[House]:
    """Where the operator lives: it moved there with its keys."""
    mine, place = house.at.home, Home(tmp_path / "operator")
    url = EmbeddedChain(mine.chain).ensure_running().url
    keys = KeySettings(scrypt_work_factor=CHEAP_KEYS.scrypt_work_factor, vault="files")
    make(place, Settings(chain=ChainSettings(engine="rpc", rpc_url=url), keys=keys))
    place.blocks.symlink_to(mine.blocks)
    shutil.copy(mine.participants / "operator.json", place.participants)
    place.keystore.mkdir(mode=0o700)
    for key in ("operator.controller.json", "operator.signer.json"):
        shutil.copy(mine.keystore / key, place.keystore)
    connect(place, mine.deployment, house.passphrase_file, lambda _step: None)
    with entered(replace(house, at=replace(house.at, home=place))) as inside:
        yield inside


def test_share__to_another_home__learnt_received_read_erased_there_and_still_read_here(
    house: House, other_home: House
) -> None:
    remark = "seen by two homes only, in Umea"
    pack = registered(house, "two-homes")
    report = draft(pack, ProductType.CONDITION_REPORT, condition(remark))
    (entry,) = publish(house.at.bench, house.at.party("maker"), [report]).products
    here, there = house.at.bench, other_home.at.bench
    assert isinstance(there.vault, FileKeyVault)
    learn(there)
    assert show(there, pack).products[0].access is Access.NO_KEY
    with pytest.raises(KeyUnknown, match="never in this home"):
        product(there, entry)

    statement = other_home.at.state_encryption_key("operator")
    letter = share(here, house.at.party("maker"), statement, [entry]).letter
    operator = other_home.at.home.participant("operator").participant_id
    received = receive(there, operator, other_home.at.encryption.named("operator"), letter)
    assert received.giver == house.at.home.participant("maker").participant_id
    assert product(there, entry).product.payload["remark"] == remark

    key = there.vault.get(entry.digest)
    assert rotate_vault(there.vault, other_home.at.wrapper) == 1
    assert there.vault.get(entry.digest) == key
    (kept,) = (other_home.at.home.vault).glob("*.key")
    wrapped = kept.read_bytes()
    erase(there, entry)
    with pytest.raises(ContentKeyDestroyed):
        receive(there, operator, other_home.at.encryption.named("operator"), letter)
    assert len(list(files_below(other_home.at.home.root))) > 8
    for secret in (key, wrapped, remark.encode()):
        for form in written_forms(secret):
            assert traces(other_home.at.home.root, form) == []
    assert product(here, entry).product.payload["remark"] == remark
