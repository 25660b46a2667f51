"""The key vault in files, and the wrapping key beside it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from passport.adapters.vault.durable_files import replace, shred, write_new
from passport.adapters.vault.file_vault import FileKeyVault
from passport.adapters.vault.secret_files import SecretFiles
from passport.errors import ContentKeyDestroyed, KeyUnknown, PassphraseWrong, SigningError
from passport.faults import ENVIRONMENT
from tests.ports.conftest import SteppingClock
from tests.ports.key_vault import CONTENT_KEY, OTHER_PRODUCT, PRODUCT, KeyVaultSuite
from tests.ports.wrapper import CHEAP, PASSPHRASE, wrapper_in


@pytest.fixture
def key_vault(tmp_path: Path, clock: SteppingClock) -> FileKeyVault:
    return FileKeyVault(tmp_path / "vault", clock, wrapper_in(tmp_path / "keys"))


class TestFileKeyVault(KeyVaultSuite):
    """Every promise of the port."""


def test_put__files__are_the_owners_only_and_never_hold_the_key(key_vault: FileKeyVault, tmp_path: Path) -> None:
    key_vault.put(PRODUCT, CONTENT_KEY)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert {path.parent.stat().st_mode & 0o777 for path in files} == {0o700}
    assert not any(CONTENT_KEY in path.read_bytes() for path in files)


def test_get__file_of_another_product__does_not_open(key_vault: FileKeyVault, tmp_path: Path) -> None:
    key_vault.put(PRODUCT, CONTENT_KEY)
    (mine,) = (tmp_path / "vault").glob("*.key")
    mine.rename(mine.with_name(f"{bytes(OTHER_PRODUCT).hex()}.key"))
    with pytest.raises(SigningError, match="does not open"):
        key_vault.get(OTHER_PRODUCT)


@pytest.mark.parametrize("point", ["secret.written", "vault.tombstone", "secret.overwritten"])
def test_destroy__killed_on_the_way__repeated_it_is_gone_from_every_file(
    key_vault: FileKeyVault, tmp_path: Path, point: str
) -> None:
    key_vault.put(PRODUCT, CONTENT_KEY)
    (kept,) = (tmp_path / "vault").glob("*.key")
    wrapped = kept.read_bytes()
    assert _dies(lambda: key_vault.destroy(PRODUCT), point)
    if point != "secret.written":
        with pytest.raises(ContentKeyDestroyed):
            key_vault.get(PRODUCT)
    key_vault.destroy(PRODUCT)
    with pytest.raises(ContentKeyDestroyed):
        key_vault.put(PRODUCT, CONTENT_KEY)
    assert not any(wrapped in path.read_bytes() for path in (tmp_path / "vault").iterdir())


def test_put__killed_before_the_name_appears__unknown_and_repeatable(key_vault: FileKeyVault, tmp_path: Path) -> None:
    wrapper_in(tmp_path / "keys").ensure()
    assert _dies(lambda: key_vault.put(PRODUCT, CONTENT_KEY), "secret.written")
    with pytest.raises(KeyUnknown):
        key_vault.get(PRODUCT)
    key_vault.put(PRODUCT, CONTENT_KEY)
    assert key_vault.get(PRODUCT) == CONTENT_KEY


def test_rewrap__killed_half_way__every_key_opens_before_and_after(
    key_vault: FileKeyVault, tmp_path: Path, clock: SteppingClock
) -> None:
    key_vault.put(PRODUCT, CONTENT_KEY)
    key_vault.put(OTHER_PRODUCT, CONTENT_KEY)
    wrapper = wrapper_in(tmp_path / "keys")
    wrapper.make_wrapping_key()
    vault = FileKeyVault(tmp_path / "vault", clock, wrapper)
    assert _dies(vault.rewrap, "vault.rewrapped")
    assert vault.get(PRODUCT) == vault.get(OTHER_PRODUCT) == CONTENT_KEY
    assert vault.rewrap() == 1
    wrapper.remove(wrapper.older()[0])
    assert vault.get(PRODUCT) == vault.get(OTHER_PRODUCT) == CONTENT_KEY


def test_wrapper__wrong_passphrase__says_so(tmp_path: Path) -> None:
    wrapped = wrapper_in(tmp_path).wrap(CONTENT_KEY, b"context")
    with pytest.raises(PassphraseWrong):
        wrapper_in(tmp_path, "another passphrase").unwrap(wrapped, b"context")


def test_wrapper__every_bit_flipped__does_not_open(tmp_path: Path) -> None:
    wrapper = wrapper_in(tmp_path)
    wrapped = wrapper.wrap(CONTENT_KEY, b"context")
    for position in range(len(wrapped)):
        changed = bytearray(wrapped)
        changed[position] ^= 1 << position % 8
        with pytest.raises(SigningError):
            wrapper.unwrap(bytes(changed), b"context")
    with pytest.raises(SigningError):
        wrapper.unwrap(wrapped, b"another context")
    with pytest.raises(SigningError):
        wrapper.unwrap(wrapped[:10], b"context")


def test_wrapping_key__made_on_first_use__killed_while_writing__another_is_made(tmp_path: Path) -> None:
    wrapper = wrapper_in(tmp_path / "keys")
    assert _dies(wrapper.ensure, "secret.written")
    wrapper.ensure()
    assert len(SecretFiles(tmp_path / "keys", CHEAP).names()) == 1
    assert wrapper.unwrap(wrapper.wrap(CONTENT_KEY, b""), b"") == CONTENT_KEY


def test_secret_files__name_taken_or_file_damaged__typed_errors(tmp_path: Path) -> None:
    files = SecretFiles(tmp_path, CHEAP)
    files.add("one", bytes(range(32)), PASSPHRASE)
    with pytest.raises(SigningError, match="already"):
        files.add("one", bytes(range(32)), PASSPHRASE)
    with pytest.raises(SigningError):
        files.add("../one", bytes(range(32)), PASSPHRASE)
    with pytest.raises(KeyUnknown):
        files.unlock("two", PASSPHRASE)
    assert files.unlock("one", PASSPHRASE) == bytes(range(32))
    for damaged in ("{}", "[]", "no json", '{"version": 3, "crypto": {}}'):
        (tmp_path / "three.json").write_text(damaged)
        with pytest.raises(SigningError):
            files.unlock("three", PASSPHRASE)


def test_durable_files__replace_and_shred__old_bytes_are_overwritten(tmp_path: Path) -> None:
    path, other_name = tmp_path / "secret", tmp_path / "seen"
    write_new(path, b"first")
    other_name.hardlink_to(path)
    replace(path, b"second")
    assert (path.read_bytes(), other_name.read_bytes()) == (b"second", bytes(5))
    other_name.unlink()
    shred(path)
    shred(path)
    assert list(tmp_path.iterdir()) == []


def _dies(act: object, point: str) -> bool:
    """Whether `act` ended by SIGKILL at the fault point, in a fork."""
    assert callable(act)
    child = os.fork()
    if child == 0:
        try:
            os.environ[ENVIRONMENT] = point
            act()
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
