// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IPassportRegistry} from "../interfaces/IPassportRegistry.sol";
import {PartySignatures} from "../libraries/PartySignatures.sol";
import {TypedData} from "../libraries/TypedData.sol";
import {Role, Stage, SubjectKind} from "../types/Battery.sol";
import {BatchRecord, HandoverOffer, LazyPassport, PartySignature, SignedHandover} from "../types/Passport.sol";
import {Custody, HandoverSubjects} from "./HandoverSubjects.sol";
import {PassportRegistration} from "./Registration.sol";

/// @title Handovers between two parties
/// @notice The same checks and the same effect whether both words came signed in one transaction or as an offer and an
/// acceptance on chain.
abstract contract PassportHandovers is PassportRegistration, HandoverSubjects, EIP712 {
    /// @inheritdoc IPassportRegistry
    function offer(HandoverOffer calldata words) external returns (bytes32 offerDigest) {
        (uint32 caller,) = _caller();
        _requireHolder(words.subject, words.from, caller);
        offerDigest = _offerDigest(words);
        _checked(words, offerDigest, PARTICIPANTS.activeRoles(words.to));
        _openOffers[words.kind][words.subject] = offerDigest;
        emit HandoverOffered(words.kind, words.subject, words.from, words.to, offerDigest, words);
    }

    /// @inheritdoc IPassportRegistry
    function accept(HandoverOffer calldata words) external {
        (uint32 caller, uint16 roles) = _caller();
        _requireReceiver(words, caller);
        PARTICIPANTS.activeRoles(words.from);
        bytes32 offerDigest = _offerDigest(words);
        if (_openOffers[words.kind][words.subject] != offerDigest) revert OfferNotOpen(offerDigest);
        delete _openOffers[words.kind][words.subject];
        _handOver(words, offerDigest, roles);
    }

    /// @inheritdoc IPassportRegistry
    function reject(HandoverOffer calldata words) external {
        (uint32 caller,) = _caller();
        _requireReceiver(words, caller);
        bytes32 offerDigest = _offerDigest(words);
        if (_voidOffers[offerDigest]) return;
        _voidOffers[offerDigest] = true;
        if (_openOffers[words.kind][words.subject] == offerDigest) delete _openOffers[words.kind][words.subject];
        emit HandoverRejected(words.subject, offerDigest);
    }

    /// @inheritdoc IPassportRegistry
    function cancel(SubjectKind kind, bytes32 subject) external {
        (uint32 caller,) = _caller();
        Custody memory custody = _custodyOf(kind, subject);
        _requireHolder(subject, custody.custodian, caller);
        custody.sequence += 1;
        _setCustody(kind, subject, custody);
        delete _openOffers[kind][subject];
        emit HandoverCancelled(kind, subject, custody.sequence);
    }

    /// @inheritdoc IPassportRegistry
    function executeHandover(
        HandoverOffer calldata words,
        PartySignature calldata holder,
        PartySignature calldata receiver
    ) external {
        _executeHandover(words, holder, receiver);
    }

    /// @inheritdoc IPassportRegistry
    function executeLazyHandover(
        LazyPassport calldata lazy,
        HandoverOffer calldata words,
        PartySignature calldata holder,
        PartySignature calldata receiver
    ) external {
        if (words.kind != SubjectKind.Passport) revert SubjectKindInvalid(words.kind);
        (bytes32 passportId, BatchRecord memory lot) = _proved(lazy);
        if (words.subject != passportId) revert PassportUnknown(words.subject);
        if (!_exists(passportId)) _bringIntoExistence(passportId, lazy, lot, 0);
        _executeHandover(words, holder, receiver);
    }

    /// @inheritdoc IPassportRegistry
    function executeHandovers(SignedHandover[] calldata handovers) external {
        if (handovers.length == 0) revert NothingGiven();
        for (uint256 i = 0; i < handovers.length; ++i) {
            _executeHandover(handovers[i].offer, handovers[i].holder, handovers[i].receiver);
        }
    }

    /// @inheritdoc IPassportRegistry
    function hashOffer(HandoverOffer calldata words) external view returns (bytes32) {
        return _offerDigest(words);
    }

    /// @inheritdoc IPassportRegistry
    function hashAcceptance(HandoverOffer calldata words) external view returns (bytes32) {
        return _acceptanceDigest(_offerDigest(words), words.to);
    }

    // ---------------------------------------------------------------- authorise

    function _executeHandover(
        HandoverOffer calldata words,
        PartySignature calldata holder,
        PartySignature calldata receiver
    ) private {
        (uint32 holderId,, uint32 receiverId, uint16 receiverRoles) =
            PARTICIPANTS.activeParties(holder.signer, receiver.signer);
        _requireHolder(words.subject, words.from, holderId);
        _requireReceiver(words, receiverId);
        bytes32 offerDigest = _offerDigest(words);
        _requireSigned(offerDigest, holder);
        _requireSigned(_acceptanceDigest(offerDigest, words.to), receiver);
        _handOver(words, offerDigest, receiverRoles);
    }

    function _requireReceiver(HandoverOffer calldata words, uint32 claimed) private pure {
        if (words.to != claimed) revert NotReceiver(words.subject, words.to, claimed);
    }

    function _requireSigned(bytes32 digest, PartySignature calldata party) private view {
        if (!PartySignatures.isSignedBy(digest, party.signer, party.signature)) revert SignatureInvalid(party.signer);
    }

    function _offerDigest(HandoverOffer calldata words) private view returns (bytes32) {
        return _hashTypedDataV4(TypedData.hashOffer(words));
    }

    function _acceptanceDigest(bytes32 offerDigest, uint32 receiver) private view returns (bytes32) {
        return _hashTypedDataV4(TypedData.hashAcceptance(offerDigest, receiver));
    }

    // ---------------------------------------------------------------- check, effect, emit

    function _handOver(HandoverOffer calldata words, bytes32 offerDigest, uint16 receiverRoles) private {
        Custody memory custody = _checked(words, offerDigest, receiverRoles);
        _setCustody(words.kind, words.subject, custody);
        emit CustodyTransferred(
            words.kind,
            words.subject,
            words.from,
            words.to,
            custody.stage,
            custody.status,
            words.receiverRole,
            custody.sequence,
            words.evidenceRoot,
            offerDigest
        );
    }

    /// @dev The subject's custody after the handover, if every rule allows it now.
    function _checked(HandoverOffer calldata words, bytes32 offerDigest, uint16 receiverRoles)
        private
        view
        returns (Custody memory custody)
    {
        if (block.timestamp > words.deadline) revert OfferExpired(words.deadline, block.timestamp);
        if (_voidOffers[offerDigest]) revert OfferVoid(offerDigest);
        custody = _custodyOf(words.kind, words.subject);
        if (custody.sequence != words.sequence) {
            revert OfferSequenceMismatch(words.subject, custody.sequence, words.sequence);
        }
        _requireHolder(words.subject, custody.custodian, words.from);
        if (words.to == words.from) revert ReceiverIsHolder(words.to);
        if (!_has(receiverRoles, words.receiverRole)) revert ReceiverRoleMissing(words.to, words.receiverRole);
        _advance(custody, words.subject, words.to, words.receiverRole);
        if (custody.stage != words.targetStage) revert TargetStageMismatch(custody.stage, words.targetStage);
    }
}
