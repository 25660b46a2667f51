// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IParticipantRegistry} from "./interfaces/IParticipantRegistry.sol";
import {Role} from "./types/Battery.sol";

/// @title ParticipantRegistry
/// @notice Organisations, their roles and their keys. Invariants P1 to P5: see IParticipantRegistry.
contract ParticipantRegistry is IParticipantRegistry, AccessManaged {
    uint16 private constant ALL_ROLES = uint16((1 << (uint8(type(Role).max) + 1)) - 1);

    uint32 private _participantCount;
    mapping(uint32 participantId => Participant) private _participants;
    mapping(address signer => SignerPeriod) private _signers;
    /// @dev Every address that ever controlled a participant; it controls it now only if the participant says so too.
    mapping(address controller => uint32 participantId) private _controllers;
    mapping(bytes32 name => address location) private _contracts;

    constructor(address authority) AccessManaged(authority) {}

    // ---------------------------------------------------------------- governance

    /// @inheritdoc IParticipantRegistry
    function enrol(address controller, address signer, uint16 roles, bytes32 didDocumentDigest)
        external
        restricted
        returns (uint32 participantId)
    {
        _requireRoleSet(roles);
        participantId = ++_participantCount;
        _bindController(controller, participantId);
        _participants[participantId] = Participant({
            controller: controller,
            roles: roles,
            suspended: false,
            enrolledAtBlock: uint40(block.number),
            didDocumentDigest: didDocumentDigest
        });
        emit ParticipantEnrolled(participantId, controller, roles, didDocumentDigest);
        _addSigner(participantId, signer);
    }

    /// @inheritdoc IParticipantRegistry
    function suspend(uint32 participantId) external restricted {
        Participant storage member = _known(participantId);
        if (member.suspended) return;
        member.suspended = true;
        emit ParticipantSuspended(participantId);
    }

    /// @inheritdoc IParticipantRegistry
    function reinstate(uint32 participantId) external restricted {
        Participant storage member = _known(participantId);
        if (!member.suspended) return;
        member.suspended = false;
        emit ParticipantReinstated(participantId);
    }

    /// @inheritdoc IParticipantRegistry
    function setRoles(uint32 participantId, uint16 roles) external restricted {
        Participant storage member = _known(participantId);
        _requireRoleSet(roles);
        uint16 previousRoles = member.roles;
        if (roles == previousRoles) return;
        member.roles = roles;
        emit RolesSet(participantId, previousRoles, roles);
    }

    /// @inheritdoc IParticipantRegistry
    function announceContract(bytes32 name, address location) external restricted {
        if (location == address(0)) revert ZeroAddress();
        address previousLocation = _contracts[name];
        if (location == previousLocation) return;
        _contracts[name] = location;
        emit ContractAnnounced(name, location, previousLocation);
    }

    /// @inheritdoc IParticipantRegistry
    function reportCompromiseFor(address signer, uint40 sinceBlock) external restricted {
        uint32 participantId = _signers[signer].participantId;
        if (participantId == 0) revert NotSigner(signer);
        _reportCompromise(participantId, signer, sinceBlock);
    }

    // ---------------------------------------------------------------- the organisation itself

    /// @inheritdoc IParticipantRegistry
    function rotateController(address newController) external {
        uint32 participantId = _callersOrganisation();
        if (newController == msg.sender) return;
        _bindController(newController, participantId);
        _participants[participantId].controller = newController;
        emit ControllerRotated(participantId, msg.sender, newController);
    }

    /// @inheritdoc IParticipantRegistry
    function addSigner(address signer) external {
        _addSigner(_callersOrganisation(), signer);
    }

    /// @inheritdoc IParticipantRegistry
    function revokeSigner(address signer) external {
        uint32 participantId = _callersOrganisation();
        SignerPeriod storage period = _signers[signer];
        if (period.participantId != participantId || period.validUntil != 0) {
            revert SignerNotActive(signer, participantId);
        }
        _endSigner(participantId, signer, period);
    }

    /// @inheritdoc IParticipantRegistry
    function reportCompromise(address signer, uint40 sinceBlock) external {
        uint32 participantId = _callersOrganisation();
        if (_signers[signer].participantId != participantId) revert SignerNotActive(signer, participantId);
        _reportCompromise(participantId, signer, sinceBlock);
    }

    /// @inheritdoc IParticipantRegistry
    function setDidDocumentDigest(bytes32 digest) external {
        uint32 participantId = _callersOrganisation();
        _participants[participantId].didDocumentDigest = digest;
        emit DidDocumentDigestSet(participantId, digest);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IParticipantRegistry
    function signerOf(address signer, uint256 atBlock) external view returns (uint32 participantId) {
        if (atBlock > block.number) revert BlockInFuture(atBlock);
        SignerPeriod memory period = _signers[signer];
        if (atBlock < period.validFrom) return 0;
        if (period.validUntil != 0 && atBlock >= period.validUntil) return 0;
        if (period.compromisedSince != 0 && atBlock >= period.compromisedSince) return 0;
        return period.participantId;
    }

    /// @inheritdoc IParticipantRegistry
    function activeParty(address signer) external view returns (uint32 participantId, uint16 roles) {
        return _activeParty(signer);
    }

    /// @inheritdoc IParticipantRegistry
    function activeParties(address first, address second)
        external
        view
        returns (uint32 firstId, uint16 firstRoles, uint32 secondId, uint16 secondRoles)
    {
        (firstId, firstRoles) = _activeParty(first);
        (secondId, secondRoles) = _activeParty(second);
    }

    /// @inheritdoc IParticipantRegistry
    function activeRoles(uint32 participantId) external view returns (uint16 roles) {
        return _activeRoles(participantId);
    }

    /// @inheritdoc IParticipantRegistry
    function participant(uint32 participantId) external view returns (Participant memory) {
        return _known(participantId);
    }

    /// @inheritdoc IParticipantRegistry
    function signerPeriod(address signer) external view returns (SignerPeriod memory) {
        return _signers[signer];
    }

    /// @inheritdoc IParticipantRegistry
    function controllerOf(address controller) external view returns (uint32 participantId) {
        participantId = _controllers[controller];
        if (_participants[participantId].controller != controller) return 0;
    }

    /// @inheritdoc IParticipantRegistry
    function participantCount() external view returns (uint32) {
        return _participantCount;
    }

    /// @inheritdoc IParticipantRegistry
    function contractAt(bytes32 name) external view returns (address) {
        return _contracts[name];
    }

    // ---------------------------------------------------------------- checks and effects

    function _activeParty(address signer) private view returns (uint32 participantId, uint16 roles) {
        SignerPeriod storage period = _signers[signer];
        participantId = period.participantId;
        if (participantId == 0 || period.validUntil != 0) revert NotSigner(signer);
        roles = _activeRoles(participantId);
    }

    function _activeRoles(uint32 participantId) private view returns (uint16 roles) {
        Participant storage member = _known(participantId);
        if (member.suspended) revert ParticipantIsSuspended(participantId);
        return member.roles;
    }

    function _known(uint32 participantId) private view returns (Participant storage member) {
        member = _participants[participantId];
        if (member.controller == address(0)) revert ParticipantUnknown(participantId);
    }

    /// @dev The organisation the caller controls, if it may act.
    function _callersOrganisation() private view returns (uint32 participantId) {
        participantId = _controllers[msg.sender];
        Participant storage member = _participants[participantId];
        if (participantId == 0 || member.controller != msg.sender) revert NotController(msg.sender, participantId);
        if (member.suspended) revert ParticipantIsSuspended(participantId);
    }

    function _requireRoleSet(uint16 roles) private pure {
        if (roles == 0 || roles > ALL_ROLES) revert RolesInvalid(roles);
    }

    function _bindController(address controller, uint32 participantId) private {
        if (controller == address(0)) revert ZeroAddress();
        uint32 bound = _controllers[controller];
        if (bound != 0 && bound != participantId) revert ControllerAlreadyBound(controller, bound);
        _controllers[controller] = participantId;
    }

    function _addSigner(uint32 participantId, address signer) private {
        if (signer == address(0)) revert ZeroAddress();
        uint32 bound = _signers[signer].participantId;
        if (bound != 0) revert SignerAlreadyBound(signer, bound);
        uint40 validFrom = uint40(block.number);
        _signers[signer] =
            SignerPeriod({participantId: participantId, validFrom: validFrom, validUntil: 0, compromisedSince: 0});
        emit SignerAdded(participantId, signer, validFrom);
    }

    function _endSigner(uint32 participantId, address signer, SignerPeriod storage period) private {
        period.validUntil = uint40(block.number);
        emit SignerRevoked(participantId, signer, uint40(block.number));
    }

    function _reportCompromise(uint32 participantId, address signer, uint40 sinceBlock) private {
        if (sinceBlock > block.number) revert BlockInFuture(sinceBlock);
        SignerPeriod storage period = _signers[signer];
        // Before it was valid it signed nothing; zero would read as "never compromised".
        if (sinceBlock < period.validFrom) sinceBlock = period.validFrom;
        uint40 reported = period.compromisedSince;
        if (reported == sinceBlock) return;
        if (reported != 0 && sinceBlock > reported) revert CompromiseNotEarlier(signer, reported, sinceBlock);
        if (period.validUntil == 0) _endSigner(participantId, signer, period);
        period.compromisedSince = sinceBlock;
        emit SignerCompromised(participantId, signer, sinceBlock);
    }
}
