"""A proof-of-authority network of real geth v1.13 validators on loopback: the multi-validator test engine.

Berlin rules, so transactions are legacy ones, and the gas price is zero: what many permissioned networks run.
Each validator is a process of its own with its own key, data directory and pool.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from eth_account import Account
from eth_keys import keys
from web3 import HTTPProvider, Web3
from web3.middleware import ExtraDataToPOAMiddleware

from .processes import NodeProcess, free_port, wait_until

CHAIN_ID = 31973
PERIOD_S = 1
GAS_LIMIT = 60_000_000
PEERING_TIMEOUT_S = 120
PASSWORD = "clique test network"


@dataclass(frozen=True)
class Validator:
    key: bytes
    p2p_port: int
    http_port: int
    home: Path

    @property
    def address(self) -> str:
        return str(Account.from_key(self.key).address)

    @property
    def enode(self) -> str:
        public = keys.PrivateKey(self.key).public_key.to_bytes().hex()
        return f"enode://{public}@127.0.0.1:{self.p2p_port}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"


class CliqueNetwork:
    """`validators` nodes that seal in turn; more than half of them must run for blocks to come."""

    def __init__(self, geth: Path, home: Path, validators: int = 3) -> None:
        self._geth = geth
        self._home = home
        self.validators = [self._make_validator(index) for index in range(validators)]
        self.nodes = [self._make_node(validator) for validator in self.validators]

    @property
    def urls(self) -> list[str]:
        return [validator.url for validator in self.validators]

    def start(self) -> None:
        genesis = self._home / "genesis.json"
        genesis.write_text(json.dumps(self._genesis()))
        for validator in self.validators:
            self._prepare(validator, genesis)
        for node in self.nodes:
            node.start()
        # Two that call each other at the same instant both hang up, and geth calls again only after 35 s.
        wait_until("all validators see each other", self._all_peered, PEERING_TIMEOUT_S)
        # Not before: each alone would seal a first block of its own, may then not seal the next, and all would wait.
        for index in range(len(self.nodes)):
            self._seal(index)
        self.wait_for_blocks(2)

    def start_node(self, index: int) -> None:
        """Starts one validator again, and lets it seal."""
        self.nodes[index].start()
        self._seal(index)

    def kill_node(self, index: int) -> None:
        self.nodes[index].kill()

    def stop(self) -> None:
        for node in self.nodes:
            node.kill()

    def client(self, index: int = 0) -> Web3:
        client = Web3(HTTPProvider(self.validators[index].url))
        client.middleware_onion.inject(ExtraDataToPOAMiddleware, layer=0)
        return client

    def wait_for_blocks(self, count: int, index: int = 0) -> None:
        client = self.client(index)
        target = client.eth.block_number + count
        wait_until(f"block {target}", lambda: client.eth.block_number >= target, 120)

    def _seal(self, index: int) -> None:
        """Lets a validator seal, at a price of zero, which its command line cannot say."""
        client = Web3(HTTPProvider(self.validators[index].url))
        assert client.provider.make_request("miner_setGasPrice", ["0x0"]).get("result") is True
        assert "error" not in client.provider.make_request("miner_start", [])

    def _all_peered(self) -> bool:
        others = len(self.validators) - 1
        return all(self.client(index).net.peer_count == others for index in range(len(self.nodes)))

    def _make_validator(self, index: int) -> Validator:
        # Throw-away keys of a network that lives as long as the test.
        key = Web3.keccak(text=f"clique validator {index}")
        return Validator(bytes(key), free_port(), free_port(), self._home / f"validator-{index}")

    def _make_node(self, validator: Validator) -> NodeProcess:
        home = validator.home
        command = [str(self._geth), "--config", str(home / "config.toml"), "--datadir", str(home)]
        command += ["--networkid", str(CHAIN_ID), "--port", str(validator.p2p_port), "--nodiscover", "--nat", "none"]
        command += ["--nodekeyhex", validator.key.hex(), "--ipcdisable", "--syncmode", "full", "--gcmode", "archive"]
        command += ["--state.scheme", "hash", "--cache", "64", "--maxpeers", "10", "--verbosity", "2"]
        command += ["--authrpc.port", str(free_port())]
        command += ["--http", "--http.addr", "127.0.0.1", "--http.port", str(validator.http_port)]
        command += ["--http.api", "eth,net,web3,debug,admin,miner,txpool,clique"]
        command += ["--miner.etherbase", validator.address, "--miner.gaslimit", str(GAS_LIMIT)]
        command += ["--allow-insecure-unlock", "--unlock", validator.address, "--password", str(home / "password")]
        return NodeProcess(home.name, command, validator.url, self._home / f"{home.name}.log")

    def _prepare(self, validator: Validator, genesis: Path) -> None:
        keystore = validator.home / "keystore"
        keystore.mkdir(parents=True)
        encrypted = Account.encrypt(validator.key, PASSWORD, kdf="scrypt", iterations=2)
        (keystore / "validator.json").write_text(json.dumps(encrypted))
        (validator.home / "password").write_text(PASSWORD)
        others = [other.enode for other in self.validators if other is not validator]
        (validator.home / "config.toml").write_text(f"[Node.P2P]\nStaticNodes = {json.dumps(others)}\n")
        subprocess.run(
            [str(self._geth), "init", "--datadir", str(validator.home), "--state.scheme", "hash", str(genesis)],
            check=True,
            capture_output=True,
            timeout=60,
        )

    def _genesis(self) -> dict[str, object]:
        forks = ("homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople")
        forks += ("petersburg", "istanbul", "berlin")
        signers = sorted(validator.address[2:].lower() for validator in self.validators)
        return {
            "config": {
                "chainId": CHAIN_ID,
                **{f"{fork}Block": 0 for fork in forks},
                "clique": {"period": PERIOD_S, "epoch": 30000},
            },
            "difficulty": "1",
            "gasLimit": str(GAS_LIMIT),
            "extradata": "0x" + "00" * 32 + "".join(signers) + "00" * 65,
            "alloc": {},
        }
