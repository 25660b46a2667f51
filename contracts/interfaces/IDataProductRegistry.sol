// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title Anchored roots of signed data products
/// @notice Each issuer keeps an append-only chain of Merkle roots. A replay of an anchor gives the same answer and
/// changes nothing; nobody can take another issuer's place; an indexer that has the last sequence number can prove that
/// it missed nothing.
///
/// Assumptions. Safety: keccak256 and the hash named in the leaf are collision resistant. Liveness: none beyond the
/// chain's; an issuer depends on no other party to anchor or to withdraw.
///
/// Invariants.
/// D1. The issuer, sequence number and time of an anchored root never change.
/// D2. An issuer's sequence numbers have no gap and each anchor names its predecessor.
/// D3. A withdrawal, and what a product was superseded by, never changes once recorded.
/// D4. Only the issuer writes under its own id; a suspended issuer writes nothing.
interface IDataProductRegistry {
    /// @notice One storage slot a root.
    struct Anchor {
        uint64 sequence;
        uint64 anchoredAt;
        uint64 blockNumber;
        uint32 count;
    }

    /// @notice One storage slot a withdrawn or superseded product.
    struct Withdrawal {
        uint64 withdrawnAt;
        uint64 blockNumber;
        uint8 reason;
        bool superseded;
    }

    event RootAnchored(
        uint32 indexed issuer, uint64 indexed sequence, bytes32 indexed root, bytes32 previousRoot, uint32 count, bytes32 manifestDigest
    );
    event ProductWithdrawn(uint32 indexed issuer, bytes32 indexed digest, uint8 reason);
    event ProductSuperseded(uint32 indexed issuer, bytes32 indexed digest, bytes32 indexed successor);

    error PreviousRootMismatch(uint32 issuer, bytes32 expected, bytes32 given);
    error RootEmpty();
    error CountOutOfRange(uint256 count);
    error DigestEmpty();
    error ProductAlreadyWithdrawn(uint32 issuer, bytes32 digest);
    error SupersedesItself(bytes32 digest);

    /// @notice Anchors a Merkle root of data products for the caller's organisation.
    /// @dev If the caller's organisation has anchored `root` before, returns its sequence number and changes nothing.
    /// @param previousRoot The organisation's newest root, or zero for its first.
    /// @param root Merkle root over product leaves (see LeafHashes).
    /// @param count Number of leaves, 1 to 2^20.
    /// @param manifestDigest sha2-256 of the batch's manifest.
    /// @return sequence Position in the organisation's chain of roots, from 1.
    function anchor(bytes32 previousRoot, bytes32 root, uint32 count, bytes32 manifestDigest)
        external
        returns (uint64 sequence);

    /// @notice Withdraws a product the caller's organisation issued. Visible to everyone at once; cannot be undone.
    function withdraw(bytes32 digest, uint8 reason) external;

    /// @notice Declares that `successor` replaces `digest`. Cannot be undone.
    function supersede(bytes32 digest, bytes32 successor) external;

    /// @notice Whether `leaf` is included in a root that `issuer` anchored.
    function verify(uint32 issuer, bytes32 root, bytes32 leaf, bytes32[] calldata proof) external view returns (bool);

    /// @notice The anchor of a root; all zero if `issuer` never anchored it.
    function anchorOf(uint32 issuer, bytes32 root) external view returns (Anchor memory);

    /// @notice The newest root of an issuer and its sequence number.
    function headOf(uint32 issuer) external view returns (bytes32 root, uint64 sequence);

    /// @notice The withdrawal of a product; all zero if it stands.
    function withdrawalOf(uint32 issuer, bytes32 digest) external view returns (Withdrawal memory);

    /// @notice What replaced a product, or zero.
    function successorOf(uint32 issuer, bytes32 digest) external view returns (bytes32);
}
