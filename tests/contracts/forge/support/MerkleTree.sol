// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @dev Trees as passport/provenance builds them: level by level, sorted pairs, an odd last node promoted unchanged.
library MerkleTree {
    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        while (leaves.length > 1) leaves = _above(leaves);
        return leaves[0];
    }

    function proof(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory path) {
        bytes32[] memory found = new bytes32[](64);
        uint256 length;
        while (leaves.length > 1) {
            uint256 sibling = index ^ 1;
            if (sibling < leaves.length) found[length++] = leaves[sibling];
            leaves = _above(leaves);
            index >>= 1;
        }
        path = new bytes32[](length);
        for (uint256 i = 0; i < length; ++i) path[i] = found[i];
    }

    function _above(bytes32[] memory below) private pure returns (bytes32[] memory level) {
        level = new bytes32[]((below.length + 1) / 2);
        for (uint256 i = 0; i < level.length; ++i) {
            bool isPair = 2 * i + 1 < below.length;
            level[i] = isPair ? Hashes.commutativeKeccak256(below[2 * i], below[2 * i + 1]) : below[2 * i];
        }
    }
}
