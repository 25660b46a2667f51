"""Fuzzing of every parser: whatever comes in, out comes a value or a typed error, soon.

`mutation` spoils good inputs, `targets` names the parsers with good inputs to begin from, `campaign` runs and counts.
A few hundred inputs a parser in `make test`, hundreds of thousands in `make fuzz`; docs/fuzzing.md has the figures.
"""
