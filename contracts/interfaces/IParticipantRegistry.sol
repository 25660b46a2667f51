// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title Who may act
/// @notice Organisations, their roles, and which key could sign for them in which blocks.
///
/// Assumptions. Safety: governance (an OpenZeppelin AccessManager) enrols only organisations it has identified, and the
/// private key of a signer is held by its organisation alone until it is revoked or reported compromised. Liveness:
/// an organisation needs its controller key to change its signers; governance can replace a lost controller only by the
/// AccessManager's own delay.
///
/// Invariants.
/// P1. A participant id, once given, never changes and is never given again; ids start at 1.
/// P2. An address is a signer of at most one participant, for ever; likewise a controller.
/// P3. The block range in which a key was valid is never widened after the fact.
/// P4. A suspended participant changes nothing.
/// P5. Rotating keys changes no role and no custody.
interface IParticipantRegistry {
    /// @notice One storage slot, and the digest beside it.
    struct Participant {
        address controller;
        /// Bit set over Role.
        uint16 roles;
        bool suspended;
        uint40 enrolledAtBlock;
        /// sha2-256 of the organisation's DID document.
        bytes32 didDocumentDigest;
    }

    /// @notice When a key could sign. `validUntil` and `compromisedSince` are exclusive ends; zero means none.
    struct SignerPeriod {
        uint32 participantId;
        uint40 validFrom;
        uint40 validUntil;
        uint40 compromisedSince;
    }

    event ParticipantEnrolled(
        uint32 indexed participantId, address indexed controller, uint16 roles, bytes32 didDocumentDigest
    );
    event ParticipantSuspended(uint32 indexed participantId);
    event ParticipantReinstated(uint32 indexed participantId);
    event RolesSet(uint32 indexed participantId, uint16 previousRoles, uint16 roles);
    event ControllerRotated(uint32 indexed participantId, address indexed previousController, address indexed controller);
    event SignerAdded(uint32 indexed participantId, address indexed signer, uint40 validFrom);
    event SignerRevoked(uint32 indexed participantId, address indexed signer, uint40 validUntil);
    event SignerCompromised(uint32 indexed participantId, address indexed signer, uint40 compromisedSince);
    event DidDocumentDigestSet(uint32 indexed participantId, bytes32 digest);
    event ContractAnnounced(bytes32 indexed name, address indexed location, address indexed previousLocation);

    error ParticipantUnknown(uint32 participantId);
    error ParticipantIsSuspended(uint32 participantId);
    error NotController(address caller, uint32 participantId);
    error NotSigner(address caller);
    error ControllerAlreadyBound(address controller, uint32 participantId);
    error SignerAlreadyBound(address signer, uint32 participantId);
    error SignerNotActive(address signer, uint32 participantId);
    error RolesInvalid(uint16 roles);
    error ZeroAddress();
    error BlockInFuture(uint256 atBlock);
    error CompromiseNotEarlier(address signer, uint40 compromisedSince, uint40 given);

    /// @notice Enrols an organisation. Governance (REGISTRAR) only.
    /// @param controller Key or contract that manages the organisation's signers.
    /// @param signer First signing key; may equal the controller.
    /// @param roles Bit set over Role, not empty.
    /// @param didDocumentDigest sha2-256 of the DID document.
    /// @return participantId The new id.
    function enrol(address controller, address signer, uint16 roles, bytes32 didDocumentDigest)
        external
        returns (uint32 participantId);

    /// @notice Stops a participant from acting. Governance (SUPERVISOR) only. Idempotent.
    function suspend(uint32 participantId) external;

    /// @notice Lets a suspended participant act again. Governance (SUPERVISOR) only. Idempotent.
    function reinstate(uint32 participantId) external;

    /// @notice Replaces the role set. Governance (REGISTRAR) only.
    function setRoles(uint32 participantId, uint16 roles) external;

    /// @notice Names the address at which a contract of this ledger stands (name = keccak256 of its name, for example
    /// "PassportRegistry"). A new version is a new address announced here; nothing is upgraded in place.
    /// Governance (STEWARD) only.
    function announceContract(bytes32 name, address location) external;

    /// @notice Hands control of the caller's organisation to another key. Controller only.
    function rotateController(address newController) external;

    /// @notice Adds a signing key to the caller's organisation, valid from this block. Controller only.
    function addSigner(address signer) external;

    /// @notice Ends a signing key from this block on. What it signed in earlier blocks stays valid. Controller only.
    function revokeSigner(address signer) external;

    /// @notice Declares that a key was in foreign hands from `sinceBlock` on: what it signed in that block or later is void
    /// for verifiers, and it can no longer sign. May only move earlier. Controller of its organisation, or governance
    /// (SUPERVISOR) through `reportCompromiseFor`.
    function reportCompromise(address signer, uint40 sinceBlock) external;

    /// @notice As `reportCompromise`, by governance (SUPERVISOR) for an organisation that lost its controller.
    function reportCompromiseFor(address signer, uint40 sinceBlock) external;

    /// @notice Replaces the digest of the caller's DID document. Controller only.
    function setDidDocumentDigest(bytes32 digest) external;

    /// @notice The participant a key could sign for in block `atBlock`, or zero.
    function signerOf(address signer, uint256 atBlock) external view returns (uint32 participantId);

    /// @notice The organisation the key signs for now and its roles. Reverts NotSigner or ParticipantIsSuspended.
    function activeParty(address signer) external view returns (uint32 participantId, uint16 roles);

    /// @notice As `activeParty` for two keys at once: the two parties of a handover.
    function activeParties(address first, address second)
        external
        view
        returns (uint32 firstId, uint16 firstRoles, uint32 secondId, uint16 secondRoles);

    /// @notice Roles of a participant that exists and is not suspended. Reverts otherwise.
    function activeRoles(uint32 participantId) external view returns (uint16 roles);

    /// @notice The stored participant. Reverts ParticipantUnknown.
    function participant(uint32 participantId) external view returns (Participant memory);

    /// @notice The block range of a key; all zero if it was never a signer.
    function signerPeriod(address signer) external view returns (SignerPeriod memory);

    /// @notice The participant the address controls, or zero.
    function controllerOf(address controller) external view returns (uint32 participantId);

    /// @notice How many participants have been enrolled.
    function participantCount() external view returns (uint32);

    /// @notice Where a contract of this ledger stands now, or zero.
    function contractAt(bytes32 name) external view returns (address);
}
