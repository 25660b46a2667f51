"""The home directory: where everything of one installation lies, and its config.toml."""

from __future__ import annotations

import json
import os
import re
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from passport.cli.exits import HomeMissingError, InputError, NotHereError
from passport.identifiers import Address, ParticipantId

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")

CONFIG = """\
# One installation of the battery passport ledger. Remove a line to get its default back.

[chain]
# "embedded": a local Anvil, started and kept by us, state in chain/. "rpc": your own network.
engine = "{chain_engine}"
rpc_url = "{rpc_url}"
# When a block counts as final: "instant", "depth:<blocks>" or "tag:finalized".
finality = "{finality}"
# What gas costs: "zero" (most permissioned networks), or "market".
fees = "{fees}"

[content]
# "blocks": files in blocks/. "kubo": IPFS nodes over their RPC interface. Same CIDs.
engine = "{content_engine}"
# Content is put on every node named here; a command goes on when `copies` of them keep it.
kubo_urls = {kubo_urls}
copies = {copies}

[database]
# An SQLAlchemy address; empty: SQLite in passport.sqlite3. Passwords belong into PGPASSFILE, not here.
url = "{database_url}"

[keys]
# Cost of opening a key file (scrypt N, a power of two). Lower is weaker against whoever steals the file.
scrypt_work_factor = {scrypt_work_factor}
# Where the content keys of products that are not public are kept, wrapped: "database", or "files" in vault/.
vault = "{vault}"
"""


class ChainSettings(BaseModel):
    """Which chain."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    engine: Literal["embedded", "rpc"] = "embedded"
    rpc_url: str = ""
    finality: str = Field(default="instant", pattern=r"^(instant|depth:[1-9][0-9]*|tag:(finalized|safe))$")
    fees: Literal["zero", "market"] = "zero"


class ContentSettings(BaseModel):
    """Which content store."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    engine: Literal["blocks", "kubo"] = "blocks"
    kubo_urls: tuple[str, ...] = Field(default=("http://127.0.0.1:5001",), min_length=1)
    copies: int = Field(default=1, ge=1)

    @model_validator(mode="before")
    @classmethod
    def _one_node(cls, given: object) -> object:
        """Homes of the first release name one node, `kubo_url`; two nodes or more keep two copies unless told."""
        if not isinstance(given, dict):
            return given
        named = dict(given)
        if "kubo_url" in named:
            named["kubo_urls"] = (named.pop("kubo_url"), *named.get("kubo_urls", ()))
        if "kubo_urls" in named and "copies" not in named:
            named["copies"] = min(2, max(1, len(named["kubo_urls"])))
        return named

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if len(set(self.kubo_urls)) != len(self.kubo_urls):
            raise ValueError("kubo_urls names a node twice")
        if self.copies > len(self.kubo_urls):
            raise ValueError(f"{self.copies} copies on {len(self.kubo_urls)} node(s)")
        return self


class DatabaseSettings(BaseModel):
    """Which database."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    url: str = ""


class KeySettings(BaseModel):
    """How key files are written."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    scrypt_work_factor: int = Field(default=2**18, ge=2**12, le=2**22)
    vault: Literal["database", "files"] = "database"


class Settings(BaseModel):
    """config.toml, whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    chain: ChainSettings = ChainSettings()
    content: ContentSettings = ContentSettings()
    database: DatabaseSettings = DatabaseSettings()
    keys: KeySettings = KeySettings()

    def as_toml(self) -> str:
        """The file's text, with a comment on every choice."""
        return CONFIG.format(
            chain_engine=self.chain.engine,
            rpc_url=self.chain.rpc_url,
            finality=self.chain.finality,
            fees=self.chain.fees,
            content_engine=self.content.engine,
            kubo_urls=json.dumps(self.content.kubo_urls),
            copies=self.content.copies,
            database_url=self.database.url,
            scrypt_work_factor=self.keys.scrypt_work_factor,
            vault=self.keys.vault,
        )


class KnownParticipant(BaseModel):
    """An organisation this home knows by a short name. Nothing here is secret."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    title: str
    participant_id: ParticipantId
    did: str
    signer: Address
    controller: Address
    signer_key: str
    controller_key: str


@dataclass(frozen=True)
class Home:
    """Paths of one installation."""

    root: Path

    @property
    def config(self) -> Path:
        """Settings."""
        return self.root / "config.toml"

    @property
    def keystore(self) -> Path:
        """Encrypted key files (eth-account), one a key."""
        return self.root / "keystore"

    @property
    def wrapping_keys(self) -> Path:
        """Encrypted files of the keys that wrap content keys. Without them nothing that is not public can be read."""
        return self.root / "wrapping-keys"

    @property
    def encryption_keys(self) -> Path:
        """Encrypted files of the keys others encrypt to, and beside each the signed statement of its public part."""
        return self.root / "encryption-keys"

    @property
    def vault(self) -> Path:
        """Wrapped content keys, unless they are in the database."""
        return self.root / "vault"

    @property
    def deployment(self) -> Path:
        """Which chain and contracts this home works with."""
        return self.root / "deployment.json"

    @property
    def chain(self) -> Path:
        """State of the embedded chain."""
        return self.root / "chain"

    @property
    def blocks(self) -> Path:
        """Local block store."""
        return self.root / "blocks"

    @property
    def outgoing(self) -> Path:
        """Sealed attachments on their way into the store."""
        return self.root / "outgoing"

    @property
    def database(self) -> Path:
        """Default database."""
        return self.root / "passport.sqlite3"

    @property
    def trust_root(self) -> Path:
        """What `passport verify` believes unless told otherwise."""
        return self.root / "trust-root.json"

    @property
    def participants(self) -> Path:
        """The address book: one file an organisation."""
        return self.root / "participants"

    def require(self) -> Home:
        """This home, if `passport init` made it; raises HomeMissingError otherwise."""
        if not self.config.is_file():
            raise HomeMissingError(f"There is no passport home at {self.root}.", home=str(self.root))
        return self

    def settings(self) -> Settings:
        """Reads config.toml; raises InputError naming the field that is wrong."""
        try:
            return Settings.model_validate(tomllib.loads(self.config.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
            raise InputError(
                f"{self.config} cannot be read: {_reason(error)}.", remedy="Correct the line, or run `passport init`."
            ) from error

    def participant(self, name: str) -> KnownParticipant:
        """An organisation by its short name; raises NotHereError."""
        file = self.participants / f"{check_name(name)}.json"
        if not file.is_file():
            known = ", ".join(sorted(path.stem for path in self.participants.glob("*.json"))) or "nobody yet"
            raise NotHereError(
                f"No participant is called {name!r} here.",
                remedy=f"Known are: {known}. Enrol with `passport participant enrol`.",
                name=name,
            )
        try:
            return KnownParticipant.model_validate_json(file.read_bytes())
        except ValidationError as error:
            raise InputError(f"{file} cannot be read: {_reason(error)}.") from error

    def participants_known(self) -> list[KnownParticipant]:
        """The whole address book, by participant id."""
        known = [self.participant(path.stem) for path in self.participants.glob("*.json")]
        return sorted(known, key=lambda participant: participant.participant_id)

    def remember(self, participant: KnownParticipant) -> None:
        """Writes an organisation into the address book."""
        write_atomically(
            self.participants / f"{check_name(participant.name)}.json",
            json.dumps(participant.model_dump(mode="json"), indent=1).encode() + b"\n",
        )


def find_home(given: Path | None) -> Home:
    """The home named by --home, else PASSPORT_HOME, else ./.passport."""
    return Home((given or Path(os.environ.get("PASSPORT_HOME") or ".passport")).absolute())


def check_name(name: str) -> str:
    """A short name, safe as a file name; raises InputError."""
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be a short name.", remedy="Use up to 41 of a-z, 0-9 and '-', not starting with '-'."
        )
    return name


def write_atomically(file: Path, content: bytes) -> None:
    """Writes all or nothing: a crash leaves the old file or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(stream.name).replace(file)


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
    return str(error)
