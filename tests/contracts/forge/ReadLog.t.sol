// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ConsistencyProof} from "contracts/libraries/ConsistencyProof.sol";
import {Checked} from "./support/Cheatcodes.sol";
import {ReadLogTree} from "./support/ReadLogTree.sol";

/// @dev The iterative check against the recursive definition of RFC 9162, for any two sizes.
contract ReadLogTest is Checked {
    function check(bytes32[] calldata proof, uint64 first, bytes32 firstRoot, uint64 second, bytes32 secondRoot)
        external
        pure
        returns (bool)
    {
        return ConsistencyProof.verify(proof, first, firstRoot, second, secondRoot);
    }

    function testFuzz_consistency__honest_proof__holds_and_no_other_does(uint8 a, uint8 b, uint8 which, bytes32 noise)
        external
        view
    {
        uint64 second = uint64(within(a, 2, 120));
        uint64 first = uint64(within(b, 1, second - 1));
        bytes32 older = ReadLogTree.head("log", 0, first);
        bytes32 newer = ReadLogTree.head("log", 0, second);
        bytes32[] memory proof = ReadLogTree.proof("log", first, second);
        holds(this.check(proof, first, older, second, newer), "honest proof");

        holds(!this.check(proof, first, noise, second, newer), "other old root");
        holds(!this.check(proof, first, older, second, noise), "other new root");
        bytes32 kept = proof[which % proof.length];
        proof[which % proof.length] = noise;
        holds(kept == noise || !this.check(proof, first, older, second, newer), "changed node");
        bytes32[] memory longer = new bytes32[](proof.length + 1);
        proof[which % proof.length] = kept;
        for (uint256 i = 0; i < proof.length; ++i) longer[i] = proof[i];
        longer[proof.length] = noise;
        holds(!this.check(longer, first, older, second, newer), "added node");
    }

    function testFuzz_consistency__log_rewritten_before_the_old_size__is_refused(uint8 a, uint8 b) external view {
        uint64 second = uint64(within(a, 2, 120));
        uint64 first = uint64(within(b, 1, second - 1));
        bytes32 older = ReadLogTree.head("log", 0, first);
        bytes32[] memory proof = ReadLogTree.proof("rewritten", first, second);
        holds(!this.check(proof, first, older, second, ReadLogTree.head("rewritten", 0, second)), "rewritten");
    }

    function testFuzz_consistency__sizes_that_do_not_grow__are_refused(uint64 first, uint64 second, bytes32 root)
        external
        view
    {
        vm.assume(first == 0 || second <= first);
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = root;
        holds(!this.check(proof, first, root, second, root), "does not grow");
    }
}
