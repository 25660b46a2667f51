// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {StageTransitions} from "contracts/libraries/StageTransitions.sol";
import {Role, Stage, Status} from "contracts/types/Battery.sol";

/// @dev The table of custody, for every stage, status, claim, parties and role (invariant 2, and the repair claim).
contract TransitionsProof {
    function next(Stage stage, Status status, uint32 repairFor, uint32 from, uint32 to, Role role)
        external
        pure
        returns (Stage, Status, uint32)
    {
        (Stage s, Status t, uint32 r,) = StageTransitions.next(stage, status, repairFor, from, to, role);
        return (s, t, r);
    }

    /// @dev Where a battery can be in repair at all; that no other claim arises is proved below.
    function inRepair(Stage stage, uint32 repairFor) private pure returns (bool) {
        return repairFor != 0 && (stage == Stage.InService || stage == Stage.SecondLife);
    }

    function check_claim_arises_only_where_repair_is(
        Stage stage,
        Status status,
        uint32 repairFor,
        uint32 from,
        uint32 to,
        Role role
    ) external view {
        if (repairFor != 0 && !inRepair(stage, repairFor)) return;
        try this.next(stage, status, repairFor, from, to, role) returns (Stage after_, Status, uint32 claim) {
            assert(claim == 0 || inRepair(after_, claim));
        } catch {}
    }

    function check_stage_never_goes_back(Stage stage, Status status, uint32 repairFor, uint32 from, uint32 to, Role role)
        external
        view
    {
        if (repairFor != 0 && !inRepair(stage, repairFor)) return;
        try this.next(stage, status, repairFor, from, to, role) returns (Stage after_, Status, uint32) {
            assert(after_ >= stage);
            assert(stage != Stage.None && stage != Stage.Recycled && after_ != Stage.Recycled);
            assert(role != Role.Auditor && role != Role.Authority);
        } catch {}
    }

    function check_end_of_life_is_for_recyclers(Stage stage, Status status, uint32 from, uint32 to, Role role)
        external
        view
    {
        try this.next(stage, status, 0, from, to, role) returns (Stage after_, Status statusAfter, uint32) {
            assert((after_ == Stage.EndOfLife) == (role == Role.Recycler));
            assert((statusAfter == Status.Waste) == (role == Role.Recycler) || statusAfter == status);
        } catch {}
    }

    function check_repair_goes_back_to_its_owner_or_on(
        Stage stage,
        Status status,
        uint32 owner,
        uint32 from,
        uint32 to,
        Role role
    ) external view {
        if (owner == 0) return;
        try this.next(stage, status, owner, from, to, role) returns (Stage after_, Status statusAfter, uint32 claim) {
            if (role == Role.Recycler) {
                assert(claim == 0 && after_ == Stage.EndOfLife);
            } else {
                assert(after_ == stage && statusAfter == status);
                assert(to == owner ? claim == 0 : claim == owner);
                assert(to == owner || role == Role.Service || role == Role.Manufacturer);
            }
        } catch {}
    }
}
