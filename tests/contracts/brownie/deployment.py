"""Deploys the ledger and wires its governance, as the deployment script does for a real network."""

import json
from pathlib import Path
from typing import Any

from brownie import Contract, web3
from cast import Cast
from eth_abi import encode
from eth_utils import function_signature_to_4byte_selector as selector_of
from eth_utils import keccak
from life import Ledger

REGISTRAR, SUPERVISOR, STEWARD = 1, 2, 3
ARTIFACTS = Path(__file__).resolve().parents[3] / "passport" / "adapters" / "evm" / "artifacts"
NOTICE_PERIOD = 30 * 86_400

GOVERNANCE = {
    REGISTRAR: ("enrol(address,address,uint16,bytes32)", "setRoles(uint32,uint16)"),
    SUPERVISOR: ("suspend(uint32)", "reinstate(uint32)", "reportCompromiseFor(address,uint40)"),
    STEWARD: ("announceContract(bytes32,address)",),
}
"""Which governance role may call what."""


def deploy(project: Any, cast: Cast) -> Ledger:
    """The five contracts under one authority held by `cast.governance`, and every organisation enrolled."""
    governance = cast.governance
    authority = _authority(cast)
    participants = project.ParticipantRegistry.deploy(authority, governance.tx)
    ledger = Ledger(
        authority=authority,
        participants=participants,
        passports=project.PassportRegistry.deploy(participants, NOTICE_PERIOD, governance.tx),
        products=project.DataProductRegistry.deploy(participants, governance.tx),
        consents=project.ConsentRegistry.deploy(participants, governance.tx),
        log=project.AccessLog.deploy(participants, governance.tx),
    )
    for role, signatures in GOVERNANCE.items():
        selectors = [selector_of(signature) for signature in signatures]
        authority.setTargetFunctionRole(participants, selectors, role, governance.tx)
        authority.grantRole(role, governance.address, 0, governance.tx)
    for party in cast.organisations:
        participants.enrol(
            party.address, party.address, party.role_set, keccak(text=f"did of {party.name}"), governance.tx
        )
        party.id = int(participants.signerPeriod(party.address).dict()["participantId"])
    return ledger


def _authority(cast: Cast) -> Any:
    """OpenZeppelin's AccessManager, which no contract of ours imports: from the artefacts that are shipped."""
    artifact = json.loads((ARTIFACTS / "AccessManager.json").read_text())
    creation = artifact["bytecode"] + encode(["address"], [cast.governance.address]).hex()
    request = {"from": cast.governance.address, "data": creation, "gas": hex(8_000_000), "gasPrice": hex(20 * 10**9)}
    transaction = web3.provider.make_request("eth_sendTransaction", [request])["result"]
    receipt = web3.eth.wait_for_transaction_receipt(transaction)
    return Contract.from_abi("AccessManager", receipt["contractAddress"], artifact["abi"], cast.governance.account)
