// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IPassportRegistry} from "contracts/interfaces/IPassportRegistry.sol";
import {StageTransitions} from "contracts/libraries/StageTransitions.sol";
import {Role, Stage, Status} from "contracts/types/Battery.sol";
import {Checked} from "./support/Cheatcodes.sol";

contract Transitions {
    function next(Stage stage, Status status, uint32 repairFor, uint32 from, uint32 to, Role role)
        external
        pure
        returns (Stage, Status, uint32, bool)
    {
        return StageTransitions.next(stage, status, repairFor, from, to, role);
    }
}

/// @dev The packed table against docs/contracts.md, written out cell by cell, and the rules of repair for any input.
contract TransitionsTest is Checked {
    Transitions private transitions = new Transitions();

    /// @dev Stage after a handover; None where it is refused.
    function expectedStage(Stage stage, Role role) private pure returns (Stage) {
        bool isRepair = role == Role.Manufacturer || role == Role.Service;
        if (stage == Stage.None || stage == Stage.Recycled) return Stage.None;
        if (role == Role.Recycler) return Stage.EndOfLife;
        if (stage == Stage.Registered) return role == Role.Operator ? Stage.InService : Stage.None;
        if (stage == Stage.InService) {
            if (role == Role.Operator || isRepair) return Stage.InService;
            return role == Role.SecondLifeOperator ? Stage.SecondLife : Stage.None;
        }
        if (stage == Stage.SecondLife) {
            return role == Role.SecondLifeOperator || isRepair ? Stage.SecondLife : Stage.None;
        }
        return Stage.None;
    }

    function expectedStatus(Stage stage, Role role, Status status) private pure returns (Status) {
        if (role == Role.Recycler) return Status.Waste;
        if (role == Role.Operator) return stage == Stage.Registered ? Status.Original : Status.Reused;
        if (role == Role.SecondLifeOperator && stage == Stage.InService) return Status.Repurposed;
        return status;
    }

    function testFuzz_next__no_repair__is_the_table(uint8 s, uint8 r, uint8 st, uint32 from, uint32 to) external {
        Stage stage = Stage(s % 6);
        Role role = Role(r % 7);
        Status status = Status(st % 5);
        Stage expected = expectedStage(stage, role);
        if (expected == Stage.None) {
            vm.expectRevert(abi.encodeWithSelector(IPassportRegistry.TransitionNotAllowed.selector, stage, role));
            transitions.next(stage, status, 0, from, to, role);
            return;
        }
        (Stage next, Status nextStatus, uint32 repairFor, bool isSet) =
            transitions.next(stage, status, 0, from, to, role);
        Status wanted = expectedStatus(stage, role, status);
        holds(next == expected && next >= stage, "stage");
        holds(nextStatus == wanted, "status");
        bool isRepair = role == Role.Manufacturer || role == Role.Service;
        same(repairFor, isRepair ? from : 0, "repair");
        holds(isSet || nextStatus == status, "a status that is kept");
    }

    function testFuzz_next__in_repair__goes_back_on_or_to_be_recycled(uint8 s, uint8 r, uint32 owner, uint32 to)
        external
    {
        vm.assume(owner != 0 && to != owner);
        Stage stage = s % 2 == 0 ? Stage.InService : Stage.SecondLife;
        Role role = Role(r % 7);
        Role ownersRole = stage == Stage.InService ? Role.Operator : Role.SecondLifeOperator;
        (Stage back, Status status, uint32 claim,) =
            transitions.next(stage, Status.Reused, owner, 9, owner, ownersRole);
        holds(back == stage && status == Status.Reused && claim == 0, "back to its owner as it was");

        if (role == Role.Recycler) {
            (back, status, claim,) = transitions.next(stage, Status.Reused, owner, 9, to, role);
            holds(back == Stage.EndOfLife && status == Status.Waste && claim == 0, "to be recycled");
        } else if (role == Role.Manufacturer || role == Role.Service) {
            (back, status, claim,) = transitions.next(stage, Status.Reused, owner, 9, to, role);
            holds(back == stage && status == Status.Reused && claim == owner, "on to the next workshop");
        } else {
            vm.expectRevert(abi.encodeWithSelector(IPassportRegistry.RepairReturnsToOwner.selector, owner, to));
            transitions.next(stage, Status.Reused, owner, 9, to, role);
        }
    }
}
