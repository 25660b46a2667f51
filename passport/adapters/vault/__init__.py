"""Secrets at rest: the wrapping key in encrypted files, content keys in files, and how both are written and shredded.

The vault over SQL is in `passport.adapters.sql.key_vault`; it wraps with the same wrapper.
"""
