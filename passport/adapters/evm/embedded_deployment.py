"""The contracts on the embedded chain: there once it is opened, whatever happened in between."""

from __future__ import annotations

from pathlib import Path

from web3 import HTTPProvider, Web3

from passport.adapters.evm.deployment import (
    DEFAULT_NOTICE_PERIOD_S,
    Progress,
    deploy,
    load_deployment,
    save_deployment,
)
from passport.adapters.evm.embedded_chain import EmbeddedChain
from passport.adapters.evm.keystore import LocalSigner
from passport.faults import fault_point
from passport.ledger.deployment import Deployment


def deploy_embedded(
    chain: EmbeddedChain,
    record: Path,
    governor: LocalSigner,
    notice_period_s: int = DEFAULT_NOTICE_PERIOD_S,
    progress: Progress = lambda _: None,
) -> Deployment:
    """The deployment of the embedded chain; made by `governor`, who governs it, if there is none yet.

    The record is written when the blocks with the contracts are safe on disk, so a record always names contracts that
    a restarted chain has. Interrupted anywhere, the next call goes on.

    Raises:
        LedgerUnavailable: Anvil is not there or does not start.
        DeploymentRefused, DeploymentUnsound: A step failed.
        DeploymentUnreadable: The record is there and is none.
    """
    if record.exists():
        return load_deployment(record)
    w3 = Web3(HTTPProvider(chain.ensure_running().url))
    deployment = deploy(w3, governor.account(), governor.address, notice_period_s, progress)
    fault_point("deployment.done")
    chain.record()
    fault_point("deployment.recorded")
    save_deployment(deployment, record)
    return deployment
