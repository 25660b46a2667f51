"""The database: outbox, journal, key vault, projection and catalogue over SQLAlchemy.

One database, SQLite for a newcomer and PostgreSQL in production, the same suite for both.
`engine.Database` opens it, `schema` migrates it, one module per purpose reads and writes it.
"""
