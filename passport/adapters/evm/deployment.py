"""Puts the contracts on a chain, hands them to governance, and checks what stands there.

Addresses are deterministic: every contract is created through a factory that is the deployer's first contract, so they
follow from the deployer's address and the compiled code alone. Every step looks at the chain before it acts: run again,
it changes nothing; interrupted anywhere, the next run goes on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from eth_account.signers.local import LocalAccount
from eth_typing import ChecksumAddress, HexStr
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from pydantic import ValidationError
from web3 import Web3
from web3.exceptions import ContractLogicError
from web3.types import RPCEndpoint, TxParams, TxReceipt

from passport.adapters.evm.compiled import artifact
from passport.adapters.evm.create2 import (
    FACTORY_INIT_CODE,
    FACTORY_RUNTIME_CODE,
    contract_address,
    creation_data,
    factory_address,
)
from passport.adapters.evm.governance import ANNOUNCED, FUNCTION_ROLES, GovernanceRole
from passport.errors import LedgerError, LedgerUnavailable, WrongChain, WrongContract
from passport.identifiers import Address, BlockHash, ChainId, Digest, TxHash
from passport.ledger.deployment import Contract, DeployedContract, Deployment

DEFAULT_NOTICE_PERIOD_S = 30 * 24 * 3600
"""How long an authority must have announced a custody move in production."""

_MAX_FACTORY_NONCE = 64
_RECEIPT_TIMEOUT_S = 120
_GAS_MARGIN_PERCENT = 120

Progress = Callable[[str], None]
"""Told, in words, what is being done."""


class DeploymentRefused(LedgerError):
    """The chain did not take a step of the deployment, or what stands there forbids it."""

    code = "ledger.deployment_refused"


class DeploymentUnsound(LedgerError):
    """What stands on the chain is not what a finished deployment looks like."""

    code = "ledger.deployment_unsound"
    default_remedy = "Run the deployment script again with the deployer's key; it goes on where it stopped."


class DeploymentUnreadable(LedgerError):
    """The deployment record cannot be read."""

    code = "ledger.deployment_unreadable"
    default_remedy = "Restore the record, or run the deployment script again: it finds what stands on the chain."


def deploy(
    w3: Web3,
    deployer: LocalAccount,
    governance: str,
    notice_period_s: int = DEFAULT_NOTICE_PERIOD_S,
    progress: Progress = lambda _: None,
) -> Deployment:
    """Deploys what is missing, wires the roles, hands ADMIN to governance and verifies all of it.

    Args:
        w3: A connection to the chain.
        deployer: Pays for the transactions (nothing, if it owns nothing) and keeps no right in the end, unless it is
            governance itself.
        governance: Multisig, timelock or key that gets every role of the AccessManager.
        notice_period_s: How long an authority must announce a custody move, in seconds.
        progress: Called before each step.

    Raises:
        DeploymentRefused: A step failed, or the contracts were handed to another governance before.
        DeploymentUnsound: The finished deployment does not verify.
    """
    governance = to_checksum_address(governance)
    chain = _Chain(w3, deployer, progress)
    factory = chain.factory()
    manager = chain.create(factory, Contract.ACCESS_MANAGER, [deployer.address])
    participants = chain.create(factory, Contract.PARTICIPANT_REGISTRY, [manager.address])
    arguments: dict[Contract, list[Any]] = {
        Contract.PASSPORT_REGISTRY: [participants.address, notice_period_s],
        Contract.DATA_PRODUCT_REGISTRY: [participants.address],
        Contract.CONSENT_REGISTRY: [participants.address],
        Contract.ACCESS_LOG: [participants.address],
    }
    contracts = {Contract.ACCESS_MANAGER: manager, Contract.PARTICIPANT_REGISTRY: participants}
    if _was_handed_over(w3, manager, deployer.address):
        chain.refuse_creation = f"the AccessManager at {manager.address} was handed to its governance before"
    contracts |= {name: chain.create(factory, name, values) for name, values in arguments.items()}
    deployment = Deployment(
        chain_id=ChainId(w3.eth.chain_id),
        genesis_hash=_genesis_hash(w3),
        first_block=min(contract.block for contract in contracts.values()),
        solc=artifact(Contract.PASSPORT_REGISTRY)["compiler"]["version"],
        evm=artifact(Contract.PASSPORT_REGISTRY)["compiler"]["settings"]["evmVersion"],
        contracts=contracts,
    )
    _wire(chain, deployment, governance)
    verify_deployment(w3, deployment)
    verify_handover_of_roles(w3, deployment, deployer.address, governance)
    return deployment


def save_deployment(deployment: Deployment, path: Path) -> None:
    """Writes the record; the file is complete or as it was before."""
    temporary = path.with_suffix(f"{path.suffix}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    with temporary.open("w", encoding="utf-8") as file:
        file.write(deployment.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def load_deployment(path: Path) -> Deployment:
    """Reads a record. Raises DeploymentUnreadable."""
    try:
        return Deployment.model_validate_json(path.read_text("utf-8"))
    except OSError as error:
        raise DeploymentUnreadable(f"No deployment record can be read at {path.name}.", path=str(path)) from error
    except ValidationError as error:
        reason = error.errors(include_url=False)[0]["msg"]
        raise DeploymentUnreadable(f"{path.name} is no deployment record: {reason}.", path=str(path)) from error


def verify_deployment(w3: Web3, deployment: Deployment) -> None:
    """Checks chain, code and wiring.

    These are our contracts, they know each other, and every restricted function has its role.

    Raises:
        WrongChain: Another chain.
        WrongContract: Other code than was recorded, or than this package ships.
        DeploymentUnsound: A wire is missing.
    """
    found, genesis = w3.eth.chain_id, _genesis_hash(w3)
    if found != deployment.chain_id or genesis != deployment.genesis_hash:
        raise WrongChain(
            f"The node serves chain {found}, the deployment is on chain {deployment.chain_id} "
            f"with genesis {deployment.genesis_hash}.",
            found=found,
            wanted=deployment.chain_id,
        )
    for name, deployed in deployment.contracts.items():
        code = bytes(w3.eth.get_code(to_checksum_address(deployed.address)))
        if keccak(code) != deployed.code_hash or not _is_compiled_from(name, code):
            raise WrongContract(f"At {deployed.address} there is not the code of {name}.", contract=name)
    for problem in _wiring_problems(w3, deployment):
        raise DeploymentUnsound(problem)


def verify_handover_of_roles(w3: Web3, deployment: Deployment, deployer: str, governance: str) -> None:
    """Checks that governance holds every role at once and that the deployer kept none. Raises DeploymentUnsound."""
    for role in GovernanceRole:
        if not _has_role(w3, deployment, role, governance):
            raise DeploymentUnsound(f"Governance {governance} does not hold the role {role.name}.", role=role.name)
        if deployer != governance and _has_role(w3, deployment, role, deployer):
            raise DeploymentUnsound(f"The deployer {deployer} still holds the role {role.name}.", role=role.name)


# ------------------------------------------------------------------ what stands on the chain


def _genesis_hash(w3: Web3) -> BlockHash:
    # Not through web3's formatters: they refuse the long extra data of a proof-of-authority genesis.
    answer = w3.provider.make_request(RPCEndpoint("eth_getBlockByNumber"), ["0x0", False])
    block = answer.get("result")
    if not block:
        raise LedgerUnavailable("The node does not give its first block.")
    return BlockHash.from_hex(cast(dict[str, str], block)["hash"])


def _is_compiled_from(name: Contract, code: bytes) -> bool:
    """Whether code is what this package ships, apart from the immutable values of its constructor."""
    shipped = bytearray.fromhex(artifact(name)["deployedBytecode"][2:])
    if len(code) != len(shipped):
        return False
    found = bytearray(code)
    for place in artifact(name)["immutableReferences"]:
        start, end = place["start"], place["start"] + place["length"]
        shipped[start:end] = found[start:end] = bytes(place["length"])
    return found == shipped


def _contract(w3: Web3, deployment: Deployment, name: Contract) -> Any:
    address = to_checksum_address(deployment.address_of(name))
    return w3.eth.contract(address=address, abi=artifact(name)["abi"])


def _was_handed_over(w3: Web3, manager: DeployedContract, deployer: str) -> bool:
    contract = w3.eth.contract(
        address=to_checksum_address(manager.address), abi=artifact(Contract.ACCESS_MANAGER)["abi"]
    )
    is_admin, _ = contract.functions.hasRole(GovernanceRole.ADMIN, deployer).call()
    return not is_admin


def _has_role(w3: Web3, deployment: Deployment, role: GovernanceRole, account: str) -> bool:
    is_member, delay = _contract(w3, deployment, Contract.ACCESS_MANAGER).functions.hasRole(role, account).call()
    return bool(is_member) and delay == 0


def _selectors(role: GovernanceRole) -> list[bytes]:
    identifiers = artifact(Contract.PARTICIPANT_REGISTRY)["methodIdentifiers"]
    by_name = {signature.partition("(")[0]: bytes.fromhex(value) for signature, value in identifiers.items()}
    return [by_name[function] for function in FUNCTION_ROLES[role]]


def _announced_name(name: Contract) -> bytes:
    return keccak(text=name.value)


def _wiring_problems(w3: Web3, deployment: Deployment) -> Iterator[str]:
    manager = _contract(w3, deployment, Contract.ACCESS_MANAGER)
    participants = _contract(w3, deployment, Contract.PARTICIPANT_REGISTRY)
    if participants.functions.authority().call() != manager.address:
        yield "The ParticipantRegistry obeys another authority than the recorded AccessManager."
    yield from _role_problems(manager, participants)
    for name in ANNOUNCED:
        if participants.functions.contractAt(_announced_name(name)).call() != deployment.address_of(name):
            yield f"The ParticipantRegistry does not announce {name} at its recorded address."


def _role_problems(manager: Any, participants: Any) -> Iterator[str]:
    for role in FUNCTION_ROLES:
        for selector in _selectors(role):
            if manager.functions.getTargetFunctionRole(participants.address, selector).call() != role:
                yield f"Function {selector.hex()} of the ParticipantRegistry is not for the role {role.name}."


# ------------------------------------------------------------------ steps that change the chain


def _wire(chain: _Chain, deployment: Deployment, governance: str) -> None:
    """Brings roles and announcements to their end; nothing is sent that stands already."""
    w3, deployer = chain.w3, chain.deployer.address
    if not _has_role(w3, deployment, GovernanceRole.ADMIN, deployer):
        return  # Handed over before; verification says whether all is as it should be.
    manager = _contract(w3, deployment, Contract.ACCESS_MANAGER)
    participants = _contract(w3, deployment, Contract.PARTICIPANT_REGISTRY)
    roles = [
        manager.encode_abi("setTargetFunctionRole", [participants.address, _selectors(role), role])
        for role in FUNCTION_ROLES
    ]
    labels = [manager.encode_abi("labelRole", [role, role.name]) for role in FUNCTION_ROLES]
    steward = [manager.encode_abi("grantRole", [GovernanceRole.STEWARD, deployer, 0])]
    is_steward = _has_role(w3, deployment, GovernanceRole.STEWARD, deployer)
    if not is_steward or any(_role_problems(manager, participants)):
        chain.send("wire the roles", manager.address, _multicall(manager, roles + labels + steward))
    for name in ANNOUNCED:
        key, location = _announced_name(name), deployment.address_of(name)
        if participants.functions.contractAt(key).call() != location:
            data = participants.encode_abi("announceContract", [key, location])
            chain.send(f"announce {name}", participants.address, bytes.fromhex(data[2:]))
    last = [manager.encode_abi("grantRole", [role, governance, 0]) for role in GovernanceRole]
    if deployer != governance:
        last += [manager.encode_abi("renounceRole", [role, deployer]) for role in (GovernanceRole.STEWARD, 0)]
    if not all(_has_role(w3, deployment, role, governance) for role in GovernanceRole) or deployer != governance:
        chain.send("hand the roles to governance", manager.address, _multicall(manager, last))


def _multicall(manager: Any, calls: list[HexStr]) -> bytes:
    """One transaction, so that an interruption leaves all of it done or nothing."""
    return bytes.fromhex(manager.encode_abi("multicall", [[bytes.fromhex(call[2:]) for call in calls]])[2:])


class _Chain:
    """The deployer at work on one chain."""

    def __init__(self, w3: Web3, deployer: LocalAccount, progress: Progress) -> None:
        self.w3 = w3
        self.deployer = deployer
        self.refuse_creation: str | None = None
        self._progress = progress

    def factory(self) -> ChecksumAddress:
        """The deployer's factory; made now if none of its first contracts is one."""
        nonce = self.w3.eth.get_transaction_count(self.deployer.address, "latest")
        for earlier in range(min(nonce, _MAX_FACTORY_NONCE)):
            address = factory_address(self.deployer.address, earlier)
            if bytes(self.w3.eth.get_code(address)) == FACTORY_RUNTIME_CODE:
                return address
        if nonce >= _MAX_FACTORY_NONCE:
            raise DeploymentRefused(
                f"{self.deployer.address} has sent {nonce} transactions and has no factory among the first.",
                remedy="Deploy with a new key, so that addresses follow from it alone.",
            )
        receipt = self.send("create the factory", None, FACTORY_INIT_CODE)
        return to_checksum_address(cast(str, receipt["contractAddress"]))

    def create(self, factory: ChecksumAddress, name: Contract, arguments: list[Any]) -> DeployedContract:
        """The contract, created if nothing stands at its address."""
        compiled = artifact(name)
        factory_of = self.w3.eth.contract(abi=compiled["abi"], bytecode=compiled["bytecode"])
        init_code = bytes.fromhex(str(factory_of.constructor(*arguments).data_in_transaction)[2:])
        address = contract_address(factory, init_code)
        if self.w3.eth.get_code(address):
            block, transaction = self._creation(factory, address, init_code)
        elif self.refuse_creation:
            raise DeploymentRefused(
                f"{name} is missing at {address}, and {self.refuse_creation}.",
                remedy="Use the notice period and the code of the first run; a new version is announced by governance.",
                contract=name,
            )
        else:
            receipt = self.send(f"create {name}", factory, creation_data(init_code))
            block, transaction = receipt["blockNumber"], bytes(receipt["transactionHash"])
        code = bytes(self.w3.eth.get_code(address))
        if not code:
            raise DeploymentRefused(f"{name} was not created.", contract=name)
        return DeployedContract(
            address=Address(address), code_hash=Digest(keccak(code)), transaction=TxHash(transaction), block=block
        )

    def send(self, step: str, to: ChecksumAddress | None, data: bytes) -> TxReceipt:
        """One transaction of the deployer, waited for. Raises DeploymentRefused."""
        self._progress(step)
        transaction: TxParams = {
            "from": self.deployer.address,
            "data": data,
            "chainId": self.w3.eth.chain_id,
            "nonce": self.w3.eth.get_transaction_count(self.deployer.address, "pending"),
            "gasPrice": self._gas_price(),
        }
        if to is not None:
            transaction["to"] = to
        try:
            transaction["gas"] = self.w3.eth.estimate_gas(transaction) * _GAS_MARGIN_PERCENT // 100
        except (ContractLogicError, ValueError) as error:
            raise DeploymentRefused(f"The chain refuses to {step}: {error}.", step=step) from error
        signed = self.deployer.sign_transaction(cast(dict[str, Any], transaction))
        sent = self.w3.eth.send_raw_transaction(signed.raw_transaction)
        receipt = self.w3.eth.wait_for_transaction_receipt(sent, timeout=_RECEIPT_TIMEOUT_S, poll_latency=0.05)
        if receipt["status"] != 1:
            raise DeploymentRefused(f"The transaction to {step} failed.", step=step, transaction=sent.to_0x_hex())
        return receipt

    def _gas_price(self) -> Any:
        # Who owns nothing can only pay nothing: the network is one without gas price.
        return self.w3.eth.gas_price if self.w3.eth.get_balance(self.deployer.address) else 0

    def _creation(self, factory: ChecksumAddress, address: ChecksumAddress, init_code: bytes) -> tuple[int, bytes]:
        """Block and transaction in which a contract was created: the first block that has its code."""
        low, high = 0, int(self.w3.eth.block_number)
        while low < high:
            middle = (low + high) // 2
            if self.w3.eth.get_code(address, middle):
                high = middle
            else:
                low = middle + 1
        answer = self.w3.provider.make_request(RPCEndpoint("eth_getBlockByNumber"), [hex(low), True])
        for transaction in cast(dict[str, Any], answer.get("result") or {}).get("transactions", ()):
            data = transaction.get("input") or transaction.get("data") or ""
            if data.lower() == "0x" + creation_data(init_code).hex() and transaction["to"].lower() == factory.lower():
                return low, bytes.fromhex(transaction["hash"][2:])
        raise LedgerUnavailable(f"The transaction that created {address} is not to be found in block {low}.")
