// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IAccessLog} from "./interfaces/IAccessLog.sol";
import {IParticipantRegistry} from "./interfaces/IParticipantRegistry.sol";
import {ConsistencyProof} from "./libraries/ConsistencyProof.sol";
import {PartySignatures} from "./libraries/PartySignatures.sol";
import {TypedData} from "./libraries/TypedData.sol";

/// @title AccessLog
/// @notice Signed checkpoints of read logs. Invariants L1 to L3: see IAccessLog.
contract AccessLog is IAccessLog, EIP712 {
    IParticipantRegistry private immutable PARTICIPANTS;

    mapping(bytes32 logId => Log) private _logs;

    constructor(IParticipantRegistry participants) EIP712("BatteryAccessLog", "1") {
        PARTICIPANTS = participants;
    }

    /// @inheritdoc IAccessLog
    function open(bytes32 name) external returns (bytes32 logId) {
        (uint32 owner,) = PARTICIPANTS.activeParty(msg.sender);
        logId = keccak256(abi.encode(owner, name));
        if (_logs[logId].owner != 0) revert LogAlreadyOpen(logId);
        _logs[logId].owner = owner;
        emit LogOpened(logId, owner, name);
    }

    /// @inheritdoc IAccessLog
    function checkpoint(
        Checkpoint calldata words,
        bytes32[] calldata consistencyProof,
        address signer,
        bytes calldata signature
    ) external {
        Log memory log = _openLog(words.logId);
        (uint32 signersOrganisation,) = PARTICIPANTS.activeParty(signer);
        _requireSignedByOwner(words, log.owner, signersOrganisation, signer, signature);

        if (words.treeSize == 0 || words.treeSize < log.treeSize) {
            revert CheckpointShrinks(words.logId, log.treeSize, words.treeSize);
        }
        if (words.treeSize == log.treeSize) {
            if (words.rootHash != log.rootHash) revert CheckpointForks(words.logId, words.treeSize);
            return;
        }
        bool isConsistent = log.treeSize == 0
            ? consistencyProof.length == 0
            : ConsistencyProof.verify(consistencyProof, log.treeSize, log.rootHash, words.treeSize, words.rootHash);
        if (!isConsistent) revert ConsistencyProofInvalid(words.logId, log.treeSize, words.treeSize);

        log.treeSize = words.treeSize;
        log.checkpointedAt = uint64(block.timestamp);
        log.rootHash = words.rootHash;
        _logs[words.logId] = log;
        emit CheckpointRecorded(words.logId, words.treeSize, words.rootHash);
    }

    /// @inheritdoc IAccessLog
    function proveEquivocation(
        Checkpoint calldata first,
        address firstSigner,
        bytes calldata firstSignature,
        Checkpoint calldata second,
        address secondSigner,
        bytes calldata secondSignature
    ) external {
        Log memory log = _openLog(first.logId);
        if (first.logId != second.logId || first.treeSize != second.treeSize || first.rootHash == second.rootHash) {
            revert NotEquivocation(first.logId);
        }
        _requireSignedByOwner(first, log.owner, _organisationOf(firstSigner), firstSigner, firstSignature);
        _requireSignedByOwner(second, log.owner, _organisationOf(secondSigner), secondSigner, secondSignature);
        _logs[first.logId].equivocated = true;
        emit EquivocationProved(first.logId, first.treeSize, first.rootHash, second.rootHash);
    }

    /// @inheritdoc IAccessLog
    function logOf(bytes32 logId) external view returns (Log memory) {
        return _logs[logId];
    }

    function _openLog(bytes32 logId) private view returns (Log memory log) {
        log = _logs[logId];
        if (log.owner == 0) revert LogUnknown(logId);
        if (log.equivocated) revert LogEquivocated(logId);
    }

    /// @dev A revoked key still bears witness against its owner; one reported compromised does not.
    function _organisationOf(address signer) private view returns (uint32) {
        IParticipantRegistry.SignerPeriod memory period = PARTICIPANTS.signerPeriod(signer);
        return period.compromisedSince == 0 ? period.participantId : 0;
    }

    function _requireSignedByOwner(
        Checkpoint calldata words,
        uint32 owner,
        uint32 signersOrganisation,
        address signer,
        bytes calldata signature
    ) private view {
        if (signersOrganisation != owner) revert CheckpointSignerForeign(signersOrganisation, owner);
        if (!PartySignatures.isSignedBy(_hashTypedDataV4(TypedData.hashCheckpoint(words)), signer, signature)) {
            revert CheckpointSignatureInvalid(signer);
        }
    }
}
