"""The content store: bytes by their CID, on local disk or in Kubo, the same CIDs in both.

`blocks` is the embedded default, `kubo` the store for production. Neither believes what it
reads: every block is hashed again (`passport.provenance.content`).
"""
