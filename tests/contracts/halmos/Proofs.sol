// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {ParticipantRegistry} from "contracts/ParticipantRegistry.sol";
import {PassportRegistry} from "contracts/PassportRegistry.sol";
import {IParticipantRegistry} from "contracts/interfaces/IParticipantRegistry.sol";
import {Role} from "contracts/types/Battery.sol";
import {PassportRecord} from "contracts/types/Passport.sol";

interface Cheatcodes {
    function assume(bool condition) external pure;
    function prank(address sender) external;
}

/// @dev The registry with one door more: a record in any state whatever, so that a proof starts from every state and not
/// only from those a test happens to reach.
contract OpenRegistry is PassportRegistry {
    constructor(IParticipantRegistry participants) PassportRegistry(participants, 30 days) {}

    function put(bytes32 passportId, PassportRecord calldata record) external {
        _save(passportId, record);
    }
}

/// @dev Two organisations with any role sets, suspended or not, and a third with all roles. halmos checks every `check_`
/// function for all values of its arguments; ecrecover is any function, so a signature may be anybody's.
abstract contract Proofs {
    Cheatcodes internal constant vm = Cheatcodes(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint16 internal constant ALL_ROLES = (1 << 7) - 1;
    bytes32 internal constant BATTERY = keccak256("the battery");

    ParticipantRegistry internal participants;
    OpenRegistry internal passports;

    function setUp() public {
        participants = new ParticipantRegistry(address(new AccessManager(address(this))));
        passports = new OpenRegistry(participants);
        for (uint32 id = 1; id <= 3; ++id) {
            participants.enrol(signer(id), signer(id), ALL_ROLES, bytes32(uint256(id)));
        }
    }

    function signer(uint32 id) internal pure returns (address) {
        return address(uint160(0x1000 + id));
    }

    /// @dev One of the three organisations.
    function one(uint8 choice) internal pure returns (uint32) {
        return choice == 0 ? 1 : choice == 1 ? 2 : 3;
    }

    function governed(uint32 id, uint16 roles, bool suspended) internal {
        vm.assume(roles != 0 && roles <= ALL_ROLES);
        participants.setRoles(id, roles);
        if (suspended) participants.suspend(id);
    }

    function has(uint16 roles, Role role) internal pure returns (bool) {
        return roles & (1 << uint8(role)) != 0;
    }

    function recordOf() internal view returns (PassportRecord memory) {
        return passports.passport(BATTERY);
    }

    function same(PassportRecord memory a, PassportRecord memory b) internal pure returns (bool) {
        return keccak256(abi.encode(a)) == keccak256(abi.encode(b));
    }
}
