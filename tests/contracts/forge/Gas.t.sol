// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {LeafHashes} from "contracts/libraries/LeafHashes.sol";
import {Role, Stage, SubjectKind} from "contracts/types/Battery.sol";
import {HandoverOffer, LazyPassport, PartySignature, Registration} from "contracts/types/Passport.sol";
import {Ledger} from "./support/Ledger.sol";
import {MerkleTree} from "./support/MerkleTree.sol";

interface GasCheatcodes {
    function snapshotGasLastCall(string calldata group, string calldata name) external returns (uint256);
}

/// @dev What the acts of docs/contracts.md cost, each as a transaction of its own (forge's isolation): intrinsic gas and call
/// data included, all storage cold. Written to snapshots/Gas.json, which is under version control; a run that gives other
/// numbers fails (FORGE_SNAPSHOT_CHECK=true). Steady state: issuers and holders have acted before.
/// forge-config: default.isolate = true
contract GasTest is Ledger {
    GasCheatcodes private constant GAS = GasCheatcodes(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 private constant DEPTH = 17;

    bytes32 private passportId;
    LazyPassport private lazy;

    function setUp() public override {
        super.setUp();
        vm.startPrank(signer(MAKER));
        passportId = passports.register(registration(1000));
        products.anchor(0, keccak256("first root"), 1, 0);
        // A lot as deep as one of 100,000 passports; all but one of its nodes are made up.
        bytes32 id = LeafHashes.passportId(MAKER, keccak256("lazy"));
        bytes32 node = LeafHashes.passportLeaf(id, 0, keccak256("version"), MAKER);
        bytes32[] memory path = new bytes32[](DEPTH);
        for (uint256 i = 0; i < DEPTH; ++i) {
            path[i] = keccak256(abi.encode("sibling", i));
            bytes32[] memory pair = new bytes32[](2);
            (pair[0], pair[1]) = (node, path[i]);
            node = MerkleTree.root(pair);
        }
        uint32 number = passports.registerBatch(node, 100_000, keccak256("manifest"));
        lazy = LazyPassport(number, keccak256("lazy"), 0, keccak256("version"), path);
        vm.stopPrank();
    }

    /// @dev Records the last transaction; `ceiling` is the target of docs/contracts.md, or what it is explained by there.
    function recorded(string memory name, uint256 ceiling) private {
        uint256 gas = GAS.snapshotGasLastCall("Gas", name);
        if (gas > ceiling) revert Differs(name, bytes32(gas), bytes32(ceiling));
    }

    function registration(uint256 salt) private pure returns (Registration memory) {
        return Registration(keccak256(abi.encode("id", salt)), 0, keccak256(abi.encode("digest", salt)));
    }

    function parties(HandoverOffer memory words) private view returns (PartySignature memory, PartySignature memory) {
        return (by(words.from, passports.hashOffer(words)), by(words.to, passports.hashAcceptance(words)));
    }

    // ---------------------------------------------------------------- registration

    function test_gas__register__one() external {
        vm.prank(signer(MAKER));
        passports.register(registration(1));
        recorded("register one", 60_000);
    }

    function test_gas__register_many__hundred() external {
        Registration[] memory all = new Registration[](100);
        for (uint256 i = 0; i < 100; ++i) all[i] = registration(i);
        vm.prank(signer(MAKER));
        passports.registerMany(all);
        recorded("register 100", 3_000_000);
    }

    function test_gas__register_batch__hundred_thousand() external {
        vm.prank(signer(MAKER));
        passports.registerBatch(keccak256("root"), 100_000, keccak256("manifest"));
        recorded("register a batch of 100,000", 200_000);
    }

    function test_gas__bring_into_existence__depth_17() external {
        vm.prank(signer(MAKER));
        passports.bringIntoExistence(lazy);
        recorded("bring into existence, depth 17", 79_000);
    }

    // ---------------------------------------------------------------- handovers

    function test_gas__handover__one_transaction() external {
        HandoverOffer memory words = offerOf(passportId, MAKER, FLEET, Role.Operator, Stage.InService);
        (PartySignature memory holder, PartySignature memory receiver) = parties(words);
        passports.executeHandover(words, holder, receiver);
        recorded("handover, both signatures", 71_000);
    }

    function test_gas__handover__offer_then_accept() external {
        HandoverOffer memory words = offerOf(passportId, MAKER, FLEET, Role.Operator, Stage.InService);
        vm.prank(signer(MAKER));
        passports.offer(words);
        recorded("handover, offer", 76_000);
        vm.prank(signer(FLEET));
        passports.accept(words);
        recorded("handover, accept", 65_000);
    }

    function test_gas__handover__first_of_a_lazy_passport() external {
        bytes32 id = LeafHashes.passportId(MAKER, lazy.identifierHash);
        HandoverOffer memory words = offerOf(id, MAKER, FLEET, Role.Operator, Stage.InService);
        (PartySignature memory holder, PartySignature memory receiver) = parties(words);
        passports.executeLazyHandover(lazy, words, holder, receiver);
        recorded("handover, first of a lazy passport, depth 17", 116_000);
    }

    function test_gas__handover__whole_lot() external {
        HandoverOffer memory words = offerOf(0, MAKER, FLEET, Role.Operator, Stage.InService);
        (words.kind, words.subject) = (SubjectKind.Lot, bytes32(uint256(lazy.batch)));
        (PartySignature memory holder, PartySignature memory receiver) = parties(words);
        passports.executeHandover(words, holder, receiver);
        recorded("handover of a whole lot", 80_000);
    }

    // ---------------------------------------------------------------- data products, consents, read log

    function test_gas__anchor__next_root() external {
        vm.prank(signer(MAKER));
        products.anchor(keccak256("first root"), keccak256("second root"), 100_000, keccak256("manifest"));
        recorded("anchor a root", 65_000);
    }

    function test_gas__consent__granted_and_revoked() external {
        vm.prank(signer(FLEET));
        consents.grant(keccak256("consent"), FLEET, MAKER, uint48(block.timestamp + 1 days));
        recorded("grant a consent", 60_000);
        vm.prank(signer(FLEET));
        consents.revoke(keccak256("consent"));
        recorded("revoke a consent", 38_000);
    }

    function test_gas__supervision__withdrawn() external {
        vm.prank(signer(MAKER));
        products.withdraw(keccak256("product"), 1);
        recorded("withdraw a product", 60_000);
    }
}
