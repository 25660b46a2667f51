"""Alembic's scripts; `passport.adapters.sql.schema` runs them, no alembic.ini is needed."""
