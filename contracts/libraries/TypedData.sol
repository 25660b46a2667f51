// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IAccessLog} from "../interfaces/IAccessLog.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {HandoverOffer} from "../types/Passport.sol";

/// @title EIP-712 structures
/// @notice Every signed structure of this ledger, in one place; the Python twin is passport/ledger/typed_data.py, and
/// tests/conformance/vectors/typed_data.json pins both. Enumerations are uint8.
library TypedData {
    bytes32 internal constant HANDOVER_OFFER = keccak256(
        "HandoverOffer(uint8 kind,bytes32 subject,uint32 from,uint32 to,uint8 receiverRole,uint8 targetStage,bytes32 evidenceRoot,uint32 sequence,uint64 deadline)"
    );
    bytes32 internal constant HANDOVER_ACCEPTANCE = keccak256("HandoverAcceptance(bytes32 offerDigest,uint32 receiver)");
    bytes32 internal constant CONSENT_GRANT = keccak256(
        "ConsentGrant(bytes32 consentDigest,uint32 subject,uint32 grantee,uint48 expiresAt,uint64 deadline)"
    );
    bytes32 internal constant CONSENT_REVOCATION = keccak256("ConsentRevocation(bytes32 consentDigest,uint32 subject)");
    bytes32 internal constant CHECKPOINT = keccak256("Checkpoint(bytes32 logId,uint64 treeSize,bytes32 rootHash)");

    function hashOffer(HandoverOffer calldata words) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                HANDOVER_OFFER,
                words.kind,
                words.subject,
                words.from,
                words.to,
                words.receiverRole,
                words.targetStage,
                words.evidenceRoot,
                words.sequence,
                words.deadline
            )
        );
    }

    /// @param offerDigest The full EIP-712 digest of the offer, domain included.
    function hashAcceptance(bytes32 offerDigest, uint32 receiver) internal pure returns (bytes32) {
        return keccak256(abi.encode(HANDOVER_ACCEPTANCE, offerDigest, receiver));
    }

    function hashGrant(IConsentRegistry.ConsentGrant calldata words) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                CONSENT_GRANT, words.consentDigest, words.subject, words.grantee, words.expiresAt, words.deadline
            )
        );
    }

    function hashRevocation(IConsentRegistry.ConsentRevocation calldata words) internal pure returns (bytes32) {
        return keccak256(abi.encode(CONSENT_REVOCATION, words.consentDigest, words.subject));
    }

    function hashCheckpoint(IAccessLog.Checkpoint calldata words) internal pure returns (bytes32) {
        return keccak256(abi.encode(CHECKPOINT, words.logId, words.treeSize, words.rootHash));
    }
}
