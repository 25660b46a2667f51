"""First tables: outbox, journal, content keys, projected events, catalogue.

Written in plain types: what a revision creates must not change when a type of ours does.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _bytes32(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(32), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Create every table."""
    _create_outbox()
    _create_journal()
    op.create_table(
        "content_keys",
        _bytes32("product_digest"),
        sa.Column("wrapped_key", sa.LargeBinary()),
        _instant("created_at"),
        _instant("destroyed_at", nullable=True),
        sa.PrimaryKeyConstraint("product_digest", name="pk_content_keys"),
    )
    _create_projection()
    _create_catalogue()


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("sender", sa.String(42), nullable=False),
        _bytes32("act_digest"),
        sa.Column("act", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("nonce", sa.BigInteger()),
        sa.Column("block_number", sa.BigInteger()),
        _bytes32("block_hash", nullable=True),
        sa.Column("outcome", sa.Text()),
        _instant("created_at"),
        _instant("updated_at"),
        sa.PrimaryKeyConstraint("chain_id", "key", name="pk_outbox"),
        sa.UniqueConstraint("chain_id", "sender", "nonce", name="uq_outbox_chain_id_sender_nonce"),
    )
    op.create_index("ix_outbox_chain_id_state", "outbox", ["chain_id", "state"])
    op.create_table(
        "outbox_attempts",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _bytes32("tx_hash"),
        sa.Column("raw_transaction", sa.LargeBinary(), nullable=False),
        sa.Column("gas_limit", sa.BigInteger(), nullable=False),
        sa.Column("max_fee_per_gas_wei", sa.String(78), nullable=False),
        sa.Column("priority_fee_per_gas_wei", sa.String(78)),
        _instant("created_at"),
        sa.ForeignKeyConstraint(
            ["chain_id", "key"], ["outbox.chain_id", "outbox.key"], name="fk_outbox_attempts_chain_id"
        ),
        sa.PrimaryKeyConstraint("chain_id", "key", "number", name="pk_outbox_attempts"),
        sa.UniqueConstraint("tx_hash", name="uq_outbox_attempts_tx_hash"),
    )


def _create_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("key", sa.String(200), nullable=False),
        _bytes32("request_digest"),
        _instant("created_at"),
        _instant("finished_at", nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_journal"),
    )
    op.create_table(
        "journal_steps",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("step", sa.String(100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        _instant("recorded_at"),
        sa.ForeignKeyConstraint(["key"], ["journal.key"], name="fk_journal_steps_key"),
        sa.PrimaryKeyConstraint("key", "step", name="pk_journal_steps"),
    )


def _create_projection() -> None:
    op.create_table(
        "projections",
        sa.Column("chain_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        _bytes32("block_hash"),
        sa.Column("block_timestamp", sa.BigInteger(), nullable=False),
        _instant("updated_at"),
        sa.PrimaryKeyConstraint("chain_id", name="pk_projections"),
    )
    op.create_table(
        "events",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.Column("log_index", sa.Integer(), nullable=False),
        _bytes32("block_hash"),
        _bytes32("tx_hash"),
        sa.Column("name", sa.String(100), nullable=False),
        _bytes32("passport_id", nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "block_number", "log_index", name="pk_events"),
    )
    op.create_index(
        "ix_events_chain_id_passport_id_block_number", "events", ["chain_id", "passport_id", "block_number"]
    )


def _create_catalogue() -> None:
    op.create_table(
        "passports",
        _bytes32("passport_id"),
        sa.Column("registrant", sa.BigInteger(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        _bytes32("parent", nullable=True),
        _bytes32("digest"),
        sa.Column("cid", sa.String(100), nullable=False),
        _bytes32("root", nullable=True),
        sa.Column("leaf_index", sa.Integer()),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("passport_id", name="pk_passports"),
    )
    op.create_index("ix_passports_identifier", "passports", ["identifier"])
    op.create_index("ix_passports_parent", "passports", ["parent"])
    op.create_table(
        "products",
        _bytes32("digest"),
        sa.Column("cid", sa.String(100), nullable=False),
        _bytes32("passport_id"),
        sa.Column("product_type", sa.String(100), nullable=False),
        sa.Column("issuer", sa.BigInteger(), nullable=False),
        _bytes32("anchor_root"),
        sa.Column("leaf_index", sa.Integer(), nullable=False),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("digest", name="pk_products"),
    )
    op.create_index("ix_products_passport_id", "products", ["passport_id"])
    op.create_table(
        "manifests",
        _bytes32("root"),
        sa.Column("cid", sa.String(100), nullable=False),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("root", name="pk_manifests"),
    )


def downgrade() -> None:
    """Drop every table, children first."""
    for name in (
        "manifests",
        "products",
        "passports",
        "events",
        "projections",
        "content_keys",
        "journal_steps",
        "journal",
        "outbox_attempts",
        "outbox",
    ):
        op.drop_table(name)
