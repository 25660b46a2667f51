"""What every key vault promises."""

from __future__ import annotations

import pytest

from passport.errors import ContentKeyDestroyed, KeyConflict, KeyUnknown
from passport.identifiers import Digest
from passport.ports import KeyState, KeyVault

PRODUCT = Digest(b"\x0a" * 32)
OTHER_PRODUCT = Digest(b"\x0b" * 32)
CONTENT_KEY = bytes(range(32))


class KeyVaultSuite:
    """Inherit it and give it a fixture `key_vault`, empty in each test."""

    def test_put__then_get__is_the_same_key(self, key_vault: KeyVault) -> None:
        key_vault.put(PRODUCT, CONTENT_KEY)
        assert key_vault.get(PRODUCT) == CONTENT_KEY

    def test_put__same_key_again__changes_nothing(self, key_vault: KeyVault) -> None:
        key_vault.put(PRODUCT, CONTENT_KEY)
        key_vault.put(PRODUCT, CONTENT_KEY)
        assert key_vault.get(PRODUCT) == CONTENT_KEY

    def test_put__another_key__is_a_conflict_and_the_first_stands(self, key_vault: KeyVault) -> None:
        key_vault.put(PRODUCT, CONTENT_KEY)
        with pytest.raises(KeyConflict):
            key_vault.put(PRODUCT, bytes(32))
        assert key_vault.get(PRODUCT) == CONTENT_KEY

    def test_get__never_put__is_unknown(self, key_vault: KeyVault) -> None:
        with pytest.raises(KeyUnknown):
            key_vault.get(PRODUCT)

    def test_destroy__repeated__key_is_gone_for_good(self, key_vault: KeyVault) -> None:
        key_vault.put(PRODUCT, CONTENT_KEY)
        key_vault.put(OTHER_PRODUCT, CONTENT_KEY)
        key_vault.destroy(PRODUCT)
        key_vault.destroy(PRODUCT)
        with pytest.raises(ContentKeyDestroyed):
            key_vault.get(PRODUCT)
        with pytest.raises(ContentKeyDestroyed):
            key_vault.put(PRODUCT, CONTENT_KEY)
        assert key_vault.get(OTHER_PRODUCT) == CONTENT_KEY

    def test_put_all__one_of_them_conflicts__refused_and_what_was_kept_stands(self, key_vault: KeyVault) -> None:
        key_vault.put(PRODUCT, CONTENT_KEY)
        with pytest.raises(KeyConflict):
            key_vault.put_all({PRODUCT: bytes(32)})
        key_vault.put_all({PRODUCT: CONTENT_KEY, OTHER_PRODUCT: bytes(32)})
        assert key_vault.get(PRODUCT) == CONTENT_KEY
        assert key_vault.get(OTHER_PRODUCT) == bytes(32)

    def test_state__through_a_keys_life__says_what_is_known(self, key_vault: KeyVault) -> None:
        assert key_vault.state(PRODUCT) is KeyState.UNKNOWN
        key_vault.put(PRODUCT, CONTENT_KEY)
        assert key_vault.state(PRODUCT) is KeyState.HELD
        assert key_vault.destroyed() == frozenset()
        key_vault.put(OTHER_PRODUCT, CONTENT_KEY)
        key_vault.destroy(PRODUCT)
        assert key_vault.destroyed() == {PRODUCT}
        assert key_vault.state(PRODUCT) is KeyState.DESTROYED

    def test_rewrap__nothing_newer__changes_nothing(self, key_vault: KeyVault) -> None:
        key_vault.put(PRODUCT, CONTENT_KEY)
        assert key_vault.rewrap() == 0
        assert key_vault.get(PRODUCT) == CONTENT_KEY

    def test_destroy__never_put__is_unknown(self, key_vault: KeyVault) -> None:
        with pytest.raises(KeyUnknown):
            key_vault.destroy(PRODUCT)
