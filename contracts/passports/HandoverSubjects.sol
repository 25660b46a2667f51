// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {PassportFlags} from "../libraries/PassportFlags.sol";
import {StageTransitions} from "../libraries/StageTransitions.sol";
import {Role, Stage, Status, SubjectKind} from "../types/Battery.sol";
import {BatchRecord, ConsignmentRecord, PassportRecord} from "../types/Passport.sol";
import {PassportStore} from "./PassportStore.sol";

/// @dev What a handover reads and writes, whatever kind of subject it moves.
struct Custody {
    uint32 custodian;
    Stage stage;
    Status status;
    uint8 flags;
    uint32 sequence;
    uint32 repairFor;
}

/// @title The three things that can change hands
/// @notice Passport, lot and consignment behind one shape, so that one set of rules serves them all.
abstract contract HandoverSubjects is PassportStore {
    /// @dev The custody of a subject that may change hands; reverts for one that may not.
    function _custodyOf(SubjectKind kind, bytes32 subject) internal view returns (Custody memory) {
        if (kind == SubjectKind.Passport) {
            PassportRecord memory p = _existing(subject);
            _requireFree(subject, p);
            return Custody(p.custodian, p.stage, p.status, p.flags, p.sequence, p.repairFor);
        }
        if (kind == SubjectKind.Lot) {
            BatchRecord memory b = _existingBatch(subject);
            return Custody(b.custodian, b.stage, b.status, b.flags, b.sequence, b.repairFor);
        }
        ConsignmentRecord memory c = _existingConsignment(subject);
        return Custody(c.custodian, c.stage, c.status, c.flags, c.sequence, c.repairFor);
    }

    function _setCustody(SubjectKind kind, bytes32 subject, Custody memory custody) internal {
        if (kind == SubjectKind.Passport) {
            PassportRecord memory p = _load(subject);
            (p.custodian, p.stage, p.status) = (custody.custodian, custody.stage, custody.status);
            (p.sequence, p.repairFor) = (custody.sequence, custody.repairFor);
            _save(subject, p);
        } else if (kind == SubjectKind.Lot) {
            BatchRecord memory b = _loadBatch(uint32(uint256(subject)));
            (b.custodian, b.stage, b.status) = (custody.custodian, custody.stage, custody.status);
            (b.sequence, b.repairFor) = (custody.sequence, custody.repairFor);
            _saveBatch(uint32(uint256(subject)), b);
        } else {
            ConsignmentRecord memory c = _loadConsignment(uint32(uint256(subject)));
            (c.custodian, c.stage, c.status) = (custody.custodian, custody.stage, custody.status);
            (c.flags, c.sequence, c.repairFor) = (custody.flags, custody.sequence, custody.repairFor);
            _saveConsignment(uint32(uint256(subject)), c);
        }
    }

    /// @dev Moves `custody` on to its receiver as StageTransitions says.
    function _advance(Custody memory custody, bytes32 subject, uint32 to, Role receiverRole) internal pure {
        bool goesToBeTreated = receiverRole == Role.Recycler || receiverRole == Role.Service;
        if (custody.flags & PassportFlags.WITHDRAWN != 0 && !goesToBeTreated) revert SubjectIsWithdrawn(subject);
        bool statusSet;
        (custody.stage, custody.status, custody.repairFor, statusSet) = StageTransitions.next(
            custody.stage, custody.status, custody.repairFor, custody.custodian, to, receiverRole
        );
        if (statusSet) custody.flags |= PassportFlags.SEALED;
        custody.custodian = to;
        custody.sequence += 1;
    }
}
