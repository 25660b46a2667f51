"""Deploy the contracts, hand them to governance, and write the deployment record.

    python scripts/deploy.py --rpc http://127.0.0.1:8545 --key keys/deployer.json --governance 0x...

The deployer's key comes from an encrypted key file (Web3 Secret Storage); its passphrase from a prompt or a file. Run
it again whenever it was interrupted: it finds what stands on the chain and goes on. With --verify nothing is sent:
the record is compared with the chain.

Exit codes: 0 done, 1 the chain refused or does not match, 2 wrong use.
"""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from pathlib import Path

from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import HTTPProvider, Web3
from web3.middleware import ExtraDataToPOAMiddleware

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from passport.adapters.evm.deployment import (
    DEFAULT_NOTICE_PERIOD_S,
    deploy,
    load_deployment,
    save_deployment,
    verify_deployment,
)
from passport.errors import PassphraseWrong, PassportError
from passport.ledger.deployment import Deployment


def unlock(key: Path, passphrase_file: Path | None) -> LocalAccount:
    """The deployer's account. Raises PassphraseWrong."""
    if passphrase_file is None:
        passphrase = getpass.getpass(f"Passphrase of {key.name}: ")
    else:
        passphrase = passphrase_file.read_text("utf-8").rstrip("\n")
    try:
        private_key = Account.decrypt(json.loads(key.read_text("utf-8")), passphrase)
    except ValueError as error:
        raise PassphraseWrong(f"{key.name} does not open with this passphrase.") from error
    account: LocalAccount = Account.from_key(private_key)
    return account


def connect(rpc: str) -> Web3:
    w3 = Web3(HTTPProvider(rpc))
    w3.middleware_onion.inject(ExtraDataToPOAMiddleware, layer=0)
    return w3


def report(deployment: Deployment) -> str:
    """The addresses, one line a contract."""
    lines = [f"chain {deployment.chain_id}, genesis {deployment.genesis_hash}"]
    lines += [
        f"{name.value:22} {contract.address}  block {contract.block}" for name, contract in deployment.contracts.items()
    ]
    return "\n".join(lines)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rpc", required=True, help="JSON-RPC address of a node")
    parser.add_argument("--record", type=Path, default=Path("deployment.json"), help="deployment record to write")
    parser.add_argument("--verify", action="store_true", help="send nothing; compare the record with the chain")
    parser.add_argument("--key", type=Path, help="encrypted key file of the deployer")
    parser.add_argument("--passphrase-file", type=Path, help="file with its passphrase; else it is asked for")
    parser.add_argument("--governance", help="address that gets every governance role")
    parser.add_argument("--notice-period", type=int, default=DEFAULT_NOTICE_PERIOD_S, metavar="SECONDS")
    parser.add_argument("--json", action="store_true", help="print the record itself")
    options = parser.parse_args(arguments)
    if not options.verify and not (options.key and options.governance):
        parser.error("--key and --governance are needed to deploy")
    if options.governance and not Web3.is_address(options.governance):
        parser.error("--governance is no address")
    return options


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    try:
        w3 = connect(options.rpc)
        if options.verify:
            deployment = load_deployment(options.record)
            verify_deployment(w3, deployment)
        else:
            account = unlock(options.key, options.passphrase_file)
            deployment = deploy(
                w3,
                account,
                options.governance,
                options.notice_period,
                progress=lambda step: print(step, file=sys.stderr),
            )
            save_deployment(deployment, options.record)
    except PassportError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        if error.remedy:
            print(error.remedy, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"no answer, or no such file: {error}", file=sys.stderr)
        return 1
    print(deployment.model_dump_json(indent=2) if options.json else report(deployment))
    return 0


if __name__ == "__main__":
    sys.exit(main())
