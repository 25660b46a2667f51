// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IPassportRegistry} from "../interfaces/IPassportRegistry.sol";
import {PassportFlags} from "../libraries/PassportFlags.sol";
import {ReasonCode, Role, Stage, SubjectKind} from "../types/Battery.sol";
import {BatchRecord, PassportRecord} from "../types/Passport.sol";
import {PassportStore} from "./PassportStore.sol";

/// @title Recalls, and the end of life
abstract contract PassportWithdrawals is PassportStore {
    /// @inheritdoc IPassportRegistry
    function declareRecycled(bytes32 passportId, bytes32 reportDigest) external {
        uint32 recycler = _callerAs(Role.Recycler);
        if (reportDigest == 0) revert DigestMissing();
        PassportRecord memory record = _existing(passportId);
        _requireFree(passportId, record);
        _requireHolder(passportId, record.custodian, recycler);
        if (record.stage != Stage.EndOfLife) revert StageNotAllowed(passportId, record.stage);

        record.stage = Stage.Recycled;
        record.sequence += 1;
        _save(passportId, record);
        emit PassportRecycled(passportId, recycler, reportDigest);
    }

    /// @inheritdoc IPassportRegistry
    function withdraw(SubjectKind kind, bytes32 subject, ReasonCode reason, bytes32 evidenceDigest) external {
        (uint32 caller, uint16 roles) = _caller();
        if (kind == SubjectKind.Passport) {
            PassportRecord memory record = _existing(subject);
            record.flags |= _withdrawalBit(caller, roles, record.manufacturer);
            _requireNotRecycled(subject, record.stage);
            if (record.consignment != 0) _unpack(subject, record);
            _save(subject, record);
        } else {
            BatchRecord memory lot = _lotOf(kind, subject);
            lot.flags |= _withdrawalBit(caller, roles, lot.manufacturer);
            _saveBatch(uint32(uint256(subject)), lot);
        }
        emit PassportWithdrawn(kind, subject, caller, reason, evidenceDigest);
    }

    /// @inheritdoc IPassportRegistry
    function liftWithdrawal(SubjectKind kind, bytes32 subject, bytes32 evidenceDigest) external {
        (uint32 caller, uint16 roles) = _caller();
        if (kind == SubjectKind.Passport) {
            PassportRecord memory record = _existing(subject);
            record.flags = _lifted(subject, record.flags, _withdrawalBit(caller, roles, record.manufacturer));
            _save(subject, record);
        } else {
            BatchRecord memory lot = _lotOf(kind, subject);
            lot.flags = _lifted(subject, lot.flags, _withdrawalBit(caller, roles, lot.manufacturer));
            _saveBatch(uint32(uint256(subject)), lot);
        }
        emit WithdrawalLifted(kind, subject, caller, evidenceDigest);
    }

    function _lotOf(SubjectKind kind, bytes32 subject) private view returns (BatchRecord memory) {
        if (kind != SubjectKind.Lot) revert SubjectKindInvalid(kind);
        return _existingBatch(subject);
    }

    /// @dev In whose name the caller withdraws; an authority that also is the manufacturer acts as the authority.
    function _withdrawalBit(uint32 caller, uint16 roles, uint32 manufacturer) private pure returns (uint8) {
        if (_has(roles, Role.Authority)) return PassportFlags.WITHDRAWN_BY_AUTHORITY;
        if (caller == manufacturer) return PassportFlags.WITHDRAWN_BY_MANUFACTURER;
        revert CallerRoleMissing(caller, Role.Authority);
    }

    /// @dev The manufacturer ends its own withdrawal, an authority any.
    function _lifted(bytes32 subject, uint8 flags, uint8 bit) private pure returns (uint8) {
        uint8 mayEnd = bit == PassportFlags.WITHDRAWN_BY_AUTHORITY ? PassportFlags.WITHDRAWN : bit;
        if (flags & mayEnd == 0) revert NotWithdrawn(subject);
        return flags & ~mayEnd;
    }

    function _requireNotRecycled(bytes32 subject, Stage stage) private pure {
        if (stage == Stage.Recycled) revert PassportIsRecycled(subject);
    }
}
