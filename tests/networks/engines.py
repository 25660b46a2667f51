"""The three engines of the ledger suite, each with the contracts deployed: Anvil, Ganache, Clique on real geth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from web3 import HTTPProvider, Web3
from web3.middleware import ExtraDataToPOAMiddleware

from passport.adapters.evm.connection import EvmConnection
from passport.adapters.evm.deployment import deploy
from passport.adapters.evm.fees import FeePolicy, MarketFees, ZeroFees
from passport.adapters.evm.finality import Depth, Finality, Instant
from passport.adapters.evm.keystore import LocalSigner
from passport.identifiers import Address, keccak256
from passport.ledger.deployment import Deployment

from .anvil import anvil_node
from .clique import CliqueNetwork
from .ganache import ganache_node

NOTICE_PERIOD_S = 3600


def actor(name: str) -> LocalSigner:
    """A throw-away key with a name, the same in every run."""
    return LocalSigner(keccak256(f"test actor {name}".encode()))


GOVERNOR = actor("governor")
ACTORS = ("governor", "maker", "operator", "reuser", "recycler", "outsider", "suspended", "stranger")


@dataclass(frozen=True)
class Engine:
    """One running chain with our contracts on it."""

    name: str
    url: str
    deployment: Deployment
    finality: Finality
    fees: FeePolicy

    def connection(self) -> EvmConnection:
        return EvmConnection.to_node(self.url, self.finality)


def _deployed(name: str, url: str, finality: Finality, fees: FeePolicy) -> Engine:
    w3 = Web3(HTTPProvider(url))
    w3.middleware_onion.inject(ExtraDataToPOAMiddleware, layer=0)
    deployment = deploy(w3, GOVERNOR.account(), GOVERNOR.address, NOTICE_PERIOD_S)
    return Engine(name, url, deployment, finality, fees)


def fund_on_anvil(url: str, addresses: list[Address]) -> None:
    w3 = Web3(HTTPProvider(url))
    for address in addresses:
        assert "error" not in w3.provider.make_request("anvil_setBalance", [address, hex(10**21)])


@contextmanager
def anvil_engine(home: Path) -> Iterator[Engine]:
    """Fees are charged, and every block is final."""
    node = anvil_node(home)
    node.start()
    try:
        fund_on_anvil(node.url, [actor(name).address for name in ACTORS])
        yield _deployed("anvil", node.url, Instant(), MarketFees())
    finally:
        node.stop()


@contextmanager
def ganache_engine(command: list[str], home: Path) -> Iterator[Engine]:
    """Fees are charged, no read can be pinned by hash, revert data comes in another shape."""
    node = ganache_node(command, home, [bytes(actor(name).account().key) for name in ACTORS])
    node.start()
    try:
        yield _deployed("ganache", node.url, Instant(), MarketFees())
    finally:
        node.stop()


@contextmanager
def clique_engine(geth: Path, home: Path) -> Iterator[tuple[Engine, CliqueNetwork]]:
    """Three validators, legacy transactions at price zero, a block a second, final two blocks later."""
    network = CliqueNetwork(geth, home)
    try:
        network.start()
        yield _deployed("clique", network.urls[0], Depth(2), ZeroFees()), network
    finally:
        network.stop()
