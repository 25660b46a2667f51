// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @dev A read log written out after RFC 9162 sections 2.1.1 and 2.1.4.1, recursively as it stands there.
library ReadLogTree {
    /// @dev Tree head over the entries start to end - 1 of an endless log whose entry i is `seed` and i.
    function head(bytes32 seed, uint256 start, uint256 end) internal pure returns (bytes32) {
        if (end - start == 1) return sha256(abi.encodePacked(bytes1(0x00), seed, start));
        uint256 middle = start + _split(end - start);
        return sha256(abi.encodePacked(bytes1(0x01), head(seed, start, middle), head(seed, middle, end)));
    }

    function proof(bytes32 seed, uint256 first, uint256 second) internal pure returns (bytes32[] memory path) {
        bytes32[] memory found = new bytes32[](128);
        uint256 length = _subproof(seed, first, 0, second, true, found, 0);
        path = new bytes32[](length);
        for (uint256 i = 0; i < length; ++i) path[i] = found[i];
    }

    function _subproof(
        bytes32 seed,
        uint256 first,
        uint256 start,
        uint256 end,
        bool isWhole,
        bytes32[] memory path,
        uint256 length
    ) private pure returns (uint256) {
        if (first == end - start) {
            if (isWhole) return length;
            path[length] = head(seed, start, end);
            return length + 1;
        }
        uint256 split = _split(end - start);
        if (first <= split) {
            length = _subproof(seed, first, start, start + split, isWhole, path, length);
            path[length] = head(seed, start + split, end);
        } else {
            length = _subproof(seed, first - split, start + split, end, false, path, length);
            path[length] = head(seed, start, start + split);
        }
        return length + 1;
    }

    /// @dev The largest power of two smaller than `size`.
    function _split(uint256 size) private pure returns (uint256 power) {
        power = 1;
        while (power * 2 < size) power *= 2;
    }
}
