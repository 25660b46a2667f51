"""The tables, as SQLAlchemy values; `migrations/` creates exactly these (a test compares them).

Digests, hashes and contents are stored as bytes, 256-bit amounts as decimal text (no engine
has an integer that wide), instants as UTC. Names of constraints are derived by one rule, so
that SQLite and PostgreSQL agree and migrations can name them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

UINT256_MAX = 2**256 - 1
UINT256_DIGITS = len(str(UINT256_MAX))


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An instant: refuses a time without an offset, stores UTC, gives back aware UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Turn an aware time into UTC; raises ValueError when it has no offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no offset: times are stored in UTC only")
        in_utc = value.astimezone(dt.UTC)
        # SQLite keeps text without an offset; PostgreSQL keeps the instant itself.
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """Give the stored instant its offset back."""
        if value is None:
            return None
        stored: dt.datetime = value
        return stored.replace(tzinfo=dt.UTC) if stored.tzinfo is None else stored.astimezone(dt.UTC)


class Uint256(TypeDecorator[int]):
    """An unsigned 256-bit integer, kept as decimal text and checked on the way in."""

    impl = String(UINT256_DIGITS)
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        """Write the decimal digits; raises ValueError outside 0 .. 2**256 - 1."""
        if value is None:
            return None
        if not 0 <= value <= UINT256_MAX:
            raise ValueError(f"{value} is not an unsigned 256-bit integer")
        return str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        """Read the decimal digits."""
        return None if value is None else int(value)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

outbox = Table(
    "outbox",
    metadata,
    Column("chain_id", BigInteger, nullable=False),
    Column("key", String(200), nullable=False),
    Column("sender", String(42), nullable=False),
    Column("act_digest", LargeBinary(32), nullable=False),
    Column("act", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),
    Column("nonce", BigInteger),
    Column("block_number", BigInteger),
    Column("block_hash", LargeBinary(32)),
    Column("outcome", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("chain_id", "key"),
    # The whole protection against two transactions of one sender fighting for a place.
    UniqueConstraint("chain_id", "sender", "nonce"),
    Index(None, "chain_id", "state"),
)

outbox_attempts = Table(
    "outbox_attempts",
    metadata,
    Column("chain_id", BigInteger, nullable=False),
    Column("key", String(200), nullable=False),
    Column("number", Integer, nullable=False),
    Column("tx_hash", LargeBinary(32), nullable=False, unique=True),
    Column("raw_transaction", LargeBinary, nullable=False),
    Column("gas_limit", BigInteger, nullable=False),
    Column("max_fee_per_gas_wei", Uint256, nullable=False),
    Column("priority_fee_per_gas_wei", Uint256),
    Column("created_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("chain_id", "key", "number"),
    ForeignKeyConstraint(["chain_id", "key"], ["outbox.chain_id", "outbox.key"]),
)

journal = Table(
    "journal",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("request_digest", LargeBinary(32), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
)

journal_steps = Table(
    "journal_steps",
    metadata,
    Column("key", ForeignKey("journal.key"), nullable=False),
    Column("step", String(100), nullable=False),
    Column("number", Integer, nullable=False),
    Column("value", Text, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("key", "step"),
)

content_keys = Table(
    "content_keys",
    metadata,
    Column("product_digest", LargeBinary(32), primary_key=True),
    # AES-256-GCM nonce and ciphertext; empty once destroyed, and then never filled again.
    Column("wrapped_key", LargeBinary),
    Column("created_at", UtcDateTime, nullable=False),
    Column("destroyed_at", UtcDateTime),
)

projections = Table(
    "projections",
    metadata,
    Column("chain_id", BigInteger, primary_key=True, autoincrement=False),
    Column("block_number", BigInteger, nullable=False),
    Column("block_hash", LargeBinary(32), nullable=False),
    Column("block_timestamp", BigInteger, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("chain_id", BigInteger, nullable=False),
    Column("block_number", BigInteger, nullable=False),
    Column("log_index", Integer, nullable=False),
    Column("block_hash", LargeBinary(32), nullable=False),
    Column("tx_hash", LargeBinary(32), nullable=False),
    Column("name", String(100), nullable=False),
    Column("passport_id", LargeBinary(32)),
    Column("payload", Text, nullable=False),
    PrimaryKeyConstraint("chain_id", "block_number", "log_index"),
    Index(None, "chain_id", "passport_id", "block_number"),
)

passports = Table(
    "passports",
    metadata,
    Column("passport_id", LargeBinary(32), primary_key=True),
    Column("registrant", BigInteger, nullable=False),
    Column("identifier", Text, nullable=False, index=True),
    Column("parent", LargeBinary(32), index=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("cid", String(100), nullable=False),
    Column("root", LargeBinary(32)),
    Column("leaf_index", Integer),
    Column("created_at", UtcDateTime, nullable=False),
)

products = Table(
    "products",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("cid", String(100), nullable=False),
    Column("passport_id", LargeBinary(32), nullable=False, index=True),
    Column("product_type", String(100), nullable=False),
    Column("issuer", BigInteger, nullable=False),
    Column("anchor_root", LargeBinary(32), nullable=False),
    Column("leaf_index", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

manifests = Table(
    "manifests",
    metadata,
    Column("root", LargeBinary(32), primary_key=True),
    Column("cid", String(100), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("cid", String(100), primary_key=True),
    # Of the plaintext; the name of its key in the vault.
    Column("sha256", LargeBinary(32), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
