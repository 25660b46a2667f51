// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title The plainest token a battery could be: OpenZeppelin's ERC-721 with a mint, for comparison.
contract Token is ERC721("Battery", "BAT") {
    function mint(address to, uint256 id) external {
        _mint(to, id);
    }
}
