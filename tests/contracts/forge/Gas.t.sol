// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {LeafHashes} from "contracts/libraries/LeafHashes.sol";
import {Role, Stage, SubjectKind} from "contracts/types/Battery.sol";
import {HandoverOffer, LazyPassport, PartySignature, Registration} from "contracts/types/Passport.sol";
import {Ledger} from "./support/Ledger.sol";
import {MerkleTree} from "./support/MerkleTree.sol";

/// @dev What the acts of contracts.md cost, each as a transaction of its own (forge's isolation), intrinsic gas and calldata
/// included. Recorded as snapshots/Gas.json by `forge test`; docs/contracts.md explains the numbers.
interface GasCheatcodes {
    function snapshotGasLastCall(string calldata group, string calldata name) external returns (uint256);
}

/// forge-config: default.isolate = true
contract GasTest is Ledger {
    GasCheatcodes private constant GAS = GasCheatcodes(address(uint160(uint256(keccak256("hevm cheat code")))));

    function recorded(string memory name, uint256 target) private {
        uint256 gas = GAS.snapshotGasLastCall("Gas", name);
        holds(gas <= target, name);
    }

    function registration(uint256 salt) private pure returns (Registration memory) {
        return Registration(keccak256(abi.encode("id", salt)), 0, keccak256(abi.encode("digest", salt)));
    }

    function registered() private returns (bytes32 passportId) {
        vm.prank(signer(MAKER));
        return passports.register(registration(1));
    }

    function test_gas__handover__both_signatures_in_one_transaction() external {
        HandoverOffer memory words = offerOf(registered(), MAKER, FLEET, Role.Operator, Stage.InService);
        PartySignature memory holder = by(MAKER, passports.hashOffer(words));
        PartySignature memory receiver = by(FLEET, passports.hashAcceptance(words));
        passports.executeHandover(words, holder, receiver);
        recorded("handover", 70_000);
    }

    function test_gas__register__alone() external {
        registered();
        recorded("register", 80_000);
    }

    function test_gas__register_many__hundred() external {
        Registration[] memory all = new Registration[](100);
        for (uint256 i = 0; i < 100; ++i) all[i] = registration(i);
        vm.prank(signer(MAKER));
        passports.registerMany(all);
        recorded("registerMany, 100", 3_000_000);
    }
}
