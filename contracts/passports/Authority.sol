// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IPassportRegistry} from "../interfaces/IPassportRegistry.sol";
import {PassportFlags} from "../libraries/PassportFlags.sol";
import {ReasonCode, Role, Stage, SubjectKind} from "../types/Battery.sol";
import {BatchRecord, CustodyNotice, LazyPassport, PassportRecord} from "../types/Passport.sol";
import {Custody, HandoverSubjects} from "./HandoverSubjects.sol";
import {PassportRegistration} from "./Registration.sol";

/// @title What a market surveillance authority decides
/// @notice Duplicate identities, and batteries whose holder is gone.
abstract contract PassportAuthority is PassportRegistration, HandoverSubjects {
    uint64 private immutable NOTICE_PERIOD;

    constructor(uint64 period) {
        NOTICE_PERIOD = period;
    }

    // ---------------------------------------------------------------- duplicate identities

    /// @inheritdoc IPassportRegistry
    function proveDuplicate(LazyPassport calldata first, LazyPassport calldata second) external {
        (bytes32 passportId, BatchRecord memory lot) = _proved(first);
        (bytes32 secondId,) = _proved(second);
        if (passportId != secondId) revert NotDuplicate(passportId);
        PassportRecord memory record = _load(passportId);
        bool registeredEagerly = record.stage != Stage.None && record.batch == 0;
        bool differ = first.batch != second.batch || first.parent != second.parent || first.digest != second.digest;
        if (!registeredEagerly && !differ) revert NotDuplicate(passportId);
        if (record.flags & PassportFlags.FROZEN != 0) revert PassportIsFrozen(passportId);
        if (record.flags & PassportFlags.FREEZE_RESOLVED != 0) revert FreezeAlreadyResolved(passportId);

        if (record.consignment != 0) _unpack(passportId, record);
        record.flags |= PassportFlags.FROZEN;
        _save(passportId, record);
        emit DuplicateProved(passportId, lot.manufacturer, first.batch, second.batch);
    }

    /// @inheritdoc IPassportRegistry
    function resolveFreeze(bytes32 passportId, LazyPassport calldata lazy, bytes32 evidenceDigest) external {
        uint32 authority = _callerAs(Role.Authority);
        PassportRecord memory record = _load(passportId);
        if (record.flags & PassportFlags.FROZEN == 0) revert NotFrozen(passportId);
        if (record.stage != Stage.None) {
            if (lazy.batch != 0) revert PassportExists(passportId);
            record.flags = (record.flags & ~PassportFlags.FROZEN) | PassportFlags.FREEZE_RESOLVED;
            _save(passportId, record);
        } else {
            (bytes32 provedId, BatchRecord memory lot) = _proved(lazy);
            if (provedId != passportId) revert PassportUnknown(passportId);
            _bringIntoExistence(passportId, lazy, lot, PassportFlags.FREEZE_RESOLVED);
        }
        emit FreezeResolved(passportId, authority, lazy.batch, evidenceDigest);
    }

    // ---------------------------------------------------------------- holders that are gone

    /// @inheritdoc IPassportRegistry
    function announceCustodyMove(
        bytes32 passportId,
        uint32 to,
        Role receiverRole,
        ReasonCode reason,
        bytes32 evidenceDigest
    ) external {
        uint32 authority = _callerAs(Role.Authority);
        PassportRecord memory record = _existing(passportId);
        if (record.consignment != 0) {
            _unpack(passportId, record);
            _save(passportId, record);
        }
        _moved(passportId, to, receiverRole);
        uint64 effectiveFrom = uint64(block.timestamp) + NOTICE_PERIOD;
        _notices[passportId] = CustodyNotice({
            authority: authority,
            to: to,
            receiverRole: receiverRole,
            reason: uint8(reason),
            sequence: record.sequence,
            effectiveFrom: effectiveFrom
        });
        emit CustodyMoveAnnounced(passportId, authority, to, receiverRole, reason, evidenceDigest, effectiveFrom);
    }

    /// @inheritdoc IPassportRegistry
    function objectToCustodyMove(bytes32 passportId) external {
        (uint32 caller,) = _caller();
        _requireHolder(passportId, _holdingOf(passportId).custodian, caller);
        _endNotice(passportId);
        emit CustodyMoveObjected(passportId, caller);
    }

    /// @inheritdoc IPassportRegistry
    function cancelCustodyMove(bytes32 passportId) external {
        uint32 authority = _callerAs(Role.Authority);
        _endNotice(passportId);
        emit CustodyMoveCancelled(passportId, authority);
    }

    /// @inheritdoc IPassportRegistry
    function executeCustodyMove(bytes32 passportId) external {
        uint32 authority = _callerAs(Role.Authority);
        CustodyNotice memory notice = _endNotice(passportId);
        if (block.timestamp < notice.effectiveFrom) revert NoticeNotDue(passportId, notice.effectiveFrom);
        PassportRecord memory record = _load(passportId);
        if (record.sequence != notice.sequence) revert NoticeVoid(passportId);
        uint32 from = record.custodian;

        Custody memory custody = _moved(passportId, notice.to, notice.receiverRole);
        _setCustody(SubjectKind.Passport, passportId, custody);
        emit CustodyMoved(
            passportId,
            from,
            notice.to,
            custody.stage,
            custody.status,
            notice.receiverRole,
            ReasonCode(notice.reason),
            authority
        );
    }

    /// @inheritdoc IPassportRegistry
    function noticePeriod() external view returns (uint64) {
        return NOTICE_PERIOD;
    }

    /// @dev Custody after an authority's move, if the rules allow it. The decision ends every repair claim.
    function _moved(bytes32 passportId, uint32 to, Role receiverRole) private view returns (Custody memory custody) {
        custody = _custodyOf(SubjectKind.Passport, passportId);
        if (custody.custodian == to) revert ReceiverIsHolder(to);
        if (!_has(PARTICIPANTS.activeRoles(to), receiverRole)) revert ReceiverRoleMissing(to, receiverRole);
        if (to != custody.repairFor) custody.repairFor = 0;
        _advance(custody, passportId, to, receiverRole);
        custody.repairFor = 0;
    }

    function _endNotice(bytes32 passportId) private returns (CustodyNotice memory notice) {
        notice = _notices[passportId];
        if (notice.authority == 0) revert NoticeUnknown(passportId);
        delete _notices[passportId];
    }
}
