// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @dev The few cheatcodes of forge that these tests use. The unofficial forge-std on npm is older than this forge and
/// lacks half of it, so its interface is written out here; forge implements it at a fixed address.
interface Cheatcodes {
    function addr(uint256 privateKey) external pure returns (address);
    function assume(bool condition) external pure;
    function chainId(uint256 id) external;
    function expectRevert(bytes4 selector) external;
    function expectRevert(bytes calldata data) external;
    function parseJsonBytes32(string calldata json, string calldata key) external pure returns (bytes32);
    function parseJsonBytes32Array(string calldata json, string calldata key) external pure returns (bytes32[] memory);
    function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
    function parseJson(string calldata json, string calldata key) external pure returns (bytes memory);
    function parseJsonBytes(string calldata json, string calldata key) external pure returns (bytes memory);
    function parseJsonAddress(string calldata json, string calldata key) external pure returns (address);
    function parseJsonString(string calldata json, string calldata key) external pure returns (string memory);
    function parseJsonBool(string calldata json, string calldata key) external pure returns (bool);
    function keyExistsJson(string calldata json, string calldata key) external view returns (bool);
    function prank(address sender) external;
    function readFile(string calldata path) external view returns (string memory);
    function roll(uint256 blockNumber) external;
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function startPrank(address sender) external;
    function stopPrank() external;
    function toString(uint256 value) external pure returns (string memory);
    function warp(uint256 timestamp) external;
}

/// @dev Assertions and access to forge, for every test contract here.
abstract contract Checked {
    Cheatcodes internal constant vm = Cheatcodes(address(uint160(uint256(keccak256("hevm cheat code")))));

    error Differs(string what, bytes32 found, bytes32 wanted);

    function same(uint256 found, uint256 wanted, string memory what) internal pure {
        if (found != wanted) revert Differs(what, bytes32(found), bytes32(wanted));
    }

    function same(bytes32 found, bytes32 wanted, string memory what) internal pure {
        if (found != wanted) revert Differs(what, found, wanted);
    }

    function holds(bool condition, string memory what) internal pure {
        if (!condition) revert Differs(what, bytes32(0), bytes32(uint256(1)));
    }

    /// @dev `value` brought into [low, high], evenly enough for a fuzzer.
    function within(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + value % (high - low + 1);
    }
}
