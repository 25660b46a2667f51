// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title Consistency of two sizes of a transparency log
/// @notice RFC 9162 section 2.1.4.2 with SHA-256: shows that the tree of the second size extends the tree of the first.
library ConsistencyProof {
    /// @param firstSize Size of the older tree, at least 1.
    /// @param secondSize Size of the newer tree, greater than `firstSize`.
    function verify(
        bytes32[] calldata proof,
        uint64 firstSize,
        bytes32 firstRoot,
        uint64 secondSize,
        bytes32 secondRoot
    ) internal pure returns (bool) {
        if (firstSize == 0 || firstSize >= secondSize || proof.length == 0) return false;
        // A first size that is a power of two is a whole subtree of the second: its root starts the path.
        bool isWholeSubtree = firstSize & (firstSize - 1) == 0;
        bytes32 firstNode = isWholeSubtree ? firstRoot : proof[0];
        bytes32 secondNode = firstNode;
        uint256 firstIndex = firstSize - 1;
        uint256 lastIndex = secondSize - 1;
        while (firstIndex & 1 == 1) {
            firstIndex >>= 1;
            lastIndex >>= 1;
        }
        for (uint256 i = isWholeSubtree ? 0 : 1; i < proof.length; ++i) {
            if (lastIndex == 0) return false;
            if (firstIndex & 1 == 1 || firstIndex == lastIndex) {
                firstNode = _node(proof[i], firstNode);
                secondNode = _node(proof[i], secondNode);
                while (firstIndex & 1 == 0 && firstIndex != 0) {
                    firstIndex >>= 1;
                    lastIndex >>= 1;
                }
            } else {
                secondNode = _node(secondNode, proof[i]);
            }
            firstIndex >>= 1;
            lastIndex >>= 1;
        }
        return firstNode == firstRoot && secondNode == secondRoot && lastIndex == 0;
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x01), left, right));
    }
}
