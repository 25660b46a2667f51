"""What can be believed of what is presented: canonical form, CIDs, signed products, proofs, evidence, verification.

No input or output at all: bytes come in, values go out.
"""
