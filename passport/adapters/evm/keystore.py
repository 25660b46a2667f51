"""Signing keys in encrypted files (Web3 Secret Storage version 3, made and opened by eth-account).

A private key is in memory only, inside a `LocalSigner`, for as long as the caller keeps it. Passphrases come from the
caller and go nowhere; neither they nor keys appear in a message, a log or a `repr`.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from coincurve import PrivateKey as FastKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_keys.datatypes import PrivateKey
from joserfc.jwa import ESAlgorithm
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry, serialize_compact
from joserfc.util import urlsafe_b64encode

from passport.errors import KeyUnknown, PassphraseWrong, SigningError
from passport.faults import fault_point
from passport.identifiers import Address, Signature

SCRYPT_WORK_FACTOR = 2**18
"""What geth and eth-account use: about a second to open a file. Tests take less."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class _DeterministicES256K(ESAlgorithm):
    """ES256K (RFC 8812) with RFC 6979 nonces and low s: the same words give the same signature, also after a crash.

    By libsecp256k1, which always signs so, and in a fraction of the time of OpenSSL's generic curves.
    """

    def __init__(self, private_key: bytes) -> None:
        super().__init__("ES256K", "secp256k1", 256)
        self._key = FastKey(private_key)

    def sign(self, msg: bytes, key: ECKey) -> bytes:
        r, s = decode_dss_signature(self._key.sign(msg))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class _DataProductRegistry(JWSRegistry):
    """Only ES256K with one key, and room for a data product: joserfc's own limits are those of a login token."""

    max_header_length = 4 * 1024
    max_payload_length = 64 * 1024 * 1024

    def __init__(self, private_key: bytes) -> None:
        self.algorithms = {"ES256K": _DeterministicES256K(private_key)}
        super().__init__(algorithms=["ES256K"])


class LocalSigner:
    """A key in memory. Implements `passport.ports.Signer`."""

    def __init__(self, private_key: bytes) -> None:
        self._key = PrivateKey(private_key)
        self._address = Address(self._key.public_key.to_checksum_address())

    @property
    def address(self) -> Address:
        """The key's address."""
        return self._address

    @property
    def public_key(self) -> bytes:
        """The public point: 64 bytes x || y."""
        return bytes(self._key.public_key.to_bytes())

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public key as a JSON Web Key (RFC 7517, RFC 8812)."""
        point = self.public_key
        x, y = (urlsafe_b64encode(half).decode() for half in (point[:32], point[32:]))
        return {"kty": "EC", "crv": "secp256k1", "x": x, "y": y}

    def sign_digest(self, digest: bytes) -> Signature:
        """Signs 32 bytes; 65 bytes r, s, v with v 27 or 28, as the contracts recover it."""
        if len(digest) != 32:
            raise SigningError(f"A digest has 32 bytes, not {len(digest)}.", length=len(digest))
        signature = self._key.sign_msg_hash(digest)
        r, s = signature.r.to_bytes(32, "big"), signature.s.to_bytes(32, "big")
        return Signature(r + s + bytes([27 + signature.v]))

    def sign_jws(self, header: Mapping[str, object], payload: bytes) -> str:
        """Signs a payload as a compact JWS (RFC 7515) with ES256K.

        Args:
            header: The protected header; `alg` may be left out and must be ES256K if given.
            payload: The exact bytes to sign.
        """
        if header.get("alg", "ES256K") != "ES256K":
            raise SigningError("These keys sign JWS with ES256K only.", clause="RFC 8812", alg=str(header["alg"]))
        key, registry = self._jose
        return serialize_compact({**header, "alg": "ES256K"}, payload, key, registry=registry)

    @cached_property
    def _jose(self) -> tuple[ECKey, JWSRegistry]:
        """The key as joserfc takes it; making it costs more than a signature."""
        raw = self._key.to_bytes()
        key = ECKey.import_key({**self.public_jwk, "d": urlsafe_b64encode(raw).decode()})
        return key, _DataProductRegistry(raw)

    def account(self) -> LocalAccount:
        """The same key as eth-account's kind, which the deployment of the contracts takes."""
        account: LocalAccount = Account.from_key(self._key.to_bytes())
        return account

    def __repr__(self) -> str:
        return f"LocalSigner({self._address})"


class Keystore:
    """A directory of encrypted keys, one file a key, named by the caller.

    Args:
        directory: Made, for its owner only, when the first key is written.
        work_factor: scrypt's N for keys written from now on; a power of two.
    """

    def __init__(self, directory: Path, work_factor: int = SCRYPT_WORK_FACTOR) -> None:
        self._directory = directory
        self._work_factor = work_factor

    def create(self, name: str, passphrase: str) -> Address:
        """Makes a new key. Raises SigningError if the name is taken or malformed."""
        return self.add(name, secrets.token_bytes(32), passphrase)

    def add(self, name: str, private_key: bytes, passphrase: str) -> Address:
        """Keeps an existing key. The file is complete or not there, and never overwritten."""
        path = self._path(name)
        encrypted = Account.encrypt(private_key, passphrase, kdf="scrypt", iterations=self._work_factor)
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = self._directory / f".{name}.{secrets.token_hex(8)}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w") as file:
                json.dump(encrypted, file)
                file.flush()
                os.fsync(file.fileno())
            fault_point("keystore.written")
            path.hardlink_to(temporary)
            _sync_directory(self._directory)
        except FileExistsError as error:
            raise SigningError(f"There is already a key named {name}.", name=name) from error
        finally:
            temporary.unlink(missing_ok=True)
        return LocalSigner(private_key).address

    def addresses(self) -> dict[str, Address]:
        """Every key's name and address; nothing is decrypted."""
        return {path.stem: self._address(path) for path in sorted(self._directory.glob("[a-z0-9]*.json"))}

    def has(self, name: str) -> bool:
        """Whether there is a key of this name."""
        return self._path(name).exists()

    def name_of(self, address: Address) -> str:
        """The name of the key of an address; a file that cannot be read hides no other key.

        Raises:
            KeyUnknown: no readable file has that address; the unreadable ones are named.
        """
        unreadable: list[str] = []
        for path in sorted(self._directory.glob("[a-z0-9]*.json")):
            try:
                if self._address(path) == address:
                    return path.stem
            except SigningError:
                unreadable.append(path.name)
        lost = f" These files cannot be read: {', '.join(unreadable)}." if unreadable else ""
        raise KeyUnknown(f"No key of {address} is in this home.{lost}", address=address, unreadable=unreadable)

    def address(self, name: str) -> Address:
        """The address of one key. Raises KeyUnknown."""
        path = self._path(name)
        if not path.exists():
            raise KeyUnknown(f"There is no key named {name} in this key store.", name=name)
        return self._address(path)

    def unlock(self, name: str, passphrase: str) -> LocalSigner:
        """Opens a key. Raises KeyUnknown, PassphraseWrong."""
        expected = self.address(name)
        content = self._path(name).read_text()
        try:
            signer = LocalSigner(bytes(Account.decrypt(content, passphrase)))
        except ValueError as error:
            raise PassphraseWrong(f"The passphrase does not open the key {name}.", name=name) from error
        except (KeyError, TypeError) as error:
            raise SigningError(f"The file of key {name} is no encrypted key.", name=name) from error
        if signer.address != expected:
            raise SigningError(f"The file of key {name} names another address than its key has.", name=name)
        return signer

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise SigningError("A key's name has 1 to 64 characters: a-z, 0-9, dot, hyphen, underscore.", name=name)
        return self._directory / f"{name}.json"

    def _address(self, path: Path) -> Address:
        try:
            return Address("0x" + str(json.loads(path.read_text())["address"]).removeprefix("0x").lower())
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SigningError(f"The key file {path.name} cannot be read.", name=path.stem) from error


def _sync_directory(directory: Path) -> None:
    """Makes a new file's name survive a power cut: a key may be enrolled a moment later."""
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
