// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IParticipantRegistry} from "contracts/interfaces/IParticipantRegistry.sol";
import {Role} from "contracts/types/Battery.sol";
import {Ledger} from "./support/Ledger.sol";

/// @dev In which blocks a key counts, for any history of adding, revoking and reporting it.
contract ParticipantKeysTest is Ledger {
    function testFuzz_signer_of__any_block__is_within_its_period(
        uint16 added,
        uint16 lifetime,
        uint16 compromised,
        uint16 asked
    ) external {
        address fresh = vm.addr(4242);
        uint256 from = block.number + added;
        uint256 until = from + 1 + lifetime;
        vm.roll(from);
        vm.startPrank(controller(FLEET));
        participants.addSigner(fresh);
        vm.roll(until);
        participants.revokeSigner(fresh);
        uint256 atBlock = within(asked, 0, until);
        bool isWithin = atBlock >= from && atBlock < until;
        same(participants.signerOf(fresh, atBlock), isWithin ? FLEET : 0, "while it was only revoked");

        uint40 since = uint40(within(compromised, 1, until));
        participants.reportCompromise(fresh, since);
        vm.stopPrank();
        bool isSound = isWithin && atBlock < since;
        same(participants.signerOf(fresh, atBlock), isSound ? FLEET : 0, "once it was reported");
    }

    function testFuzz_compromise__moved_later__is_refused(uint16 first, uint16 later) external {
        vm.roll(200_000);
        uint40 since = uint40(within(first, 1000, 60_000));
        vm.startPrank(controller(FLEET));
        participants.reportCompromise(signer(FLEET), since);
        vm.expectRevert(
            abi.encodeWithSelector(
                IParticipantRegistry.CompromiseNotEarlier.selector, signer(FLEET), since, since + later + 1
            )
        );
        participants.reportCompromise(signer(FLEET), since + later + 1);
    }

    function testFuzz_key__bound_once__is_bound_for_ever(uint8 other) external {
        uint32 id = uint32(within(other, 1, CAST));
        address old = signer(TRADER);
        vm.prank(controller(TRADER));
        participants.revokeSigner(old);
        vm.prank(controller(id));
        vm.expectRevert(abi.encodeWithSelector(IParticipantRegistry.SignerAlreadyBound.selector, old, TRADER));
        participants.addSigner(old);
    }

    function testFuzz_roles__outside_the_set__are_refused(uint16 roles) external {
        vm.assume(roles == 0 || roles > 127);
        vm.expectRevert(abi.encodeWithSelector(IParticipantRegistry.RolesInvalid.selector, roles));
        participants.setRoles(FLEET, roles);
    }

    function testFuzz_suspended__every_act_of_its_controller__is_refused(uint8 which) external {
        participants.suspend(FLEET);
        vm.startPrank(controller(FLEET));
        vm.expectRevert(abi.encodeWithSelector(IParticipantRegistry.ParticipantIsSuspended.selector, FLEET));
        if (which % 5 == 0) participants.addSigner(vm.addr(5));
        else if (which % 5 == 1) participants.revokeSigner(signer(FLEET));
        else if (which % 5 == 2) participants.rotateController(vm.addr(5));
        else if (which % 5 == 3) participants.setDidDocumentDigest(0);
        else participants.reportCompromise(signer(FLEET), 1000);
    }
}
