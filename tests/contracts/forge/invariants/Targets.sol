// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @dev How a test contract tells forge what to call between two looks at the invariants.
abstract contract Targets {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    FuzzSelector[] private _targets;

    function target(address handler, bytes4[] memory selectors) internal {
        _targets.push(FuzzSelector(handler, selectors));
    }

    function targetSelectors() external view returns (FuzzSelector[] memory) {
        return _targets;
    }

    function targetContracts() external view returns (address[] memory only) {
        only = new address[](1);
        only[0] = _targets[0].addr;
    }
}
