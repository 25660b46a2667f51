// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IAccessLog} from "contracts/interfaces/IAccessLog.sol";
import {IConsentRegistry} from "contracts/interfaces/IConsentRegistry.sol";
import {IDataProductRegistry} from "contracts/interfaces/IDataProductRegistry.sol";
import {Checked} from "../support/Cheatcodes.sol";
import {RecordKeeping} from "./RecordKeeping.sol";
import {Targets} from "./Targets.sol";

/// @dev Invariants 5, 6 and 9: anchors, consents, checkpoints.
contract RecordInvariants is Checked, Targets {
    RecordKeeping private life;
    IDataProductRegistry private products;
    IConsentRegistry private consents;
    IAccessLog private readLog;

    function setUp() external {
        life = new RecordKeeping();
        life.setUp();
        (products, consents, readLog) = life.books();
        bytes4[] memory acts = new bytes4[](5);
        acts[0] = life.anchor.selector;
        acts[1] = life.grant.selector;
        acts[2] = life.revoke.selector;
        acts[3] = life.passTime.selector;
        acts[4] = life.checkpoint.selector;
        target(address(life), acts);
    }

    function invariant_5__anchored_roots__keep_issuer_time_and_place() external view {
        RecordKeeping.KnownAnchor[] memory known = life.knownAnchors();
        bytes32[4] memory head;
        uint64[4] memory height;
        for (uint256 i = 0; i < known.length; ++i) {
            IDataProductRegistry.Anchor memory found = products.anchorOf(known[i].issuer, known[i].root);
            same(keccak256(abi.encode(found)), keccak256(abi.encode(known[i].anchor)), "anchor");
            same(known[i].previous, head[known[i].issuer], "each names the one before");
            head[known[i].issuer] = known[i].root;
            same(found.sequence, ++height[known[i].issuer], "no gap");
        }
        for (uint32 issuer = 1; issuer <= 3; ++issuer) {
            (bytes32 root, uint64 sequence) = products.headOf(issuer);
            holds(root == head[issuer] && sequence == height[issuer], "head");
        }
    }

    function invariant_6__consents_that_ended__never_stand_again() external view {
        RecordKeeping.KnownConsent[] memory known = life.knownConsents();
        for (uint256 i = 0; i < known.length; ++i) {
            if (known[i].isOver) holds(!consents.isStanding(known[i].subject, known[i].digest), "stands again");
        }
    }

    function invariant_9__checkpoints__only_grow() external view {
        IAccessLog.Log memory log = readLog.logOf(life.logId());
        same(log.treeSize, life.latestSize(), "size");
        same(log.rootHash, life.latestRoot(), "root");
        same(log.owner, 1, "owner");
    }

    /// @dev The acts above do something: asked once, of one life of fixed seeds.
    function test_records__random_life__reaches_every_act() external {
        for (uint256 i = 0; i < 300; ++i) {
            uint256 s = uint256(keccak256(abi.encode("record", i)));
            if (i % 5 == 0) life.anchor(s >> 8, s >> 16, s & 7 == 0);
            if (i % 5 == 1) life.grant(s >> 8, s >> 16, s >> 32, s & 1 == 0);
            if (i % 5 == 2) life.revoke(s >> 8, s >> 16);
            if (i % 5 == 3) life.passTime(s);
            if (i % 5 == 4) life.checkpoint(s >> 8, s & 7 == 0, s & 56 == 0);
        }
        holds(life.done("anchor") > 10 && life.done("grant") > 5, "anchors and consents");
        holds(life.done("revoke") > 2 && life.done("checkpoint") > 5, "revocations and checkpoints");
    }
}
