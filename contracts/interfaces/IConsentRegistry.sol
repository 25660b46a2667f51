// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title Commitments of consents
/// @notice Only salted digests and participant ids are on chain. A revocation acts in the block it lands in.
///
/// Assumptions. Safety: the consent document is salted, so that its digest reveals nothing. Liveness: the subject can
/// revoke by itself or through any relayer.
///
/// Invariants.
/// C1. A consent once revoked or expired never reads as standing again.
/// C2. Subject, grantee and expiry of a recorded consent never change.
/// C3. Only the subject's signers grant or revoke; a suspended subject changes nothing.
interface IConsentRegistry {
    /// @notice One storage slot a consent. Times are Unix seconds; `revokedAt` zero means not revoked.
    struct Consent {
        uint32 subject;
        uint32 grantee;
        uint48 grantedAt;
        uint48 expiresAt;
        uint48 revokedAt;
    }

    /// @notice The subject's signed words (EIP-712).
    struct ConsentGrant {
        bytes32 consentDigest;
        uint32 subject;
        uint32 grantee;
        uint48 expiresAt;
        /// Last second at which a relayer may submit it.
        uint64 deadline;
    }

    /// @notice The subject's signed words (EIP-712).
    struct ConsentRevocation {
        bytes32 consentDigest;
        uint32 subject;
    }

    event ConsentGranted(bytes32 indexed consentDigest, uint32 indexed subject, uint32 indexed grantee, uint48 expiresAt);
    event ConsentRevoked(bytes32 indexed consentDigest, uint32 indexed subject);

    error ConsentAlreadyRecorded(bytes32 consentDigest);
    error ConsentUnknown(bytes32 consentDigest);
    error ConsentExpiryInPast(uint48 expiresAt);
    error NotSubject(uint32 caller, uint32 subject);
    error GranteeInvalid(uint32 grantee);
    error ConsentSignatureExpired(uint64 deadline);
    error ConsentSignatureInvalid(address signer);
    error ConsentDigestEmpty();

    /// @notice Records a consent of the caller's organisation. The same words again change nothing.
    function grant(bytes32 consentDigest, uint32 subject, uint32 grantee, uint48 expiresAt) external;

    /// @notice As `grant`, submitted by anyone with the subject's signature.
    function grantBySignature(ConsentGrant calldata words, address signer, bytes calldata signature) external;

    /// @notice Revokes a consent of the caller's organisation, effective in this block. Idempotent.
    function revoke(bytes32 consentDigest) external;

    /// @notice As `revoke`, submitted by anyone with the subject's signature.
    function revokeBySignature(ConsentRevocation calldata words, address signer, bytes calldata signature) external;

    /// @notice Whether `subject` recorded the consent, has not revoked it and it has not expired at this block's time.
    /// @dev Consents are kept apart by subject: nobody can record another's digest first, and a reader that asks for the
    /// right subject is never answered with a consent some other participant gave.
    function isStanding(uint32 subject, bytes32 consentDigest) external view returns (bool);

    /// @notice The consent `subject` recorded; all zero if unknown.
    function consentOf(uint32 subject, bytes32 consentDigest) external view returns (Consent memory);
}
