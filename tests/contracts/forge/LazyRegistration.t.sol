// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IPassportRegistry} from "contracts/interfaces/IPassportRegistry.sol";
import {LeafHashes} from "contracts/libraries/LeafHashes.sol";
import {PassportFlags} from "contracts/libraries/PassportFlags.sol";
import {Role, Stage, Status, SubjectKind} from "contracts/types/Battery.sol";
import {HandoverOffer, LazyPassport, PassportRecord, PartySignature, Registration} from "contracts/types/Passport.sol";
import {Ledger} from "./support/Ledger.sol";
import {MerkleTree} from "./support/MerkleTree.sol";

/// @dev Passports that are only leaves until something happens to them, in lots of any size.
contract LazyRegistrationTest is Ledger {
    function id(uint256 index) private pure returns (bytes32) {
        return LeafHashes.passportId(MAKER, keccak256(abi.encode("battery", index)));
    }

    /// @dev A lot of `size` passports whose first versions have the digests `version` and index.
    function lot(uint256 size, bytes32 version) private returns (LazyPassport[] memory lazy) {
        bytes32[] memory leaves = new bytes32[](size);
        for (uint256 i = 0; i < size; ++i) {
            leaves[i] = LeafHashes.passportLeaf(id(i), 0, keccak256(abi.encode(version, i)), MAKER);
        }
        vm.prank(signer(MAKER));
        uint32 number = passports.registerBatch(MerkleTree.root(leaves), uint32(size), keccak256("manifest"));
        lazy = new LazyPassport[](size);
        for (uint256 i = 0; i < size; ++i) {
            bytes32 digest = keccak256(abi.encode(version, i));
            lazy[i] =
                LazyPassport(number, keccak256(abi.encode("battery", i)), 0, digest, MerkleTree.proof(leaves, i));
        }
    }

    function lotOffer(uint32 number, uint32 from, uint32 to) private view returns (HandoverOffer memory words) {
        words = offerOf(0, from, to, Role.Operator, Stage.InService);
        (words.kind, words.subject) = (SubjectKind.Lot, bytes32(uint256(number)));
        words.sequence = passports.batch(number).sequence;
    }

    function bringOut(LazyPassport memory lazy) private returns (bytes32) {
        vm.prank(signer(MAKER));
        return passports.bringIntoExistence(lazy);
    }

    // ---------------------------------------------------------------- lots

    function testFuzz_bring_out__any_leaf_of_any_lot__exists_once(uint8 sizeSeed, uint8 indexSeed) external {
        uint256 size = within(sizeSeed, 1, 40);
        uint256 index = indexSeed % size;
        LazyPassport memory lazy = lot(size, "v1")[index];
        same(bringOut(lazy), id(index), "passportId");
        PassportRecord memory record = passports.passport(id(index));
        holds(record.custodian == MAKER && record.stage == Stage.Registered && record.batch == lazy.batch, "record");
        vm.expectRevert(abi.encodeWithSelector(IPassportRegistry.PassportExists.selector, id(index)));
        bringOut(lazy);
        vm.expectRevert(abi.encodeWithSelector(IPassportRegistry.PassportExists.selector, id(index)));
        vm.prank(signer(MAKER));
        passports.register(Registration(lazy.identifierHash, 0, lazy.digest));
    }

    function testFuzz_bring_out__leaf_that_is_not_in_the_lot__is_refused(uint8 which, bytes32 noise) external {
        LazyPassport memory lazy = lot(13, "v1")[5];
        if (which % 4 == 0) lazy.digest = noise;
        if (which % 4 == 1) lazy.parent = noise;
        if (which % 4 == 2) lazy.identifierHash = noise;
        if (which % 4 == 3) lazy.proof[uint256(noise) % lazy.proof.length] = noise;
        vm.assume(noise != 0);
        vm.prank(signer(MAKER));
        (bool done,) = address(passports).call(abi.encodeCall(passports.bringIntoExistence, (lazy)));
        holds(!done, "brought out of a lot what is not in it");
    }

    function test_bring_out__by_a_stranger__is_refused() external {
        LazyPassport memory lazy = lot(3, "v1")[1];
        vm.prank(signer(TRADER));
        vm.expectRevert(abi.encodeWithSelector(IPassportRegistry.NotHolder.selector, id(1), MAKER, TRADER));
        passports.bringIntoExistence(lazy);
    }

    function testFuzz_lot__handed_over__takes_all_that_was_not_brought_out(uint8 sizeSeed, uint16 stays) external {
        uint256 size = within(sizeSeed, 2, 16);
        LazyPassport[] memory lazy = lot(size, "v1");
        for (uint256 i = 0; i < size; ++i) {
            if (stays & (1 << i) != 0) bringOut(lazy[i]);
        }
        handOver(lotOffer(lazy[0].batch, MAKER, FLEET));
        for (uint256 i = 0; i < size; ++i) {
            (, bool exists, uint32 custodian, Stage stage,) = passports.lazyStateOf(lazy[i]);
            bool stayed = stays & (1 << i) != 0;
            holds(exists == stayed, "existence");
            same(custodian, stayed ? MAKER : FLEET, "custodian");
            holds(stage == (stayed ? Stage.Registered : Stage.InService), "stage");
        }
    }

    function test_lazy_handover__words_signed_before_the_lot_moved__are_void() external {
        LazyPassport memory lazy = lot(3, "v1")[1];
        HandoverOffer memory words = offerOf(id(1), MAKER, FLEET, Role.Operator, Stage.InService);
        PartySignature memory holder = by(MAKER, passports.hashOffer(words));
        PartySignature memory receiver = by(FLEET, passports.hashAcceptance(words));
        handOver(lotOffer(lazy.batch, MAKER, TRADER));
        vm.expectRevert(
            abi.encodeWithSelector(IPassportRegistry.OfferSequenceMismatch.selector, id(1), uint32(1), uint32(0))
        );
        passports.executeLazyHandover(lazy, words, holder, receiver);
    }

    function test_lazy_handover__brought_out_by_somebody_first__goes_on() external {
        LazyPassport memory lazy = lot(3, "v1")[1];
        HandoverOffer memory words = offerOf(id(1), MAKER, FLEET, Role.Operator, Stage.InService);
        PartySignature memory holder = by(MAKER, passports.hashOffer(words));
        PartySignature memory receiver = by(FLEET, passports.hashAcceptance(words));
        bringOut(lazy);
        passports.executeLazyHandover(lazy, words, holder, receiver);
        same(passports.custodianOf(id(1)), FLEET, "custodian");
    }

    // ---------------------------------------------------------------- duplicates

    function test_duplicate__two_lots__freezes_until_an_authority_decides() external {
        LazyPassport memory first = lot(4, "v1")[2];
        LazyPassport memory second = lot(4, "v2")[2];
        passports.proveDuplicate(first, second);
        vm.expectRevert(abi.encodeWithSelector(IPassportRegistry.PassportIsFrozen.selector, id(2)));
        bringOut(first);
        vm.prank(signer(AUTHORITY));
        passports.resolveFreeze(id(2), second, keccak256("ruling"));
        PassportRecord memory record = passports.passport(id(2));
        holds(record.batch == second.batch && record.flags == PassportFlags.FREEZE_RESOLVED, "the leaf that counts");
        vm.expectRevert(abi.encodeWithSelector(IPassportRegistry.FreezeAlreadyResolved.selector, id(2)));
        passports.proveDuplicate(first, second);
    }

    function test_duplicate__of_an_eager_passport__freezes_it_with_one_leaf() external {
        LazyPassport memory lazy = lot(4, "v1")[2];
        vm.prank(signer(MAKER));
        passports.register(Registration(lazy.identifierHash, 0, keccak256("eager")));
        HandoverOffer memory words = offerOf(id(2), MAKER, FLEET, Role.Operator, Stage.InService);
        PartySignature memory holder = by(MAKER, passports.hashOffer(words));
        PartySignature memory receiver = by(FLEET, passports.hashAcceptance(words));
        passports.proveDuplicate(lazy, lazy);
        vm.expectRevert(abi.encodeWithSelector(IPassportRegistry.PassportIsFrozen.selector, id(2)));
        passports.executeHandover(words, holder, receiver);
        LazyPassport memory none;
        vm.prank(signer(AUTHORITY));
        passports.resolveFreeze(id(2), none, keccak256("ruling"));
        passports.executeHandover(words, holder, receiver);
        same(passports.custodianOf(id(2)), FLEET, "custodian");
    }

    function testFuzz_duplicate__two_passports_or_one_leaf_twice__is_none(uint8 a, uint8 b) external {
        LazyPassport[] memory lazy = lot(9, "v1");
        LazyPassport memory first = lazy[a % 9];
        vm.expectRevert(abi.encodeWithSelector(IPassportRegistry.NotDuplicate.selector, id(a % 9)));
        passports.proveDuplicate(first, lazy[b % 9]);
    }
}
