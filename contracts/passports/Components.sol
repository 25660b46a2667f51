// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IPassportRegistry} from "../interfaces/IPassportRegistry.sol";
import {PassportFlags} from "../libraries/PassportFlags.sol";
import {Role, Stage, Status} from "../types/Battery.sol";
import {PassportRecord, Registration} from "../types/Passport.sol";
import {PassportRegistration} from "./Registration.sol";

/// @title Components and successors
/// @notice Taking a battery apart, and making another out of what was there.
abstract contract PassportComponents is PassportRegistration {
    /// @inheritdoc IPassportRegistry
    function splitOff(bytes32 passportId) external {
        (uint32 caller,) = _caller();
        PassportRecord memory record = _existing(passportId);
        if (record.flags & PassportFlags.ATTACHED == 0) revert PassportNotAttached(passportId);
        Holding memory holding = _holdingOf(passportId);
        _requireHolder(passportId, holding.custodian, caller);
        if (holding.consignment != 0) revert PassportIsPacked(holding.root, holding.consignment);
        _requireAlive(passportId, holding.flags, holding.stage);

        // A safety stop of the whole is one of its parts.
        record.flags = (record.flags | (holding.flags & PassportFlags.WITHDRAWN)) & ~PassportFlags.ATTACHED;
        record.custodian = holding.custodian;
        record.stage = holding.stage;
        record.status = holding.status;
        record.repairFor = holding.repairFor;
        record.sequence += 1;
        _save(passportId, record);
        _voidWordsAbout(holding.root);
        emit ComponentSplitOff(passportId, _parents[passportId], caller);
    }

    /// @inheritdoc IPassportRegistry
    function succeed(bytes32[] calldata predecessors, Registration calldata successor, Status status)
        external
        returns (bytes32 successorId)
    {
        (uint32 caller, uint16 roles) = _caller();
        if (!_has(roles, Role.SecondLifeOperator) && !_has(roles, Role.Manufacturer)) {
            revert CallerRoleMissing(caller, Role.SecondLifeOperator);
        }
        if (predecessors.length == 0) revert NothingGiven();
        if (status != Status.Repurposed && status != Status.Remanufactured) revert SuccessorStatusInvalid(status);
        if (successor.parent != 0) revert ParentNotHeld(successor.parent, 0, caller);

        successorId = _create(caller, successor, Stage.SecondLife, status, 0);
        for (uint256 i = 0; i < predecessors.length; ++i) {
            _close(predecessors[i], successorId, caller, status);
        }
    }

    /// @dev Whoever signed for a whole signed for it as it was then, so a part taken out voids the offers of the whole.
    function _voidWordsAbout(bytes32 passportId) private {
        PassportRecord memory whole = _load(passportId);
        whole.sequence += 1;
        _save(passportId, whole);
    }

    function _close(bytes32 passportId, bytes32 successorId, uint32 caller, Status status) private {
        PassportRecord memory record = _existing(passportId);
        _requireFree(passportId, record);
        _requireHolder(passportId, record.custodian, caller);
        if (passportId == successorId || (record.stage != Stage.InService && record.stage != Stage.SecondLife)) {
            revert StageNotAllowed(passportId, record.stage);
        }
        if (record.flags & PassportFlags.WITHDRAWN != 0) revert SubjectIsWithdrawn(passportId);
        // What is in for repair is another's.
        if (record.repairFor != 0) revert RepairReturnsToOwner(record.repairFor, caller);

        record.flags |= PassportFlags.CLOSED;
        record.sequence += 1;
        _save(passportId, record);
        _successors[passportId] = successorId;
        emit PassportSucceeded(passportId, successorId, caller, status);
    }
}
