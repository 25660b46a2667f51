// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Role, Stage, Status, SubjectKind} from "./Battery.sol";

/// @notice What the chain keeps of a passport that exists as a record. One storage slot.
struct PassportRecord {
    /// Participant that holds the battery. Meaningless while `consignment` is set or the passport is an attached component.
    uint32 custodian;
    Stage stage;
    Status status;
    /// Bit set, see PassportFlags.
    uint8 flags;
    /// Counts custody acts; an offer is valid for exactly one value.
    uint32 sequence;
    /// Participant that registered it and is responsible for its passport.
    uint32 manufacturer;
    /// Registration batch it was proved from, zero if it was registered eagerly.
    uint32 batch;
    /// Consignment it is packed in, zero if none.
    uint32 consignment;
    /// While it is in repair: the participant it must go back to, else zero.
    uint32 repairFor;
    /// Block in which the record came into existence.
    uint40 createdAtBlock;
}

/// @notice A registration batch, seen as a lot: everything in it that has not been brought into existence. One slot.
struct BatchRecord {
    uint32 manufacturer;
    uint32 custodian;
    Stage stage;
    Status status;
    uint8 flags;
    uint32 sequence;
    uint24 count;
    uint32 repairFor;
    uint40 registeredAtBlock;
}

/// @notice A container of passports that changes hands as one. One slot.
struct ConsignmentRecord {
    uint32 custodian;
    Stage stage;
    /// Status of all that is packed, if the flag SEALED is set; else each passport keeps its own.
    Status status;
    uint8 flags;
    uint32 sequence;
    uint32 size;
    /// While its content is in repair: the participant it must go back to, else zero.
    uint32 repairFor;
    uint40 createdAtBlock;
}

/// @notice One passport to be registered eagerly.
struct Registration {
    /// keccak256 of the bytes of the unique battery identifier URI.
    bytes32 identifierHash;
    /// Passport this one is a component of, or zero.
    bytes32 parent;
    /// sha2-256 digest of the first version of the passport.
    bytes32 digest;
}

/// @notice A leaf of a registration batch with its proof.
struct LazyPassport {
    uint32 batch;
    bytes32 identifierHash;
    bytes32 parent;
    bytes32 digest;
    bytes32[] proof;
}

/// @notice The holder's signed words (EIP-712).
struct HandoverOffer {
    SubjectKind kind;
    /// passportId, or the batch or consignment number as bytes32.
    bytes32 subject;
    uint32 from;
    uint32 to;
    /// The role in which the receiver takes it.
    Role receiverRole;
    Stage targetStage;
    /// Merkle root over the condition evidence both parties agree on, or zero.
    bytes32 evidenceRoot;
    /// Must equal the subject's sequence number.
    uint32 sequence;
    /// Last second (Unix time, block timestamp) at which it can be carried out.
    uint64 deadline;
}

/// @notice A signature with the key that made it; the key may be a contract (ERC-1271).
struct PartySignature {
    address signer;
    bytes signature;
}

/// @notice An offer with both signatures, for `executeHandovers`.
struct SignedHandover {
    HandoverOffer offer;
    PartySignature holder;
    PartySignature receiver;
}

/// @notice A custody move that an authority has announced.
struct CustodyNotice {
    uint32 authority;
    uint32 to;
    Role receiverRole;
    uint8 reason;
    /// Sequence of the passport when announced; any custody act of the holder voids the notice.
    uint32 sequence;
    /// Unix time from which it can be carried out.
    uint64 effectiveFrom;
}
