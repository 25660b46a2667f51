// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IParticipantRegistry} from "./interfaces/IParticipantRegistry.sol";
import {PassportAuthority} from "./passports/Authority.sol";
import {PassportComponents} from "./passports/Components.sol";
import {PassportConsignments} from "./passports/Consignments.sol";
import {PassportHandovers} from "./passports/Handovers.sol";
import {PassportStore} from "./passports/PassportStore.sol";
import {PassportWithdrawals} from "./passports/Withdrawals.sol";

/// @title PassportRegistry
/// @notice Identities, stages and custody of battery passports, put together from its parts. Invariants 1 to 4, 7, 8, 10
/// and 11: see IPassportRegistry.
contract PassportRegistry is
    PassportHandovers,
    PassportComponents,
    PassportConsignments,
    PassportWithdrawals,
    PassportAuthority
{
    /// @param participants Who may act.
    /// @param period How long an authority must have announced a custody move, in seconds.
    constructor(IParticipantRegistry participants, uint64 period)
        PassportStore(participants)
        PassportAuthority(period)
        EIP712("BatteryPassportRegistry", "1")
    {}
}
