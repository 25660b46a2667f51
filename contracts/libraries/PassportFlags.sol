// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title The flag bits of passport, batch and consignment records
library PassportFlags {
    /// @notice Withdrawn by its manufacturer.
    uint8 internal constant WITHDRAWN_BY_MANUFACTURER = 1;
    /// @notice Withdrawn by a market surveillance authority.
    uint8 internal constant WITHDRAWN_BY_AUTHORITY = 2;
    uint8 internal constant WITHDRAWN = WITHDRAWN_BY_MANUFACTURER | WITHDRAWN_BY_AUTHORITY;
    /// @notice A duplicate identity was proved; nothing moves until an authority decides.
    uint8 internal constant FROZEN = 4;
    /// @notice An authority has decided on a duplicate identity; it cannot be proved again.
    uint8 internal constant FREEZE_RESOLVED = 8;
    /// @notice A successor passport took its place (Art. 77(7)).
    uint8 internal constant CLOSED = 16;
    /// @notice A component that follows its parent.
    uint8 internal constant ATTACHED = 32;
    /// @notice Of a consignment: a handover set the status of all that is in it, so nothing may be added until it is empty.
    uint8 internal constant SEALED = 64;
}
