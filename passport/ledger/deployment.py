"""Where the contracts stand: the trust root every reader starts from."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from passport.identifiers import Address, BlockHash, ChainId, Digest, TxHash


class Contract(StrEnum):
    """The contracts of this ledger, by the name of their Solidity source."""

    ACCESS_MANAGER = "AccessManager"
    PARTICIPANT_REGISTRY = "ParticipantRegistry"
    PASSPORT_REGISTRY = "PassportRegistry"
    DATA_PRODUCT_REGISTRY = "DataProductRegistry"
    CONSENT_REGISTRY = "ConsentRegistry"
    ACCESS_LOG = "AccessLog"


class DeployedContract(BaseModel):
    """One contract as it was deployed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: Address
    code_hash: Digest
    """keccak256 of the code at the address."""
    transaction: TxHash
    block: int = Field(ge=0)


class Deployment(BaseModel):
    """The record the deployment script writes and everybody else loads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(default=1, ge=1, le=1)
    chain_id: ChainId
    genesis_hash: BlockHash
    first_block: int = Field(ge=0)
    """Block of the first contract; no event of ours is earlier."""
    solc: str
    evm: str
    contracts: dict[Contract, DeployedContract]

    def address_of(self, contract: Contract) -> Address:
        """Where `contract` stands."""
        return self.contracts[contract].address
