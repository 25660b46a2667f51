// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {LeafHashes} from "contracts/libraries/LeafHashes.sol";
import {ReasonCode, Role, Stage, Status, SubjectKind} from "contracts/types/Battery.sol";
import {HandoverOffer, LazyPassport, PartySignature, Registration} from "contracts/types/Passport.sol";
import {MerkleTree} from "../support/MerkleTree.sol";
import {PassportModel} from "./PassportModel.sol";

/// @dev Plays every act of the registry with several organisations, mostly sensibly, sometimes not, and tells the model
/// what may have come of it. Everything an act does beyond that shows as a difference between model and chain.
contract PassportLife is PassportModel {
    uint256 private constant LEAVES = 9;

    bytes32[] private _leaves;
    LazyPassport[] private _lazy;
    bytes32[] private _executed;
    mapping(bytes32 digest => bytes callData) private _callOf;

    function setUp() public override {
        super.setUp();
        _describeLot();
        for (uint256 i = 0; i < 3; ++i) registerEagerly(i, 0, false);
        // The first of them gets a module, and the module a cell.
        registerEagerly(3, LEAVES, true);
        registerEagerly(4, LEAVES + 3, true);
        vm.prank(signer(FLEET));
        consignments.push(passports.openConsignment());
        consignmentCustodian[consignments[0]] = FLEET;
    }

    /// @dev One lot: a pack with a module and its cell, a pack with a module, and four packs alone.
    function _describeLot() private {
        uint8[LEAVES] memory parentOf = [0, 1, 2, 0, 4, 0, 0, 0, 0];
        for (uint256 i = 0; i < LEAVES; ++i) {
            bytes32 identifierHash = keccak256(abi.encode("lazy", i));
            bytes32 id = LeafHashes.passportId(MAKER, identifierHash);
            bytes32 parent = parentOf[i] == 0 ? bytes32(0) : units[parentOf[i] - 1];
            bytes32 digest = keccak256(abi.encode("version", i));
            track(id, parent, true);
            _leaves.push(LeafHashes.passportLeaf(id, parent, digest, MAKER));
            _lazy.push(LazyPassport(1, identifierHash, parent, digest, new bytes32[](0)));
        }
        vm.prank(signer(MAKER));
        uint32 number = passports.registerBatch(MerkleTree.root(_leaves), uint32(LEAVES), keccak256("manifest"));
        same(number, 1, "lot");
        lotCustodian = MAKER;
        lotStage = Stage.Registered;
        for (uint256 i = 0; i < LEAVES; ++i) _lazy[i].proof = MerkleTree.proof(_leaves, i);
    }

    function lazyOf(uint256 index) public view returns (LazyPassport memory) {
        return _lazy[index];
    }

    function lazyCount() external pure returns (uint256) {
        return LEAVES;
    }

    // ---------------------------------------------------------------- acts

    function registerEagerly(uint256 salt, uint256 parentSeed, bool asComponent) public {
        bytes32 identifierHash = keccak256(abi.encode("eager", salt % 24));
        bytes32 id = LeafHashes.passportId(MAKER, identifierHash);
        bytes32 parent = asComponent ? unit(parentSeed) : bytes32(0);
        bool wasThere = exists[id];
        if (!act(MAKER, abi.encodeCall(passports.register, (Registration(identifierHash, parent, bytes32(salt | 1)))))) {
            return;
        }
        holds(!wasThere, "3: registered twice");
        holds(parent == 0 || modelCustodian(parent) == MAKER, "1: built into what its maker does not hold");
        track(id, parent, false);
        born(id, MAKER, Stage.Registered);
    }

    function bringOut(uint256 index, uint256 by_) public {
        index = index % LEAVES;
        bytes32 id = units[index];
        bool wasThere = exists[id];
        uint32 custodian = modelCustodian(id);
        uint32 caller = by_ % 4 == 0 ? actor(by_ >> 2) : custodian;
        if (!act(caller, abi.encodeCall(passports.bringIntoExistence, (_lazy[index])))) return;
        holds(!wasThere, "3: brought into existence twice");
        holds(caller == custodian || caller == MAKER || caller == AUTHORITY, "1: brought out by a stranger");
        born(id, lotCustodian, lotStage);
    }

    /// @dev Hands over whatever carries the passport: itself, its lot, its consignment, or what it is built into.
    function handOver(uint256 seed, uint256 toSeed, bool isSplit) public {
        bytes32 id = unit(seed);
        (SubjectKind kind, bytes32 subject) = carrier(id);
        HandoverOffer memory words = _words(kind, subject, taker(toSeed));
        if (isSplit) {
            if (!act(words.from, abi.encodeCall(passports.offer, (words)))) return;
            if (!act(words.to, abi.encodeCall(passports.accept, (words)))) return;
            moved(kind, subject, words.to, words.targetStage);
        } else {
            _execute(words, "");
        }
    }

    /// @dev The first handover of a passport that is still a leaf.
    function handOverLazily(uint256 index, uint256 toSeed) public {
        index = index % LEAVES;
        bytes32 id = units[index];
        HandoverOffer memory words = _words(SubjectKind.Passport, id, taker(toSeed));
        bool wasThere = exists[id];
        if (!wasThere) words.sequence = passports.batch(1).sequence;
        PartySignature memory holder = by(words.from, passports.hashOffer(words));
        PartySignature memory receiver = by(words.to, passports.hashAcceptance(words));
        bytes memory callData =
            abi.encodeCall(passports.executeLazyHandover, (_lazy[index], words, holder, receiver));
        if (!relay(callData, words)) return;
        _noteExecuted(words, callData);
        if (!wasThere) born(id, lotCustodian, lotStage);
        moved(SubjectKind.Passport, id, words.to, words.targetStage);
    }

    /// @dev One signature is missing, another's, or over other words: never a handover.
    function handOverUnsigned(uint256 seed, uint256 toSeed, uint8 flaw) public {
        (SubjectKind kind, bytes32 subject) = carrier(unit(seed));
        HandoverOffer memory words = _words(kind, subject, taker(toSeed));
        bytes32 offerDigest = passports.hashOffer(words);
        bytes32 acceptance = passports.hashAcceptance(words);
        PartySignature memory holder = by(words.from, offerDigest);
        PartySignature memory receiver = by(words.to, acceptance);
        flaw = flaw % 6;
        if (flaw == 0) holder = receiver;
        if (flaw == 1) receiver = holder;
        if (flaw == 2) receiver.signature = signed(key(words.to), offerDigest);
        if (flaw == 3) holder.signature = signed(key(words.from), acceptance);
        if (flaw == 4) holder.signature = signed(key(AUTHORITY), offerDigest);
        if (flaw == 5) words.evidenceRoot = keccak256("other words");
        (bool done,) = address(passports).call(abi.encodeCall(passports.executeHandover, (words, holder, receiver)));
        holds(!done, "1: a handover without both signatures");
    }

    /// @dev Two organisations agree on what neither of them, or not the first of them, holds.
    function handOverByAnother(uint256 seed, uint256 fromSeed, uint256 toSeed) public {
        (SubjectKind kind, bytes32 subject) = carrier(unit(seed));
        HandoverOffer memory words = _words(kind, subject, taker(toSeed));
        uint32 holder = words.from;
        words.from = actor(fromSeed);
        if (words.from != holder) _execute(words, "1: given away by who does not hold it");
    }

    function replay(uint256 seed) public {
        if (_executed.length == 0) return;
        bytes memory callData = _callOf[_executed[seed % _executed.length]];
        (bool done,) = address(passports).call(callData);
        holds(!done, "4: a signature was used twice");
    }

    /// @dev Words that are signed, then voided, then tried.
    function cancelOrReject(uint256 seed, uint256 toSeed, bool isRejected) public {
        (SubjectKind kind, bytes32 subject) = carrier(unit(seed));
        HandoverOffer memory words = _words(kind, subject, taker(toSeed));
        bytes memory voiding = isRejected
            ? abi.encodeCall(passports.reject, (words))
            : abi.encodeCall(passports.cancel, (kind, subject));
        if (!act(isRejected ? words.to : words.from, voiding)) return;
        _execute(words, "4: voided words were carried out");
    }

    function expire(uint256 seed, uint256 toSeed) public {
        (SubjectKind kind, bytes32 subject) = carrier(unit(seed));
        HandoverOffer memory words = _words(kind, subject, taker(toSeed));
        words.deadline = uint64(block.timestamp - 1);
        _execute(words, "4: expired words were carried out");
    }

    function splitOff(uint256 seed) public {
        bytes32 id = unit(seed);
        for (uint256 i = 0; i < units.length && !attached[id]; ++i) id = unit((seed % units.length) + i);
        uint32 custodian = modelCustodian(id);
        Stage stage = modelStage(id);
        if (!exists[id] || !act(custodian, abi.encodeCall(passports.splitOff, (id)))) return;
        attached[id] = false;
        (ownCustodian[id], ownStage[id]) = (custodian, stage);
    }

    function pack(uint256 first, uint256 second) public {
        bytes32[] memory ids = new bytes32[](2);
        (ids[0], ids[1]) = (unit(first), unit(second));
        if (!exists[ids[0]]) return;
        // Two that can travel together, if there are such.
        for (uint256 i = 0; i < units.length; ++i) {
            bytes32 other = unit((second % units.length) + i);
            if (other == ids[0] || attached[other] || packedIn[other] != 0) continue;
            if (ownCustodian[other] == ownCustodian[ids[0]] && ownStage[other] == ownStage[ids[0]]) ids[1] = other;
        }
        uint32 caller = modelCustodian(ids[0]);
        uint32 number = _consignmentOf(caller);
        if (!act(caller, abi.encodeCall(passports.pack, (number, ids)))) return;
        for (uint256 i = 0; i < 2; ++i) {
            holds(ownCustodian[ids[i]] == caller && !attached[ids[i]], "1: packed what the packer does not hold");
            packedIn[ids[i]] = number;
        }
        consignmentStage[number] = ownStage[ids[0]];
    }

    function unpack(uint256 seed) public {
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = unit(seed);
        uint32 number = packedIn[ids[0]];
        if (number == 0 || !act(consignmentCustodian[number], abi.encodeCall(passports.unpack, (number, ids)))) return;
        leftConsignment(ids[0]);
    }

    function succeed(uint256 seed, uint256 salt, bool isRepurposed) public {
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = unit(seed);
        bytes32 identifierHash = keccak256(abi.encode("successor", salt % 12));
        bytes32 id = LeafHashes.passportId(STORAGE, identifierHash);
        Status status = isRepurposed ? Status.Repurposed : Status.Remanufactured;
        Registration memory next = Registration(identifierHash, 0, bytes32(salt | 1));
        bool wasThere = exists[id];
        if (!act(STORAGE, abi.encodeCall(passports.succeed, (ids, next, status)))) return;
        holds(!wasThere && modelCustodian(ids[0]) == STORAGE && successor[ids[0]] == 0, "11: succeeded twice");
        track(id, 0, false);
        born(id, STORAGE, Stage.SecondLife);
        successor[ids[0]] = id;
    }

    function recycle(uint256 seed) public {
        bytes32 id = unit(seed);
        if (!exists[id] || !act(modelCustodian(id), abi.encodeCall(passports.declareRecycled, (id, bytes32("r"))))) return;
        holds(modelCustodian(id) == RECYCLER && ownStage[id] == Stage.EndOfLife, "2: recycled before its end");
        ownStage[id] = Stage.Recycled;
    }

    function withdrawOrLift(uint256 seed, bool byAuthority, bool isLift) public {
        bytes32 id = unit(seed);
        (SubjectKind kind, bytes32 subject) =
            exists[id] ? (SubjectKind.Passport, id) : (SubjectKind.Lot, bytes32(uint256(1)));
        bytes memory callData = isLift
            ? abi.encodeCall(passports.liftWithdrawal, (kind, subject, bytes32(0)))
            : abi.encodeCall(passports.withdraw, (kind, subject, ReasonCode.SafetyRecall, bytes32(0)));
        if (!act(byAuthority ? AUTHORITY : MAKER, callData)) return;
        if (!isLift && packedIn[id] != 0) leftConsignment(id);
    }

    function moveByAuthority(uint256 seed, uint256 toSeed, uint256 wait, uint8 objection) public {
        bytes32 id = unit(seed);
        uint32 to = taker(toSeed);
        (Role role, Stage target) = _takenAs(to, modelStage(id));
        bytes memory announcement =
            abi.encodeCall(passports.announceCustodyMove, (id, to, role, ReasonCode.HolderDissolved, bytes32(0)));
        if (!exists[id] || !act(AUTHORITY, announcement)) return;
        if (packedIn[id] != 0) leftConsignment(id);
        uint32 custodian = ownCustodian[id];
        bool isVoid = false;
        if (objection % 4 == 0) isVoid = act(custodian, abi.encodeCall(passports.objectToCustodyMove, (id)));
        if (objection % 4 == 1) isVoid = act(custodian, abi.encodeCall(passports.cancel, (SubjectKind.Passport, id)));
        wait = wait % (2 * NOTICE_PERIOD);
        vm.warp(block.timestamp + wait);
        if (!act(AUTHORITY, abi.encodeCall(passports.executeCustodyMove, (id)))) return;
        holds(wait >= NOTICE_PERIOD && !isVoid, "1: moved before its time");
        moved(SubjectKind.Passport, id, to, target);
    }

    function rotateKey(uint256 seed) public {
        uint32 id = actor(seed);
        if (suspended[id] || generation[id] > 3) return;
        address old = signer(id);
        generation[id] += 1;
        vm.startPrank(controller(id));
        participants.addSigner(signer(id));
        participants.revokeSigner(old);
        vm.stopPrank();
    }

    function suspendOrReinstate(uint256 seed, bool isSuspended) public {
        uint32 id = actor(seed);
        // Most of the time most of them can act.
        suspended[id] = isSuspended && seed % 3 == 0;
        suspended[id] ? participants.suspend(id) : participants.reinstate(id);
    }

    function passTime(uint256 time) public {
        vm.warp(block.timestamp + time % 2 days);
        vm.roll(block.number + time % 100);
    }

    // ---------------------------------------------------------------- how acts are made

    function _words(SubjectKind kind, bytes32 subject, uint32 to) private view returns (HandoverOffer memory words) {
        (uint32 from, Stage stage, uint32 sequence) = subjectNow(kind, subject);
        (Role role, Stage target) = _takenAs(to, stage);
        words = HandoverOffer(
            kind, subject, from, to, role, target, keccak256("evidence"), sequence, uint64(block.timestamp + 1 hours)
        );
    }

    /// @dev The role an organisation of the cast has, and the stage a battery comes into with it.
    function _takenAs(uint32 to, Stage stage) private pure returns (Role, Stage) {
        if (to == MAKER) return (Role.Manufacturer, stage);
        if (to == WORKSHOP) return (Role.Service, stage);
        if (to == RECYCLER) return (Role.Recycler, Stage.EndOfLife);
        if (to == STORAGE) return (Role.SecondLifeOperator, Stage.SecondLife);
        if (to == AUTHORITY) return (Role.Authority, stage);
        return (Role.Operator, Stage.InService);
    }

    function _execute(HandoverOffer memory words, string memory forbidden) private {
        PartySignature memory holder = by(words.from, passports.hashOffer(words));
        PartySignature memory receiver = by(words.to, passports.hashAcceptance(words));
        bytes memory callData = abi.encodeCall(passports.executeHandover, (words, holder, receiver));
        if (!relay(callData, words)) return;
        holds(bytes(forbidden).length == 0, forbidden);
        _noteExecuted(words, callData);
        moved(words.kind, words.subject, words.to, words.targetStage);
    }

    function _noteExecuted(HandoverOffer memory words, bytes memory callData) private {
        bytes32 digest = passports.hashOffer(words);
        holds(_callOf[digest].length == 0, "4: the same words were carried out twice");
        _callOf[digest] = callData;
        _executed.push(digest);
    }

    function _consignmentOf(uint32 caller) private returns (uint32 number) {
        for (uint256 i = 0; i < consignments.length; ++i) {
            if (consignmentCustodian[consignments[i]] == caller) return consignments[i];
        }
        if (suspended[caller]) return consignments[0];
        vm.prank(signer(caller));
        number = passports.openConsignment();
        consignments.push(number);
        consignmentCustodian[number] = caller;
    }
}
