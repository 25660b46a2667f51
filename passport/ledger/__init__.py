"""What the chain says, as values: acts that go in, events and records that come out, and the rules between them.

Every dataclass here that stands for a Solidity struct, call, event or custom error keeps the order of its Solidity
fields, so `passport.ledger.abi` maps between the two without a table by hand.
"""
