// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IParticipantRegistry} from "./interfaces/IParticipantRegistry.sol";
import {PartySignatures} from "./libraries/PartySignatures.sol";
import {TypedData} from "./libraries/TypedData.sol";

/// @title ConsentRegistry
/// @notice Commitments of consents. Invariants C1 to C3: see IConsentRegistry.
contract ConsentRegistry is IConsentRegistry, EIP712 {
    IParticipantRegistry private immutable PARTICIPANTS;

    mapping(uint32 subject => mapping(bytes32 consentDigest => Consent)) private _consents;

    constructor(IParticipantRegistry participants) EIP712("BatteryConsentRegistry", "1") {
        PARTICIPANTS = participants;
    }

    /// @inheritdoc IConsentRegistry
    function grant(bytes32 consentDigest, uint32 subject, uint32 grantee, uint48 expiresAt) external {
        _requireSubject(msg.sender, subject);
        _grant(consentDigest, subject, grantee, expiresAt);
    }

    /// @inheritdoc IConsentRegistry
    function grantBySignature(ConsentGrant calldata words, address signer, bytes calldata signature) external {
        if (block.timestamp > words.deadline) revert ConsentSignatureExpired(words.deadline);
        _requireSubject(signer, words.subject);
        _requireSigned(TypedData.hashGrant(words), signer, signature);
        _grant(words.consentDigest, words.subject, words.grantee, words.expiresAt);
    }

    /// @inheritdoc IConsentRegistry
    function revoke(bytes32 consentDigest) external {
        (uint32 subject,) = PARTICIPANTS.activeParty(msg.sender);
        _revoke(consentDigest, subject);
    }

    /// @inheritdoc IConsentRegistry
    function revokeBySignature(ConsentRevocation calldata words, address signer, bytes calldata signature) external {
        _requireSubject(signer, words.subject);
        _requireSigned(TypedData.hashRevocation(words), signer, signature);
        _revoke(words.consentDigest, words.subject);
    }

    /// @inheritdoc IConsentRegistry
    function isStanding(uint32 subject, bytes32 consentDigest) external view returns (bool) {
        Consent storage consent = _consents[subject][consentDigest];
        return consent.grantedAt != 0 && consent.revokedAt == 0 && block.timestamp < consent.expiresAt;
    }

    /// @inheritdoc IConsentRegistry
    function consentOf(uint32 subject, bytes32 consentDigest) external view returns (Consent memory) {
        return _consents[subject][consentDigest];
    }

    function _requireSubject(address signer, uint32 subject) private view {
        (uint32 signersOrganisation,) = PARTICIPANTS.activeParty(signer);
        if (signersOrganisation != subject) revert NotSubject(signersOrganisation, subject);
    }

    function _requireSigned(bytes32 structHash, address signer, bytes calldata signature) private view {
        if (!PartySignatures.isSignedBy(_hashTypedDataV4(structHash), signer, signature)) {
            revert ConsentSignatureInvalid(signer);
        }
    }

    function _grant(bytes32 consentDigest, uint32 subject, uint32 grantee, uint48 expiresAt) private {
        Consent memory recorded = _consents[subject][consentDigest];
        if (recorded.grantedAt != 0) {
            if (recorded.grantee == grantee && recorded.expiresAt == expiresAt) return;
            revert ConsentAlreadyRecorded(consentDigest);
        }
        if (consentDigest == 0) revert ConsentDigestEmpty();
        if (expiresAt <= block.timestamp) revert ConsentExpiryInPast(expiresAt);
        if (grantee == 0 || grantee == subject || grantee > PARTICIPANTS.participantCount()) {
            revert GranteeInvalid(grantee);
        }
        _consents[subject][consentDigest] = Consent({
            subject: subject,
            grantee: grantee,
            grantedAt: uint48(block.timestamp),
            expiresAt: expiresAt,
            revokedAt: 0
        });
        emit ConsentGranted(consentDigest, subject, grantee, expiresAt);
    }

    function _revoke(bytes32 consentDigest, uint32 subject) private {
        Consent storage consent = _consents[subject][consentDigest];
        if (consent.grantedAt == 0) revert ConsentUnknown(consentDigest);
        if (consent.revokedAt != 0) return;
        consent.revokedAt = uint48(block.timestamp);
        emit ConsentRevoked(consentDigest, subject);
    }
}
