// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {IDataProductRegistry} from "./interfaces/IDataProductRegistry.sol";
import {IParticipantRegistry} from "./interfaces/IParticipantRegistry.sol";

/// @title DataProductRegistry
/// @notice Anchored roots of signed data products. Invariants D1 to D4: see IDataProductRegistry.
contract DataProductRegistry is IDataProductRegistry {
    uint256 private constant MAX_COUNT = 1 << 20;

    IParticipantRegistry private immutable PARTICIPANTS;

    /// @dev The newest root only; its sequence number stands in its anchor, which saves a slot for each anchor.
    mapping(uint32 issuer => bytes32 root) private _heads;
    mapping(uint32 issuer => mapping(bytes32 root => Anchor)) private _anchors;
    mapping(uint32 issuer => mapping(bytes32 digest => Withdrawal)) private _withdrawals;
    mapping(uint32 issuer => mapping(bytes32 digest => bytes32 successor)) private _successors;

    constructor(IParticipantRegistry participants) {
        PARTICIPANTS = participants;
    }

    /// @inheritdoc IDataProductRegistry
    function anchor(bytes32 previousRoot, bytes32 root, uint32 count, bytes32 manifestDigest)
        external
        returns (uint64 sequence)
    {
        (uint32 issuer,) = PARTICIPANTS.activeParty(msg.sender);
        mapping(bytes32 root => Anchor) storage anchors = _anchors[issuer];
        sequence = anchors[root].sequence;
        if (sequence != 0) return sequence;

        if (root == 0) revert RootEmpty();
        if (count == 0 || count > MAX_COUNT) revert CountOutOfRange(count);
        bytes32 head = _heads[issuer];
        if (previousRoot != head) revert PreviousRootMismatch(issuer, head, previousRoot);

        sequence = anchors[head].sequence + 1;
        anchors[root] = Anchor({
            sequence: sequence,
            anchoredAt: uint64(block.timestamp),
            blockNumber: uint64(block.number),
            count: count
        });
        _heads[issuer] = root;
        emit RootAnchored(issuer, sequence, root, previousRoot, count, manifestDigest);
    }

    /// @inheritdoc IDataProductRegistry
    function withdraw(bytes32 digest, uint8 reason) external {
        (uint32 issuer,) = PARTICIPANTS.activeParty(msg.sender);
        _withdraw(issuer, digest, reason, false);
        emit ProductWithdrawn(issuer, digest, reason);
    }

    /// @inheritdoc IDataProductRegistry
    function supersede(bytes32 digest, bytes32 successor) external {
        (uint32 issuer,) = PARTICIPANTS.activeParty(msg.sender);
        if (successor == 0) revert DigestEmpty();
        if (successor == digest) revert SupersedesItself(digest);
        // What is withdrawn or replaced can replace nothing; so successors never lead in a circle.
        if (_withdrawals[issuer][successor].withdrawnAt != 0) revert ProductAlreadyWithdrawn(issuer, successor);
        _withdraw(issuer, digest, 0, true);
        _successors[issuer][digest] = successor;
        emit ProductSuperseded(issuer, digest, successor);
    }

    /// @inheritdoc IDataProductRegistry
    function verify(uint32 issuer, bytes32 root, bytes32 leaf, bytes32[] calldata proof) external view returns (bool) {
        return _anchors[issuer][root].sequence != 0 && MerkleProof.verifyCalldata(proof, root, leaf);
    }

    /// @inheritdoc IDataProductRegistry
    function anchorOf(uint32 issuer, bytes32 root) external view returns (Anchor memory) {
        return _anchors[issuer][root];
    }

    /// @inheritdoc IDataProductRegistry
    function headOf(uint32 issuer) external view returns (bytes32 root, uint64 sequence) {
        root = _heads[issuer];
        sequence = _anchors[issuer][root].sequence;
    }

    /// @inheritdoc IDataProductRegistry
    function withdrawalOf(uint32 issuer, bytes32 digest) external view returns (Withdrawal memory) {
        return _withdrawals[issuer][digest];
    }

    /// @inheritdoc IDataProductRegistry
    function successorOf(uint32 issuer, bytes32 digest) external view returns (bytes32) {
        return _successors[issuer][digest];
    }

    function _withdraw(uint32 issuer, bytes32 digest, uint8 reason, bool superseded) private {
        if (digest == 0) revert DigestEmpty();
        if (_withdrawals[issuer][digest].withdrawnAt != 0) revert ProductAlreadyWithdrawn(issuer, digest);
        _withdrawals[issuer][digest] = Withdrawal({
            withdrawnAt: uint64(block.timestamp),
            blockNumber: uint64(block.number),
            reason: reason,
            superseded: superseded
        });
    }
}
