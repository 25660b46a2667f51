// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IParticipantRegistry} from "contracts/interfaces/IParticipantRegistry.sol";
import {IPassportRegistry} from "contracts/interfaces/IPassportRegistry.sol";
import {Stage, SubjectKind} from "contracts/types/Battery.sol";
import {BatchRecord, ConsignmentRecord, HandoverOffer, PassportRecord} from "contracts/types/Passport.sol";
import {Ledger} from "../support/Ledger.sol";

/// @dev What must be true of the passports, kept beside the chain in the plainest way: who holds each of them and in which
/// stage, through lot, parent and consignment. It changes only through `born`, `moved` and `leftConsignment`.
abstract contract PassportModel is Ledger {
    bytes32[] public units;
    uint32[] public consignments;
    uint256 public births;

    mapping(bytes32 id => bool) public exists;
    mapping(bytes32 id => bool) public isOfLot;
    mapping(bytes32 id => bool) public attached;
    mapping(bytes32 id => bytes32) public parent;
    mapping(bytes32 id => bytes32) public successor;
    mapping(bytes32 id => uint32) public packedIn;
    mapping(bytes32 id => uint32) public ownCustodian;
    mapping(bytes32 id => Stage) public ownStage;
    mapping(uint32 consignment => uint32) public consignmentCustodian;
    mapping(uint32 consignment => Stage) public consignmentStage;
    mapping(uint32 participant => bool) public suspended;
    /// @dev How often a function of the registry did what it was asked.
    mapping(bytes4 selector => uint256) public doneBy;
    mapping(SubjectKind => uint256) public movesOf;
    /// @dev The stage a passport was last seen in on chain, whatever the model says.
    mapping(bytes32 id => Stage) private _latestStage;
    uint32 public lotCustodian;
    Stage public lotStage;

    function registry() external view returns (IPassportRegistry) {
        return passports;
    }

    function whoMayAct() external view returns (IParticipantRegistry) {
        return participants;
    }

    function unitCount() external view returns (uint256) {
        return units.length;
    }

    function unit(uint256 seed) internal view returns (bytes32) {
        return units[seed % units.length];
    }

    function actor(uint256 seed) internal pure returns (uint32) {
        return uint32(1 + seed % CAST);
    }

    /// @dev Who is offered a battery. Recyclers rarely: theirs is the last handover of all.
    function taker(uint256 seed) internal pure returns (uint32) {
        uint32[10] memory usual = [FLEET, FLEET, TRADER, TRADER, STORAGE, STORAGE, WORKSHOP, MAKER, FLEET, AUTHORITY];
        return seed % 16 == 0 ? RECYCLER : usual[(seed >> 4) % 10];
    }

    // ---------------------------------------------------------------- what the model says

    function modelCustodian(bytes32 id) public view returns (uint32) {
        if (_followsParent(id)) return modelCustodian(parent[id]);
        if (!exists[id]) return lotCustodian;
        return packedIn[id] != 0 ? consignmentCustodian[packedIn[id]] : ownCustodian[id];
    }

    function modelStage(bytes32 id) public view returns (Stage) {
        if (_followsParent(id)) return modelStage(parent[id]);
        if (!exists[id]) return lotStage;
        return packedIn[id] != 0 ? consignmentStage[packedIn[id]] : ownStage[id];
    }

    function _followsParent(bytes32 id) private view returns (bool) {
        if (parent[id] == 0) return false;
        return exists[id] ? attached[id] : exists[parent[id]];
    }

    /// @dev What would change hands if this passport did.
    function carrier(bytes32 id) internal view returns (SubjectKind, bytes32) {
        if (_followsParent(id)) return carrier(parent[id]);
        if (!exists[id]) return (SubjectKind.Lot, bytes32(uint256(1)));
        if (packedIn[id] != 0) return (SubjectKind.Consignment, bytes32(uint256(packedIn[id])));
        return (SubjectKind.Passport, id);
    }

    function subjectNow(SubjectKind kind, bytes32 subject) internal view returns (uint32, Stage, uint32 sequence) {
        if (kind == SubjectKind.Lot) return (lotCustodian, lotStage, passports.batch(1).sequence);
        if (kind == SubjectKind.Consignment) {
            uint32 number = uint32(uint256(subject));
            sequence = passports.consignment(number).sequence;
            return (consignmentCustodian[number], consignmentStage[number], sequence);
        }
        return (modelCustodian(subject), modelStage(subject), passports.passport(subject).sequence);
    }

    // ---------------------------------------------------------------- what may change it

    function track(bytes32 id, bytes32 parent_, bool isOfLot_) internal {
        units.push(id);
        parent[id] = parent_;
        isOfLot[id] = isOfLot_;
    }

    function born(bytes32 id, uint32 custodian, Stage stage) internal {
        exists[id] = true;
        births += 1;
        attached[id] = parent[id] != 0;
        (ownCustodian[id], ownStage[id]) = (custodian, stage);
    }

    function moved(SubjectKind kind, bytes32 subject, uint32 to, Stage stage) internal {
        movesOf[kind] += 1;
        if (kind == SubjectKind.Lot) {
            (lotCustodian, lotStage) = (to, stage);
        } else if (kind == SubjectKind.Consignment) {
            uint32 number = uint32(uint256(subject));
            (consignmentCustodian[number], consignmentStage[number]) = (to, stage);
        } else {
            (ownCustodian[subject], ownStage[subject]) = (to, stage);
        }
    }

    function leftConsignment(bytes32 id) internal {
        uint32 number = packedIn[id];
        (ownCustodian[id], ownStage[id]) = (consignmentCustodian[number], consignmentStage[number]);
        packedIn[id] = 0;
    }

    // ---------------------------------------------------------------- how acts reach the chain

    /// @dev An act of one organisation. Whether it was done; a suspended one never does anything.
    function act(uint32 caller, bytes memory callData) internal returns (bool done) {
        vm.prank(signer(caller));
        (done,) = address(passports).call(callData);
        _count(callData, done);
        holds(!done || !suspended[caller], "7: a suspended participant acted");
    }

    function _count(bytes memory callData, bool done) private {
        if (!done) return;
        doneBy[bytes4(callData)] += 1;
        for (uint256 i = 0; i < units.length; ++i) {
            if (passports.passport(units[i]).stage == Stage.None) continue;
            (Stage stage,) = passports.stateOf(units[i]);
            holds(stage >= _latestStage[units[i]], "2: a stage went back");
            _latestStage[units[i]] = stage;
        }
    }

    /// @dev A handover that both signed, relayed by a stranger.
    function relay(bytes memory callData, HandoverOffer memory words) internal returns (bool done) {
        (done,) = address(passports).call(callData);
        _count(callData, done);
        holds(!done || (!suspended[words.from] && !suspended[words.to]), "7: a suspended participant gave or took");
    }
}
