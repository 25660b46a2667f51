"""How Alembic runs here: inside a transaction somebody else opened, on that connection."""

from __future__ import annotations

from alembic import context

from passport.adapters.sql.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # The caller commits, so that many revisions take effect together or not at all.
    transactional_ddl=False,
    # SQLite alters a table by writing it anew.
    render_as_batch=True,
)
context.run_migrations()
