// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Stage, Status} from "../types/Battery.sol";
import {BatchRecord, ConsignmentRecord, PassportRecord} from "../types/Passport.sol";

/// @title Records, read and written as the one slot they are
/// @notice The compiler copies a struct member by member, each with a storage access of its own, which costs a handover
/// some 3,000 gas more. The layout is exactly the compiler's (tests/contracts/forge/RecordSlots.t.sol shows it).
library RecordSlots {
    function load(PassportRecord storage slot) internal view returns (PassportRecord memory record) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(slot.slot)
        }
        record.custodian = uint32(word);
        record.stage = Stage(uint8(word >> 32));
        record.status = Status(uint8(word >> 40));
        record.flags = uint8(word >> 48);
        record.sequence = uint32(word >> 56);
        record.manufacturer = uint32(word >> 88);
        record.batch = uint32(word >> 120);
        record.consignment = uint32(word >> 152);
        record.repairFor = uint32(word >> 184);
        record.createdAtBlock = uint40(word >> 216);
    }

    function save(PassportRecord storage slot, PassportRecord memory record) internal {
        uint256 word = uint256(record.custodian) | uint256(record.stage) << 32 | uint256(record.status) << 40
            | uint256(record.flags) << 48 | uint256(record.sequence) << 56 | uint256(record.manufacturer) << 88
            | uint256(record.batch) << 120 | uint256(record.consignment) << 152 | uint256(record.repairFor) << 184
            | uint256(record.createdAtBlock) << 216;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }

    function load(BatchRecord storage slot) internal view returns (BatchRecord memory record) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(slot.slot)
        }
        record.manufacturer = uint32(word);
        record.custodian = uint32(word >> 32);
        record.stage = Stage(uint8(word >> 64));
        record.status = Status(uint8(word >> 72));
        record.flags = uint8(word >> 80);
        record.sequence = uint32(word >> 88);
        record.count = uint24(word >> 120);
        record.repairFor = uint32(word >> 144);
        record.registeredAtBlock = uint40(word >> 176);
    }

    function save(BatchRecord storage slot, BatchRecord memory record) internal {
        uint256 word = uint256(record.manufacturer) | uint256(record.custodian) << 32 | uint256(record.stage) << 64
            | uint256(record.status) << 72 | uint256(record.flags) << 80 | uint256(record.sequence) << 88
            | uint256(record.count) << 120 | uint256(record.repairFor) << 144 | uint256(record.registeredAtBlock) << 176;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }

    function load(ConsignmentRecord storage slot) internal view returns (ConsignmentRecord memory record) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(slot.slot)
        }
        record.custodian = uint32(word);
        record.stage = Stage(uint8(word >> 32));
        record.status = Status(uint8(word >> 40));
        record.flags = uint8(word >> 48);
        record.sequence = uint32(word >> 56);
        record.size = uint32(word >> 88);
        record.repairFor = uint32(word >> 120);
        record.createdAtBlock = uint40(word >> 152);
    }

    function save(ConsignmentRecord storage slot, ConsignmentRecord memory record) internal {
        uint256 word = uint256(record.custodian) | uint256(record.stage) << 32 | uint256(record.status) << 40
            | uint256(record.flags) << 48 | uint256(record.sequence) << 56 | uint256(record.size) << 88
            | uint256(record.repairFor) << 120 | uint256(record.createdAtBlock) << 152;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
    }
}
