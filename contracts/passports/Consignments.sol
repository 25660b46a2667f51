// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IPassportRegistry} from "../interfaces/IPassportRegistry.sol";
import {PassportFlags} from "../libraries/PassportFlags.sol";
import {Stage, Status} from "../types/Battery.sol";
import {ConsignmentRecord, PassportRecord} from "../types/Passport.sol";
import {PassportStore} from "./PassportStore.sol";

/// @title Consignments: passports that travel together
/// @notice Packing gives a passport's custody to a container on chain; the container then changes hands as one.
abstract contract PassportConsignments is PassportStore {
    /// @inheritdoc IPassportRegistry
    function openConsignment() external returns (uint32 number) {
        (uint32 caller,) = _caller();
        number = ++_consignmentCount;
        _saveConsignment(number, ConsignmentRecord({
            custodian: caller,
            stage: Stage.None,
            status: Status.Original,
            flags: 0,
            sequence: 0,
            size: 0,
            repairFor: 0,
            createdAtBlock: uint40(block.number)
        }));
        emit ConsignmentOpened(number, caller);
    }

    /// @inheritdoc IPassportRegistry
    function pack(uint32 number, bytes32[] calldata passportIds) external {
        (uint32 caller,) = _caller();
        ConsignmentRecord memory container = _heldConsignment(number, caller);
        if (passportIds.length == 0) revert NothingGiven();
        if (container.size == 0) {
            PassportRecord memory first = _existing(passportIds[0]);
            (container.stage, container.repairFor, container.flags) = (first.stage, first.repairFor, 0);
        }
        if (container.flags & PassportFlags.SEALED != 0) revert ConsignmentIsSealed(number);

        for (uint256 i = 0; i < passportIds.length; ++i) {
            _pack(passportIds[i], number, container, caller);
        }
        container.size += uint32(passportIds.length);
        container.sequence += 1;
        _saveConsignment(number, container);
    }

    /// @inheritdoc IPassportRegistry
    function unpack(uint32 number, bytes32[] calldata passportIds) external {
        (uint32 caller,) = _caller();
        _heldConsignment(number, caller);
        if (passportIds.length == 0) revert NothingGiven();
        for (uint256 i = 0; i < passportIds.length; ++i) {
            PassportRecord memory record = _existing(passportIds[i]);
            if (record.consignment != number) revert PassportNotPacked(passportIds[i]);
            _unpack(passportIds[i], record);
            _save(passportIds[i], record);
        }
    }

    function _heldConsignment(uint32 number, uint32 caller) private view returns (ConsignmentRecord memory container) {
        container = _existingConsignment(bytes32(uint256(number)));
        _requireHolder(bytes32(uint256(number)), container.custodian, caller);
    }

    function _pack(bytes32 passportId, uint32 number, ConsignmentRecord memory container, uint32 caller) private {
        PassportRecord memory record = _existing(passportId);
        _requireFree(passportId, record);
        _requireHolder(passportId, record.custodian, caller);
        if (record.flags & PassportFlags.WITHDRAWN != 0) revert SubjectIsWithdrawn(passportId);
        if (record.stage != container.stage) revert ConsignmentMixesStages(number, container.stage, record.stage);
        if (record.repairFor != container.repairFor) {
            revert ConsignmentMixesOwners(number, container.repairFor, record.repairFor);
        }
        record.consignment = number;
        record.sequence += 1;
        _save(passportId, record);
        emit PassportPacked(passportId, number);
    }
}
