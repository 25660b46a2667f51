// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IPassportRegistry} from "contracts/interfaces/IPassportRegistry.sol";
import {PassportFlags} from "contracts/libraries/PassportFlags.sol";
import {ReasonCode, Role, Stage, Status, SubjectKind} from "contracts/types/Battery.sol";
import {HandoverOffer, PassportRecord, PartySignature, Registration} from "contracts/types/Passport.sol";
import {Ledger} from "./support/Ledger.sol";

/// @dev Batteries in batteries, and batteries that travel together: who holds the parts, in which stage and status.
contract CompositionTest is Ledger {
    function register(uint256 salt, bytes32 parent) private returns (bytes32) {
        vm.prank(signer(MAKER));
        return passports.register(Registration(keccak256(abi.encode(salt)), parent, keccak256("version")));
    }

    function stateIs(bytes32 id, uint32 custodian, Stage stage, Status status) private view {
        same(passports.custodianOf(id), custodian, "custodian");
        (Stage found, Status foundStatus) = passports.stateOf(id);
        same(uint256(found), uint256(stage), "stage");
        same(uint256(foundStatus), uint256(status), "status");
    }

    function consignmentOf(uint32 owner, bytes32[] memory ids) private returns (uint32 number) {
        vm.startPrank(signer(owner));
        number = passports.openConsignment();
        passports.pack(number, ids);
        vm.stopPrank();
    }

    function handOverConsignment(uint32 number, uint32 from, uint32 to, Role role, Stage stage) private {
        HandoverOffer memory words = offerOf(0, from, to, role, stage);
        (words.kind, words.subject) = (SubjectKind.Consignment, bytes32(uint256(number)));
        words.sequence = passports.consignment(number).sequence;
        handOver(words);
    }

    // ---------------------------------------------------------------- components

    /// @dev A chain of components of any allowed depth moves with its root; from any place in it, the rest splits off.
    function testFuzz_components__any_depth__follow_until_they_are_split_off(uint8 depthSeed, uint8 at) external {
        uint256 depth = within(depthSeed, 1, 8);
        bytes32[] memory ids = new bytes32[](depth + 1);
        for (uint256 i = 0; i <= depth; ++i) ids[i] = register(i, i == 0 ? bytes32(0) : ids[i - 1]);
        handOver(offerOf(ids[0], MAKER, FLEET, Role.Operator, Stage.InService));
        for (uint256 i = 0; i <= depth; ++i) stateIs(ids[i], FLEET, Stage.InService, Status.Original);

        uint256 cut = within(at, 1, depth);
        vm.prank(signer(FLEET));
        passports.splitOff(ids[cut]);
        handOver(offerOf(ids[cut], FLEET, STORAGE, Role.SecondLifeOperator, Stage.SecondLife));
        for (uint256 i = 0; i <= depth; ++i) {
            if (i < cut) stateIs(ids[i], FLEET, Stage.InService, Status.Original);
            else stateIs(ids[i], STORAGE, Stage.SecondLife, Status.Repurposed);
        }
    }

    function test_components__ninth_step__is_refused() external {
        bytes32 id = register(0, 0);
        for (uint256 i = 1; i <= 8; ++i) id = register(i, id);
        vm.prank(signer(MAKER));
        vm.expectRevert(abi.encodeWithSelector(IPassportRegistry.ParentTooDeep.selector, id));
        passports.register(Registration(keccak256("ninth"), id, keccak256("version")));
    }

    function test_component__attached__cannot_be_handed_over_alone() external {
        bytes32 pack = register(0, 0);
        bytes32 module = register(1, pack);
        HandoverOffer memory words = offerOf(module, MAKER, FLEET, Role.Operator, Stage.InService);
        PartySignature memory holder = by(MAKER, passports.hashOffer(words));
        PartySignature memory receiver = by(FLEET, passports.hashAcceptance(words));
        vm.expectRevert(abi.encodeWithSelector(IPassportRegistry.PassportIsAttached.selector, module, pack));
        passports.executeHandover(words, holder, receiver);
    }

    function testFuzz_split_off__whole_was_withdrawn__part_is_too(bool byAuthority) external {
        bytes32 pack = register(0, 0);
        bytes32 module = register(1, pack);
        vm.prank(signer(byAuthority ? AUTHORITY : MAKER));
        passports.withdraw(SubjectKind.Passport, pack, ReasonCode.SafetyRecall, keccak256("recall"));
        vm.prank(signer(MAKER));
        passports.splitOff(module);
        uint8 expected =
            byAuthority ? PassportFlags.WITHDRAWN_BY_AUTHORITY : PassportFlags.WITHDRAWN_BY_MANUFACTURER;
        same(passports.passport(module).flags, expected, "flags");
    }

    // ---------------------------------------------------------------- consignments

    /// @dev Passports of two statuses travel; what the table sets is set for all, what it keeps each keeps.
    function testFuzz_consignment__handed_over__status_is_set_or_kept(uint8 receiverSeed, bool isUnpacked) external {
        bytes32[] memory ids = new bytes32[](2);
        (ids[0], ids[1]) = (register(0, 0), register(1, 0));
        handOver(offerOf(ids[0], MAKER, FLEET, Role.Operator, Stage.InService));
        handOver(offerOf(ids[1], MAKER, TRADER, Role.Operator, Stage.InService));
        handOver(offerOf(ids[1], TRADER, FLEET, Role.Operator, Stage.InService));
        uint32 number = consignmentOf(FLEET, ids);
        stateIs(ids[0], FLEET, Stage.InService, Status.Original);
        stateIs(ids[1], FLEET, Stage.InService, Status.Reused);

        uint8 which = receiverSeed % 4;
        uint32 to = [TRADER, STORAGE, RECYCLER, WORKSHOP][which];
        Role role = [Role.Operator, Role.SecondLifeOperator, Role.Recycler, Role.Service][which];
        Stage stage = [Stage.InService, Stage.SecondLife, Stage.EndOfLife, Stage.InService][which];
        handOverConsignment(number, FLEET, to, role, stage);
        if (isUnpacked) {
            vm.prank(signer(to));
            passports.unpack(number, ids);
            holds(passports.passport(ids[0]).consignment == 0, "out of it");
            same(passports.passport(ids[0]).repairFor, which == 3 ? FLEET : 0, "repair claim");
        }
        Status[4] memory set = [Status.Reused, Status.Repurposed, Status.Waste, Status.Original];
        stateIs(ids[0], to, stage, set[which]);
        stateIs(ids[1], to, stage, which == 3 ? Status.Reused : set[which]);
    }

    function test_consignment__sealed_by_a_handover__takes_no_more_until_empty() external {
        bytes32[] memory first = new bytes32[](1);
        bytes32[] memory second = new bytes32[](1);
        (first[0], second[0]) = (register(0, 0), register(1, 0));
        uint32 number = consignmentOf(MAKER, first);
        handOverConsignment(number, MAKER, FLEET, Role.Operator, Stage.InService);
        handOver(offerOf(second[0], MAKER, FLEET, Role.Operator, Stage.InService));
        vm.startPrank(signer(FLEET));
        vm.expectRevert(abi.encodeWithSelector(IPassportRegistry.ConsignmentIsSealed.selector, number));
        passports.pack(number, second);
        passports.unpack(number, first);
        passports.pack(number, second);
        stateIs(second[0], FLEET, Stage.InService, Status.Original);
    }

    /// @dev Whatever changes the content voids the words that were signed for it.
    function testFuzz_consignment__content_changed__offers_are_void(uint8 which) external {
        bytes32[] memory ids = new bytes32[](2);
        (ids[0], ids[1]) = (register(0, 0), register(1, 0));
        uint32 number = consignmentOf(MAKER, ids);
        HandoverOffer memory words = offerOf(0, MAKER, FLEET, Role.Operator, Stage.InService);
        (words.kind, words.subject) = (SubjectKind.Consignment, bytes32(uint256(number)));
        words.sequence = passports.consignment(number).sequence;
        PartySignature memory holder = by(MAKER, passports.hashOffer(words));
        PartySignature memory receiver = by(FLEET, passports.hashAcceptance(words));

        bytes32[] memory one = new bytes32[](1);
        one[0] = which % 3 == 0 ? register(2, 0) : ids[0];
        vm.prank(signer(MAKER));
        if (which % 3 == 0) passports.pack(number, one);
        else if (which % 3 == 1) passports.unpack(number, one);
        else passports.withdraw(SubjectKind.Passport, ids[0], ReasonCode.SafetyRecall, 0);

        vm.expectRevert(
            abi.encodeWithSelector(
                IPassportRegistry.OfferSequenceMismatch.selector, words.subject, words.sequence + 1, words.sequence
            )
        );
        passports.executeHandover(words, holder, receiver);
    }

    function test_withdrawn_while_packed__leaves_and_the_rest_travels_on() external {
        bytes32[] memory ids = new bytes32[](2);
        (ids[0], ids[1]) = (register(0, 0), register(1, 0));
        uint32 number = consignmentOf(MAKER, ids);
        vm.prank(signer(AUTHORITY));
        passports.withdraw(SubjectKind.Passport, ids[0], ReasonCode.SafetyRecall, 0);
        handOverConsignment(number, MAKER, FLEET, Role.Operator, Stage.InService);
        stateIs(ids[0], MAKER, Stage.Registered, Status.Original);
        stateIs(ids[1], FLEET, Stage.InService, Status.Original);
    }
}
