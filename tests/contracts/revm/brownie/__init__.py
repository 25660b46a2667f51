"""The part of Brownie's interface that our suite uses, on an EVM inside this process (revm).

Brownie needs two minutes for the suite, which is too long to run it once for each of a thousand mutants. Here the same
tests, unchanged, run in seconds. It serves mutation analysis only (scripts/mutate_contracts.py); what counts as tested
is what real Brownie says on Ganache and Anvil.
"""

from brownie.chain import accounts, chain, web3
from brownie.contracts import Contract, compile_source, project

__all__ = ["Contract", "accounts", "chain", "compile_source", "project", "web3"]
