"""Keys in encrypted files: what opens them, what they sign, and that nothing of them leaks."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from eth_account import Account
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey
from web3 import Web3

from passport.adapters.evm.fees import Fees
from passport.adapters.evm.keystore import Keystore, LocalSigner
from passport.adapters.evm.transactions import Call, sign
from passport.errors import KeyUnknown, PassphraseWrong, SigningError
from passport.identifiers import Address, ChainId

KEY = b"\x11" * 32
CHEAP = 2**4
"""scrypt's work factor in these tests; the files are of the same form."""


@pytest.fixture
def keystore(tmp_path: Path) -> Keystore:
    return Keystore(tmp_path / "keys", CHEAP)


def test_unlock__right_passphrase__opens_the_same_key(keystore: Keystore) -> None:
    address = keystore.add("maker", KEY, "open sesame")
    assert keystore.unlock("maker", "open sesame").address == address == LocalSigner(KEY).address
    assert keystore.addresses() == {"maker": address}


def test_unlock__wrong_passphrase__is_refused_without_naming_it(keystore: Keystore) -> None:
    keystore.create("maker", "open sesame")
    with pytest.raises(PassphraseWrong) as caught:
        keystore.unlock("maker", "open barley")
    assert "barley" not in repr(caught.value)
    assert "barley" not in json.dumps(caught.value.diagnostics())


def test_unlock__unknown_name__is_refused(keystore: Keystore) -> None:
    with pytest.raises(KeyUnknown):
        keystore.unlock("nobody", "x")


def test_name_of__another_file_cannot_be_read__finds_the_key_and_names_the_file_only_when_it_does_not(
    keystore: Keystore, tmp_path: Path
) -> None:
    address = keystore.add("maker", KEY, "open sesame")
    (tmp_path / "keys" / "a-broken.json").write_text("{")
    assert keystore.name_of(address) == "maker"
    with pytest.raises(KeyUnknown, match="a-broken"):
        keystore.name_of(LocalSigner(b"\x12" * 32).address)


@pytest.mark.parametrize("name", ["", "../x", "A", "a/b", ".hidden", "x" * 65])
def test_create__name_that_is_no_file_name__is_refused(keystore: Keystore, name: str) -> None:
    with pytest.raises(SigningError):
        keystore.create(name, "x")


def test_create__name_taken__leaves_the_first_key(keystore: Keystore) -> None:
    first = keystore.create("maker", "one")
    with pytest.raises(SigningError):
        keystore.create("maker", "two")
    assert keystore.unlock("maker", "one").address == first


def test_create__file__is_for_its_owner_and_has_no_key_in_it(keystore: Keystore, tmp_path: Path) -> None:
    keystore.add("maker", KEY, "open sesame")
    (path,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert KEY.hex() not in path.read_text()
    assert "sesame" not in path.read_text()


def test_unlock__file_of_another_key__is_refused(keystore: Keystore, tmp_path: Path) -> None:
    keystore.add("maker", KEY, "x")
    path = tmp_path / "keys" / "maker.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "address": "99" * 20}))
    with pytest.raises(SigningError):
        keystore.unlock("maker", "x")


def test_unlock__file_that_is_no_encrypted_key__is_refused(keystore: Keystore, tmp_path: Path) -> None:
    keystore.add("maker", KEY, "x")
    path = tmp_path / "keys" / "maker.json"
    for content in ("", "[]", "{}", json.dumps({"address": "11" * 20, "version": 3}), json.dumps({"version": 9})):
        path.write_text(content)
        with pytest.raises(SigningError):
            keystore.unlock("maker", "x")


def test_signer__representation__names_the_address_only() -> None:
    assert repr(LocalSigner(KEY)) == f"LocalSigner({LocalSigner(KEY).address})"


@given(st.binary(min_size=32, max_size=32))
def test_sign_digest__any_digest__recovers_the_address_and_is_the_same_again(digest: bytes) -> None:
    signer = LocalSigner(KEY)
    signature = signer.sign_digest(digest)
    assert signature == signer.sign_digest(digest)
    assert signature[64] in (27, 28)
    assert Account._recover_hash(digest, signature=bytes(signature)) == signer.address


def test_sign_digest__other_length__is_refused() -> None:
    with pytest.raises(SigningError):
        LocalSigner(KEY).sign_digest(b"\x01" * 31)


@given(st.binary(max_size=2_000))
@settings(max_examples=30)
def test_sign_jws__any_payload__verifies_with_another_library_and_is_the_same_again(payload: bytes) -> None:
    signer = LocalSigner(KEY)
    header = {"typ": "vc+jwt", "kid": "did:pkh:eip155:1:0x", "jwk": signer.public_jwk}
    compact = signer.sign_jws(header, payload)
    assert compact == signer.sign_jws(header, payload)
    seen = jws.deserialize_compact(compact, ECKey.import_key(signer.public_jwk), algorithms=["ES256K"])
    assert seen.payload == payload
    assert seen.headers() == {**header, "alg": "ES256K"}


def test_sign_jws__another_algorithm__is_refused() -> None:
    with pytest.raises(SigningError):
        LocalSigner(KEY).sign_jws({"alg": "none"}, b"x")


@given(
    nonce=st.integers(0, 2**32),
    data=st.binary(max_size=200),
    fees=st.one_of(
        st.builds(Fees, st.integers(0, 10**18), st.none()),
        st.integers(0, 10**18).flatmap(lambda most: st.builds(Fees, st.just(most), st.integers(0, most))),
    ),
)
@settings(max_examples=60)
def test_sign_transaction__any_call__is_what_another_library_signs(nonce: int, data: bytes, fees: Fees) -> None:
    signer = LocalSigner(KEY)
    to = Address("0x" + "22" * 20)
    signed = sign(Call(ChainId(31971), nonce, to, data, 100_000, fees), signer)
    price = (
        {"gasPrice": fees.max_wei}
        if fees.priority_wei is None
        else {"type": 2, "maxFeePerGas": fees.max_wei, "maxPriorityFeePerGas": fees.priority_wei}
    )
    fields = {"chainId": 31971, "nonce": nonce, "to": to, "data": data, "gas": 100_000, "value": 0, **price}
    other = Account.sign_transaction(fields, KEY)
    assert signed.raw == bytes(other.raw_transaction)
    assert signed.hash == bytes(Web3.keccak(signed.raw))
