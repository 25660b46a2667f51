// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {PassportFlags} from "contracts/libraries/PassportFlags.sol";
import {IParticipantRegistry} from "contracts/interfaces/IParticipantRegistry.sol";
import {IPassportRegistry} from "contracts/interfaces/IPassportRegistry.sol";
import {Stage, Status} from "contracts/types/Battery.sol";
import {ConsignmentRecord, LazyPassport, PassportRecord} from "contracts/types/Passport.sol";
import {Checked} from "../support/Cheatcodes.sol";
import {PassportLife} from "./PassportLife.sol";
import {Targets} from "./Targets.sol";

/// @dev Invariants 1 to 4, 7, 8, 10 and 11 over a long life of many passports. PassportLife fails by itself on an act that
/// should have been refused (its messages carry the number of the invariant); here the chain is compared with the model.
contract CustodyInvariants is Checked, Targets {
    PassportLife private life;
    IPassportRegistry private passports;
    IParticipantRegistry private participants;

    function setUp() external {
        life = new PassportLife();
        life.setUp();
        passports = life.registry();
        participants = life.whoMayAct();
        bytes4[] memory acts = new bytes4[](18);
        acts[0] = life.registerEagerly.selector;
        acts[1] = life.bringOut.selector;
        // Handovers are what moves everything on: they come more often.
        acts[2] = acts[3] = acts[4] = life.handOver.selector;
        acts[5] = life.handOverLazily.selector;
        acts[6] = life.handOverUnsigned.selector;
        acts[7] = life.replay.selector;
        acts[8] = life.cancelOrReject.selector;
        acts[9] = life.expire.selector;
        acts[10] = life.splitOff.selector;
        acts[11] = life.pack.selector;
        acts[12] = life.unpack.selector;
        acts[13] = life.succeed.selector;
        acts[14] = life.recycle.selector;
        acts[15] = life.withdrawOrLift.selector;
        acts[16] = life.moveByAuthority.selector;
        acts[17] = life.rotateKey.selector;
        target(address(life), acts);
        bytes4[] memory rarely = new bytes4[](3);
        rarely[2] = life.handOverByAnother.selector;
        rarely[0] = life.suspendOrReinstate.selector;
        rarely[1] = life.passTime.selector;
        target(address(life), rarely);
    }

    /// @dev 1 and 10: every passport has the one custodian that signed words (or an authority) gave it.
    function invariant_1_10__custodian__is_who_the_signed_words_say() external view {
        for (uint256 i = 0; i < life.unitCount(); ++i) {
            bytes32 id = life.units(i);
            uint32 custodian = life.modelCustodian(id);
            if (life.exists(id)) same(passports.custodianOf(id), custodian, "custodian");
            holds(custodian != 0 && custodian <= participants.participantCount(), "an enrolled participant");
        }
        for (uint256 i = 0; i < life.lazyCount(); ++i) {
            LazyPassport memory lazy = life.lazyOf(i);
            (bytes32 id, bool exists, uint32 custodian, Stage stage,) = passports.lazyStateOf(lazy);
            same(custodian, life.modelCustodian(id), "custodian of a leaf");
            same(uint256(stage), uint256(life.modelStage(id)), "stage of a leaf");
            holds(exists == life.exists(id), "existence of a leaf");
        }
    }

    /// @dev 2: the stage is the one the handovers led to. That it only rises, PassportModel asks after every act.
    function invariant_2__stage__is_where_the_handovers_led() external view {
        for (uint256 i = 0; i < life.unitCount(); ++i) {
            bytes32 id = life.units(i);
            if (!life.exists(id)) continue;
            (Stage stage,) = passports.stateOf(id);
            same(uint256(stage), uint256(life.modelStage(id)), "stage");
        }
    }

    /// @dev 3 and 8: what exists was brought into existence once, and is in exactly one stage.
    function invariant_3_8__passports_by_stage__add_up_to_those_that_exist() external view {
        uint256[6] memory inStage;
        for (uint256 i = 0; i < life.unitCount(); ++i) {
            bytes32 id = life.units(i);
            Stage recorded = passports.passport(id).stage;
            holds((recorded != Stage.None) == life.exists(id), "a record of what was never registered");
            if (recorded == Stage.None) continue;
            (Stage stage,) = passports.stateOf(id);
            inStage[uint256(stage)] += 1;
        }
        same(inStage[0], 0, "in no stage");
        same(inStage[1] + inStage[2] + inStage[3] + inStage[4] + inStage[5], life.births(), "sum by stage");
    }

    /// @dev 8, for consignments: as many passports are packed as they say.
    function invariant_8__consignments__hold_what_they_count() external view {
        for (uint32 number = 1; number <= 12; ++number) {
            uint256 packed;
            for (uint256 i = 0; i < life.unitCount(); ++i) {
                if (passports.passport(life.units(i)).consignment == number) packed += 1;
            }
            same(passports.consignment(number).size, packed, "size of a consignment");
        }
    }

    /// @dev 11: a successor is one of its kind and leads on to an end; what has one is closed for ever.
    function invariant_11__successors__form_a_forest() external view {
        uint256 count = life.unitCount();
        for (uint256 i = 0; i < count; ++i) {
            bytes32 id = life.units(i);
            bytes32 successor = passports.successorOf(id);
            same(successor, life.successor(id), "successor");
            bool isClosed = passports.passport(id).flags & PassportFlags.CLOSED != 0;
            holds(isClosed == (successor != 0), "closed if and only if succeeded");
            uint256 steps;
            for (; successor != 0; successor = passports.successorOf(successor)) {
                holds(passports.passport(successor).stage != Stage.None && ++steps <= count, "leads in a circle");
            }
        }
    }
}
