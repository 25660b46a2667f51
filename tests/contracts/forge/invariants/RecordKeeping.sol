// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IAccessLog} from "contracts/interfaces/IAccessLog.sol";
import {IConsentRegistry} from "contracts/interfaces/IConsentRegistry.sol";
import {IDataProductRegistry} from "contracts/interfaces/IDataProductRegistry.sol";
import {Ledger} from "../support/Ledger.sol";
import {ReadLogTree} from "../support/ReadLogTree.sol";

/// @dev Anchors, consents and checkpoints by several organisations, with all that was ever true kept beside the chain.
contract RecordKeeping is Ledger {
    struct KnownAnchor {
        uint32 issuer;
        bytes32 root;
        bytes32 previous;
        IDataProductRegistry.Anchor anchor;
    }

    struct KnownConsent {
        uint32 subject;
        bytes32 digest;
        bool isOver;
    }

    KnownAnchor[] private _anchors;
    KnownConsent[] private _consents;
    bytes32 public logId;
    uint64 public latestSize;
    bytes32 public latestRoot;
    bool private _isOther;
    mapping(uint32 issuer => uint64) public anchored;
    mapping(string what => uint256) public done;

    function setUp() public override {
        super.setUp();
        vm.prank(signer(MAKER));
        logId = readLog.open("reads");
    }

    function books()
        external
        view
        returns (IDataProductRegistry products_, IConsentRegistry consents_, IAccessLog readLog_)
    {
        return (products, consents, readLog);
    }

    function knownAnchors() external view returns (KnownAnchor[] memory) {
        return _anchors;
    }

    function knownConsents() external view returns (KnownConsent[] memory) {
        return _consents;
    }

    // ---------------------------------------------------------------- anchors

    /// @dev Few different roots, so that repeats and other issuers' roots come up.
    function anchor(uint256 by_, uint256 rootSeed, bool isStale) external {
        uint32 issuer = uint32(1 + by_ % 3);
        bytes32 root = keccak256(abi.encode("root", rootSeed % 20));
        (bytes32 previous, uint64 height) = products.headOf(issuer);
        bool isRepeat = products.anchorOf(issuer, root).sequence != 0;
        if (isStale) previous = keccak256("not the head");
        vm.prank(signer(issuer));
        try products.anchor(previous, root, 1, 0) returns (uint64 sequence) {
            holds(isRepeat || !isStale, "5: anchored on another root than the head");
            if (isRepeat) return;
            same(sequence, height + 1, "sequence");
            _anchors.push(KnownAnchor(issuer, root, previous, products.anchorOf(issuer, root)));
            anchored[issuer] += 1;
            done["anchor"] += 1;
        } catch {}
    }

    // ---------------------------------------------------------------- consents

    function grant(uint256 subjectSeed, uint256 digestSeed, uint256 duration, bool isSigned) external {
        uint32 subject = uint32(1 + subjectSeed % 3);
        bytes32 digest = keccak256(abi.encode("consent", digestSeed % 12));
        uint48 expiresAt = uint48(block.timestamp + duration % 10 days);
        bool isNew = consents.consentOf(subject, digest).grantedAt == 0;
        IConsentRegistry.ConsentGrant memory words =
            IConsentRegistry.ConsentGrant(digest, subject, 5, expiresAt, uint64(block.timestamp));
        bytes memory callData = isSigned
            ? abi.encodeCall(consents.grantBySignature, (words, signer(subject), _grantSignature(words)))
            : abi.encodeCall(consents.grant, (digest, subject, 5, expiresAt));
        if (!isSigned) vm.prank(signer(subject));
        (bool granted,) = address(consents).call(callData);
        if (!granted || !isNew) return;
        _consents.push(KnownConsent(subject, digest, false));
        done["grant"] += 1;
    }

    function revoke(uint256 seed, uint256 by_) external {
        if (_consents.length == 0) return;
        KnownConsent storage known = _consents[seed % _consents.length];
        uint32 caller = uint32(1 + by_ % 4);
        bool isStanding = consents.isStanding(known.subject, known.digest);
        vm.prank(signer(caller));
        (bool revoked,) = address(consents).call(abi.encodeCall(consents.revoke, (known.digest)));
        if (revoked && caller == known.subject) {
            known.isOver = true;
            done["revoke"] += 1;
        } else {
            holds(consents.isStanding(known.subject, known.digest) == isStanding, "6: revoked by another");
        }
    }

    function passTime(uint256 time) external {
        vm.warp(block.timestamp + time % 3 days);
        vm.roll(block.number + 1);
        for (uint256 i = 0; i < _consents.length; ++i) {
            uint48 end = consents.consentOf(_consents[i].subject, _consents[i].digest).expiresAt;
            if (block.timestamp >= end) _consents[i].isOver = true;
        }
    }

    function _grantSignature(IConsentRegistry.ConsentGrant memory words) private view returns (bytes memory) {
        bytes32 typeHash = keccak256(
            "ConsentGrant(bytes32 consentDigest,uint32 subject,uint32 grantee,uint48 expiresAt,uint64 deadline)"
        );
        bytes32 inner = keccak256(
            abi.encode(typeHash, words.consentDigest, words.subject, words.grantee, words.expiresAt, words.deadline)
        );
        return signed(key(words.subject), typed("BatteryConsentRegistry", address(consents), inner));
    }

    // ---------------------------------------------------------------- read log

    /// @dev An honest owner grows one log; a dishonest one signs another history, or an earlier size.
    function checkpoint(uint256 sizeSeed, bool isOtherHistory, bool isStranger) external {
        uint64 size = uint64(1 + sizeSeed % (uint256(latestSize) + 9));
        bytes32 history = isOtherHistory ? bytes32("other") : bytes32("reads");
        bool isGrowth = size > latestSize && latestSize != 0;
        bytes32[] memory proof = isGrowth ? ReadLogTree.proof(history, latestSize, size) : new bytes32[](0);
        bytes32 root = ReadLogTree.head(history, 0, size);
        IAccessLog.Checkpoint memory words = IAccessLog.Checkpoint(logId, size, root);
        uint32 owner = isStranger ? FLEET : MAKER;
        bytes32 typeHash = keccak256("Checkpoint(bytes32 logId,uint64 treeSize,bytes32 rootHash)");
        bytes32 digest =
            typed("BatteryAccessLog", address(readLog), keccak256(abi.encode(typeHash, logId, size, root)));
        bytes memory signature = signed(key(owner), digest);
        (bool accepted,) =
            address(readLog).call(abi.encodeCall(readLog.checkpoint, (words, proof, signer(owner), signature)));
        if (!accepted) return;
        holds(!isStranger, "9: a checkpoint of another's log");
        holds(size > latestSize || (size == latestSize && root == latestRoot), "9: a log shrank or forked");
        holds(latestSize == 0 || isOtherHistory == _isOther, "9: a history was replaced");
        (latestSize, latestRoot, _isOther) = (size, root, isOtherHistory);
        done["checkpoint"] += 1;
    }

    function typed(string memory name, address verifying, bytes32 inner) internal view returns (bytes32) {
        bytes32 domain = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 separator =
            keccak256(abi.encode(domain, keccak256(bytes(name)), keccak256("1"), block.chainid, verifying));
        return keccak256(abi.encodePacked(hex"1901", separator, inner));
    }
}
