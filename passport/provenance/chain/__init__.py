"""What a chain proves by itself: headers, tries, receipts, storage and seals, from bytes alone.

Everything here follows from a block header's hash. That the header belongs to the chain is a question of
seals and of the trust root, which `passport.provenance.verification` asks.
"""
