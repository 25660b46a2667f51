// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title The words of the Regulation as value types
/// @dev Regulation (EU) 2023/1542, Articles 3, 14 and 77. `None` is the value of an empty slot: a passport that does
/// not exist on chain.
enum Stage {
    None,
    Registered,
    InService,
    SecondLife,
    EndOfLife,
    Recycled
}

/// @dev Battery status, Annex XIII point 4(c): original, repurposed, re-used, remanufactured or waste.
enum Status {
    Original,
    Repurposed,
    Reused,
    Remanufactured,
    Waste
}

/// @dev What an organisation may act as. In a role set, role r is bit (1 << r).
enum Role {
    Manufacturer,
    Operator,
    SecondLifeOperator,
    Recycler,
    Service,
    Auditor,
    Authority
}

/// @dev What a handover moves: one passport, the rest of a registration batch, or a packed consignment.
enum SubjectKind {
    Passport,
    Lot,
    Consignment
}

/// @dev Why an authority acts. The reason is public; the evidence is a digest.
enum ReasonCode {
    Unspecified,
    HolderDissolved,
    HolderUnreachable,
    CourtOrder,
    SafetyRecall,
    DuplicateIdentity,
    DataError
}
