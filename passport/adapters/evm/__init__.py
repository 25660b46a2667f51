"""The chain: connection, one class a contract, events, refusals, outbox, keys, and the embedded chain.

`connection` speaks to a node and knows its finality; `ledger` reads through `contracts/`; `outbox` writes. Nothing
of the node's own errors leaves this package.
"""
