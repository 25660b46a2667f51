"""What a verifier believes beforehand: the chain, the contracts, and a block or the validators.

It comes from somewhere else than the bundle; a trust root that travels with a bundle proves nothing.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from passport.errors import BundleMalformed, CanonicalFormError
from passport.identifiers import Address, BlockHash, BlockRef, ChainId, Digest
from passport.ledger.deployment import Contract, Deployment
from passport.provenance.canonical import read_json

MAX_BYTES = 1024 * 1024

READ_CONTRACTS = (Contract.PARTICIPANT_REGISTRY, Contract.PASSPORT_REGISTRY, Contract.DATA_PRODUCT_REGISTRY)
"""The contracts whose state a bundle shows."""


class _Exact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TrustedContract(_Exact):
    """A contract the verifier believes in."""

    address: Address
    code_hash: Digest
    """keccak256 of its code."""


class TrustedBlock(_Exact):
    """A block the verifier got from a source it believes."""

    number: Annotated[int, Field(strict=True, ge=0)]
    hash: BlockHash


class Validators(_Exact):
    """Who seals blocks."""

    scheme: Literal["clique", "qbft"]
    """How: EIP-225, or Besu's QBFT."""
    addresses: Annotated[tuple[Address, ...], Field(min_length=1)]
    """All validators; the set must not have changed since."""

    @model_validator(mode="after")
    def _distinct(self) -> Validators:
        if len(set(self.addresses)) != len(self.addresses):
            raise ValueError("a validator is named twice")
        return self


class TrustRoot(_Exact):
    """The trust root."""

    version: Literal[1] = 1
    chain_id: ChainId
    contracts: dict[Contract, TrustedContract]
    trusted_block: TrustedBlock | None = None
    validators: Validators | None = None

    @model_validator(mode="after")
    def _names_all(self) -> TrustRoot:
        missing = [contract.value for contract in READ_CONTRACTS if contract not in self.contracts]
        if missing:
            raise ValueError(f"no address for {', '.join(missing)}")
        return self

    @classmethod
    def of(
        cls, deployment: Deployment, trusted_block: BlockRef | None = None, validators: Validators | None = None
    ) -> TrustRoot:
        """The trust root of someone who believes this deployment record and this block."""
        return cls(
            chain_id=deployment.chain_id,
            contracts={
                contract: TrustedContract(address=deployed.address, code_hash=deployed.code_hash)
                for contract, deployed in deployment.contracts.items()
            },
            trusted_block=TrustedBlock(number=trusted_block.number, hash=trusted_block.hash) if trusted_block else None,
            validators=validators,
        )

    @classmethod
    def read(cls, document: bytes) -> TrustRoot:
        """Reads a trust root file (JSON; whitespace and order are free, people edit it).

        Raises:
            BundleMalformed: It is not one; `path` names the member.
        """
        try:
            return cls.model_validate(read_json(document, max_bytes=MAX_BYTES))
        except CanonicalFormError as error:
            raise BundleMalformed(f"The trust root is not JSON: {error}", path=error.values.get("path")) from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            path = "/".join(str(part) for part in first["loc"])
            raise BundleMalformed(
                f"The trust root is malformed at {path or 'its root'}: {first['msg']}.", path=path
            ) from error

    def write(self) -> bytes:
        """The trust root file."""
        return (json.dumps(self.model_dump(mode="json"), indent=2, sort_keys=True) + "\n").encode("ascii")
