// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title Signed checkpoints of read logs
/// @notice A read log is an append-only Merkle tree (RFC 6962 hashing, SHA-256). Its owner signs checkpoints; each must
/// prove that it extends the one before, so a log that shrinks or forks is refused here.
///
/// Assumptions. Safety: SHA-256 is collision resistant. Liveness: anyone may relay a signed checkpoint.
///
/// Invariants.
/// L1. The tree size of a log never falls, and one size has one root.
/// L2. A checkpoint of a log is signed by a key of the participant that opened it.
/// L3. A log for which equivocation was proved takes no further checkpoint.
interface IAccessLog {
    /// @notice Two storage slots a log.
    struct Log {
        uint32 owner;
        uint64 treeSize;
        uint64 checkpointedAt;
        bool equivocated;
        bytes32 rootHash;
    }

    /// @notice The owner's signed words (EIP-712).
    struct Checkpoint {
        bytes32 logId;
        uint64 treeSize;
        bytes32 rootHash;
    }

    event LogOpened(bytes32 indexed logId, uint32 indexed owner, bytes32 name);
    event CheckpointRecorded(bytes32 indexed logId, uint64 treeSize, bytes32 rootHash);
    event EquivocationProved(bytes32 indexed logId, uint64 treeSize, bytes32 firstRoot, bytes32 secondRoot);

    error LogUnknown(bytes32 logId);
    error LogAlreadyOpen(bytes32 logId);
    error LogEquivocated(bytes32 logId);
    error CheckpointShrinks(bytes32 logId, uint64 treeSize, uint64 given);
    error CheckpointForks(bytes32 logId, uint64 treeSize);
    error CheckpointSignatureInvalid(address signer);
    error CheckpointSignerForeign(uint32 signerOf, uint32 owner);
    error ConsistencyProofInvalid(bytes32 logId, uint64 fromSize, uint64 toSize);
    error NotEquivocation(bytes32 logId);

    /// @notice Opens a log of the caller's organisation.
    /// @param name Name chosen by the owner.
    /// @return logId keccak256(abi.encode(owner, name)).
    function open(bytes32 name) external returns (bytes32 logId);

    /// @notice Records a checkpoint. The same size and root again change nothing.
    /// @param words What the owner signed.
    /// @param consistencyProof RFC 9162 section 2.1.4 proof from the recorded size to the new one; empty for the first.
    /// @param signer Key of the owner that signed.
    /// @param signature Its signature over the typed data.
    function checkpoint(
        Checkpoint calldata words,
        bytes32[] calldata consistencyProof,
        address signer,
        bytes calldata signature
    ) external;

    /// @notice Proves that the owner signed two roots for one size; closes the log. Anyone may call.
    function proveEquivocation(
        Checkpoint calldata first,
        address firstSigner,
        bytes calldata firstSignature,
        Checkpoint calldata second,
        address secondSigner,
        bytes calldata secondSignature
    ) external;

    /// @notice The log's newest checkpoint; all zero if the log was never opened.
    function logOf(bytes32 logId) external view returns (Log memory);
}
