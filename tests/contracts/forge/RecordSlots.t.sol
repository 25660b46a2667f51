// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {RecordSlots} from "contracts/libraries/RecordSlots.sol";
import {BatchRecord, ConsignmentRecord, PassportRecord} from "contracts/types/Passport.sol";
import {Checked} from "./support/Cheatcodes.sol";

/// @dev The hand-written packing is the compiler's own: both read the same values out of any word, and write it back.
contract RecordSlotsTest is Checked {
    using RecordSlots for PassportRecord;
    using RecordSlots for BatchRecord;
    using RecordSlots for ConsignmentRecord;

    PassportRecord private _passport;
    BatchRecord private _batch;
    ConsignmentRecord private _consignment;

    /// @dev `word` cut to `bits`, with a stage and a status that exist at their places.
    function valid(uint256 word, uint256 stageAt, uint256 bits) private pure returns (uint256) {
        uint256 stage = (word >> stageAt & 0xff) % 6;
        uint256 status = (word >> (stageAt + 8) & 0xff) % 5;
        word = (word & ~(uint256(0xffff) << stageAt)) | stage << stageAt | status << (stageAt + 8);
        return bits == 256 ? word : word & ((1 << bits) - 1);
    }

    function testFuzz_passport__any_slot__reads_and_writes_as_the_compiler_does(uint256 word) external {
        word = valid(word, 32, 256);
        PassportRecord storage slot = _passport;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
        PassportRecord memory byCompiler = slot;
        same(keccak256(abi.encode(slot.load())), keccak256(abi.encode(byCompiler)), "read");
        delete _passport;
        slot.save(byCompiler);
        uint256 written;
        assembly ("memory-safe") {
            written := sload(slot.slot)
        }
        same(written, word, "written");
    }

    function testFuzz_batch__any_slot__reads_and_writes_as_the_compiler_does(uint256 word) external {
        word = valid(word, 64, 216);
        BatchRecord storage slot = _batch;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
        BatchRecord memory byCompiler = slot;
        same(keccak256(abi.encode(slot.load())), keccak256(abi.encode(byCompiler)), "read");
        delete _batch;
        slot.save(byCompiler);
        uint256 written;
        assembly ("memory-safe") {
            written := sload(slot.slot)
        }
        same(written, word, "written");
    }

    function testFuzz_consignment__any_slot__reads_and_writes_as_the_compiler_does(uint256 word) external {
        word = valid(word, 32, 192);
        ConsignmentRecord storage slot = _consignment;
        assembly ("memory-safe") {
            sstore(slot.slot, word)
        }
        ConsignmentRecord memory byCompiler = slot;
        same(keccak256(abi.encode(slot.load())), keccak256(abi.encode(byCompiler)), "read");
        delete _consignment;
        slot.save(byCompiler);
        uint256 written;
        assembly ("memory-safe") {
            written := sload(slot.slot)
        }
        same(written, word, "written");
    }
}
