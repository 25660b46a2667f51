// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IPassportRegistry} from "../interfaces/IPassportRegistry.sol";
import {Role, Stage, Status} from "../types/Battery.sol";

/// @title What a handover does to stage and status
/// @notice One constant table: stage of the battery x role in which the receiver takes it. A cell is 0xSR: S the next
/// stage (0 refuses), R what becomes of the status. The Python twin is passport/ledger/transitions.py.
library StageTransitions {
    // R: 0 keeps the status; 1 to 5 sets Status(R - 1); 8 is a repair, keeps it and notes whom the battery goes back to.
    uint256 private constant REPAIR = 8;

    //                                           authority
    //                                           |  auditor
    //                                           |  |  service
    //                                           |  |  |  recycler
    //                                           |  |  |  |  second-life operator
    //                                           |  |  |  |  |  operator
    //                                           |  |  |  |  |  |  manufacturer
    uint256 private constant FROM_REGISTERED = 0x00_00_00_45_00_21_00;
    uint256 private constant FROM_IN_SERVICE = 0x00_00_28_45_32_23_28;
    uint256 private constant FROM_SECOND_LIFE = 0x00_00_38_45_30_00_38;
    uint256 private constant FROM_END_OF_LIFE = 0x00_00_00_45_00_00_00;
    uint256 private constant TABLE =
        FROM_REGISTERED | (FROM_IN_SERVICE << 56) | (FROM_SECOND_LIFE << 112) | (FROM_END_OF_LIFE << 168);

    /// @notice Stage, status and repair claim after a handover, or a revert.
    /// @param repairFor While the battery is in repair: whom it goes back to, else zero.
    /// @return nextStage Stage after the handover.
    /// @return nextStatus Status after the handover.
    /// @return nextRepairFor Repair claim after the handover.
    /// @return statusSet Whether the table sets the status (and does not merely keep it).
    function next(Stage stage, Status status, uint32 repairFor, uint32 from, uint32 to, Role receiverRole)
        internal
        pure
        returns (Stage nextStage, Status nextStatus, uint32 nextRepairFor, bool statusSet)
    {
        uint256 cell = _cell(stage, receiverRole);
        if (repairFor != 0 && receiverRole != Role.Recycler) {
            bool isRepair = cell & 0x0f == REPAIR;
            if (to == repairFor && (isRepair || receiverRole == _ownerRole(stage))) return (stage, status, 0, false);
            if (!isRepair) revert IPassportRegistry.RepairReturnsToOwner(repairFor, to);
            return (stage, status, repairFor, false);
        }
        if (cell == 0) revert IPassportRegistry.TransitionNotAllowed(stage, receiverRole);
        uint256 rule = cell & 0x0f;
        nextStage = Stage(cell >> 4);
        if (rule == REPAIR) return (nextStage, status, from, false);
        if (rule == 0) return (nextStage, status, 0, false);
        return (nextStage, Status(rule - 1), 0, true);
    }

    function _cell(Stage stage, Role receiverRole) private pure returns (uint256) {
        if (stage == Stage.None || stage == Stage.Recycled) return 0;
        return (TABLE >> ((uint256(stage) - 1) * 56 + uint256(receiverRole) * 8)) & 0xff;
    }

    function _ownerRole(Stage stage) private pure returns (Role) {
        return stage == Stage.SecondLife ? Role.SecondLifeOperator : Role.Operator;
    }
}
