// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ReasonCode, Role, Stage, SubjectKind} from "contracts/types/Battery.sol";
import {PassportRecord, Registration} from "contracts/types/Passport.sol";
import {Proofs} from "./Proofs.sol";

/// @dev Roles and suspension (invariant 7): for every role set, suspended or not, and every state of the record.
contract RolesProof is Proofs {
    function allowed(bytes memory act, uint16 roles, bool suspended) private returns (bool success) {
        governed(2, roles, suspended);
        vm.prank(signer(2));
        (success,) = address(passports).call(act);
    }

    function check_register_needs_an_active_manufacturer(Registration calldata entry, uint16 roles, bool suspended)
        external
    {
        vm.assume(entry.parent == 0);
        if (!allowed(abi.encodeCall(passports.register, (entry)), roles, suspended)) return;
        assert(!suspended && has(roles, Role.Manufacturer));
        PassportRecord memory made = passports.passport(keccak256(abi.encode(uint32(2), entry.identifierHash)));
        assert(made.custodian == 2 && made.manufacturer == 2 && made.stage == Stage.Registered);
    }

    /// @dev Must fail: a registration that succeeds is among the values the proofs speak about.
    function reach_register_succeeds(Registration calldata entry, uint16 roles, bool suspended) external {
        vm.assume(entry.parent == 0);
        assert(!allowed(abi.encodeCall(passports.register, (entry)), roles, suspended));
    }

    /// @dev Must fail, likewise.
    function reach_custody_move_is_announced(
        PassportRecord calldata before,
        uint32 to,
        Role receiverRole,
        uint16 roles,
        bool suspended
    ) external {
        vm.assume(before.consignment == 0);
        passports.put(BATTERY, before);
        bytes memory act = abi.encodeCall(
            passports.announceCustodyMove, (BATTERY, to, receiverRole, ReasonCode.HolderDissolved, bytes32(0))
        );
        assert(!allowed(act, roles, suspended));
    }

    function check_register_batch_needs_an_active_manufacturer(bytes32 root, uint32 count, uint16 roles, bool suspended)
        external
    {
        if (!allowed(abi.encodeCall(passports.registerBatch, (root, count, root)), roles, suspended)) return;
        assert(!suspended && has(roles, Role.Manufacturer));
        assert(root != 0 && count > 0 && count <= 1 << 20);
    }

    function check_recycled_is_declared_by_the_recycler_that_holds_it(
        PassportRecord calldata before,
        bytes32 digest,
        uint16 roles,
        bool suspended
    ) external {
        passports.put(BATTERY, before);
        if (!allowed(abi.encodeCall(passports.declareRecycled, (BATTERY, digest)), roles, suspended)) return;
        assert(!suspended && has(roles, Role.Recycler) && before.custodian == 2);
        assert(before.stage == Stage.EndOfLife && digest != 0);
    }

    function check_withdraw_needs_the_manufacturer_or_an_authority(
        PassportRecord calldata before,
        uint16 roles,
        bool suspended
    ) external {
        vm.assume(before.consignment == 0);
        passports.put(BATTERY, before);
        bytes memory act = abi.encodeCall(
            passports.withdraw, (SubjectKind.Passport, BATTERY, ReasonCode.SafetyRecall, bytes32(0))
        );
        if (!allowed(act, roles, suspended)) return;
        assert(!suspended && (before.manufacturer == 2 || has(roles, Role.Authority)));
    }

    function check_custody_move_needs_an_active_authority(
        PassportRecord calldata before,
        uint32 to,
        Role receiverRole,
        uint16 roles,
        bool suspended
    ) external {
        vm.assume(before.consignment == 0);
        passports.put(BATTERY, before);
        bytes memory act = abi.encodeCall(
            passports.announceCustodyMove, (BATTERY, to, receiverRole, ReasonCode.HolderDissolved, bytes32(0))
        );
        if (!allowed(act, roles, suspended)) return;
        assert(!suspended && has(roles, Role.Authority));
        assert(same(recordOf(), before));
    }

    function check_nobody_but_governance_governs(address caller, uint32 id, uint16 roles, uint8 act) external {
        vm.assume(caller != address(this));
        vm.assume(caller.code.length == 0);
        bytes memory data = act == 0
            ? abi.encodeCall(participants.enrol, (caller, caller, roles, bytes32(0)))
            : act == 1
            ? abi.encodeCall(participants.suspend, (id))
            : act == 2
            ? abi.encodeCall(participants.reinstate, (id))
            : abi.encodeCall(participants.setRoles, (id, roles));
        vm.prank(caller);
        (bool success,) = address(participants).call(data);
        assert(!success);
    }
}
