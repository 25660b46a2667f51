"""Organisations as DID documents (did:web), made from the chain's state when asked."""
