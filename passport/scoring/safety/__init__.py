"""State of safety as evidence: every link with its value and whether it was measured, modelled or not seen.

It is an ordinal index, not a probability, and says nothing of damage that no signal shows. No input or output.
"""
