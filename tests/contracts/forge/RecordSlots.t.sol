// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {RecordSlots} from "contracts/libraries/RecordSlots.sol";
import {Stage, Status} from "contracts/types/Battery.sol";
import {BatchRecord, ConsignmentRecord, PassportRecord} from "contracts/types/Passport.sol";
import {Checked} from "./support/Cheatcodes.sol";

/// @dev The hand-written packing is the compiler's own: what one writes the other reads.
contract RecordSlotsTest is Checked {
    using RecordSlots for PassportRecord;
    using RecordSlots for BatchRecord;
    using RecordSlots for ConsignmentRecord;

    PassportRecord private _passport;
    BatchRecord private _batch;
    ConsignmentRecord private _consignment;

    function testFuzz_passport__packed__is_the_compilers_layout(PassportRecord memory given) external {
        _passport.save(given);
        PassportRecord memory found = _passport;
        same(keccak256(abi.encode(found)), keccak256(abi.encode(given)), "written by hand");
        delete _passport;
        _passport = given;
        same(keccak256(abi.encode(_passport.load())), keccak256(abi.encode(given)), "read by hand");
    }

    function testFuzz_batch__packed__is_the_compilers_layout(BatchRecord memory given) external {
        _batch.save(given);
        BatchRecord memory found = _batch;
        same(keccak256(abi.encode(found)), keccak256(abi.encode(given)), "written by hand");
        delete _batch;
        _batch = given;
        same(keccak256(abi.encode(_batch.load())), keccak256(abi.encode(given)), "read by hand");
    }

    function testFuzz_consignment__packed__is_the_compilers_layout(ConsignmentRecord memory given) external {
        _consignment.save(given);
        ConsignmentRecord memory found = _consignment;
        same(keccak256(abi.encode(found)), keccak256(abi.encode(given)), "written by hand");
        delete _consignment;
        _consignment = given;
        same(keccak256(abi.encode(_consignment.load())), keccak256(abi.encode(given)), "read by hand");
    }
}
