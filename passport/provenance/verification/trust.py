"""Step 1: the bundle speaks of the chain and the contracts the verifier believes in."""

from __future__ import annotations

from passport.provenance.verification.case import Case
from passport.provenance.verification.trust_root import READ_CONTRACTS


def check_trust(case: Case) -> None:
    """Step 1 of docs/verification.md."""
    check, chain, root = case.checks[1], case.evidence.chain, case.trust_root
    if chain.chain_id == root.chain_id:
        check.right()
    else:
        check.fault("chain-differs", chain.name, expected=int(root.chain_id), found=int(chain.chain_id))
    for contract in READ_CONTRACTS:
        expected, found = root.contracts[contract].address, chain.contracts.get(contract)
        if expected == found:
            check.right()
        else:
            check.fault("contract-differs", chain.name, contract=contract.value, expected=expected, found=found)
