// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ReasonCode, Role, Stage, SubjectKind} from "contracts/types/Battery.sol";
import {HandoverOffer, PartySignature, PassportRecord} from "contracts/types/Passport.sol";
import {Proofs} from "./Proofs.sol";

/// @dev Custody (invariant 1) and nonces (invariant 4): from every state of a record, with every words and signatures.
contract CustodyProof is Proofs {
    struct Parties {
        uint8 holder;
        uint8 receiver;
        bytes32[2] r;
        bytes32[2] s;
        uint8[2] v;
    }

    function executed(HandoverOffer calldata words, Parties calldata parties) private returns (bool success) {
        PartySignature memory holder = PartySignature(
            signer(one(parties.holder)), abi.encodePacked(parties.r[0], parties.s[0], parties.v[0])
        );
        PartySignature memory receiver = PartySignature(
            signer(one(parties.receiver)), abi.encodePacked(parties.r[1], parties.s[1], parties.v[1])
        );
        (success,) = address(passports).call(abi.encodeCall(passports.executeHandover, (words, holder, receiver)));
    }

    function about(HandoverOffer calldata words) private pure {
        vm.assume(words.kind == SubjectKind.Passport && words.subject == BATTERY);
    }

    function check_handover_moves_custody_from_its_holder_to_its_receiver(
        PassportRecord calldata before,
        HandoverOffer calldata words,
        Parties calldata parties
    ) external {
        about(words);
        passports.put(BATTERY, before);
        if (!executed(words, parties)) return;
        PassportRecord memory moved = recordOf();
        assert(before.custodian == words.from && before.custodian == one(parties.holder));
        assert(moved.custodian == words.to && moved.custodian == one(parties.receiver));
        assert(words.from != words.to);
        assert(before.sequence == words.sequence && moved.sequence == before.sequence + 1);
        assert(block.timestamp <= words.deadline);
        assert(moved.stage == words.targetStage && moved.stage >= before.stage);
        assert(before.stage != Stage.Recycled && before.consignment == 0);
        assert(moved.manufacturer == before.manufacturer && moved.batch == before.batch);
        assert(moved.flags == before.flags && moved.createdAtBlock == before.createdAtBlock);
    }

    /// @dev Must fail: a handover that succeeds is among the values the other proofs speak about.
    function reach_handover_succeeds(
        PassportRecord calldata before,
        HandoverOffer calldata words,
        Parties calldata parties
    ) external {
        about(words);
        vm.assume(parties.holder == 0 && parties.receiver == 1);
        passports.put(BATTERY, before);
        assert(!executed(words, parties));
    }

    function check_signatures_are_used_once(
        PassportRecord calldata before,
        HandoverOffer calldata words,
        Parties calldata parties
    ) external {
        about(words);
        passports.put(BATTERY, before);
        if (!executed(words, parties)) return;
        assert(!executed(words, parties));
    }

    function check_cancelled_words_are_void(
        PassportRecord calldata before,
        HandoverOffer calldata words,
        Parties calldata parties
    ) external {
        about(words);
        vm.assume(words.sequence <= before.sequence);
        passports.put(BATTERY, before);
        vm.prank(signer(one(parties.holder)));
        (bool cancelled,) = address(passports).call(abi.encodeCall(passports.cancel, (SubjectKind.Passport, BATTERY)));
        if (!cancelled) return;
        assert(recordOf().sequence == before.sequence + 1);
        assert(!executed(words, parties));
    }

    function check_rejected_words_are_void(
        PassportRecord calldata before,
        HandoverOffer calldata words,
        Parties calldata parties
    ) external {
        about(words);
        passports.put(BATTERY, before);
        vm.prank(signer(one(parties.receiver)));
        (bool rejected,) = address(passports).call(abi.encodeCall(passports.reject, (words)));
        if (!rejected) return;
        assert(!executed(words, parties));
    }

    function check_other_acts_leave_the_custodian(
        PassportRecord calldata before,
        HandoverOffer calldata words,
        uint8 caller,
        uint8 act,
        bytes32 digest
    ) external {
        about(words);
        vm.assume(before.consignment == 0);
        passports.put(BATTERY, before);
        vm.prank(signer(one(caller)));
        (bool success,) = address(passports).call(calldataOf(act, words, digest));
        if (!success) return;
        PassportRecord memory left = recordOf();
        assert(left.custodian == before.custodian && left.manufacturer == before.manufacturer);
        assert(left.stage == before.stage || (left.stage == Stage.Recycled && before.stage == Stage.EndOfLife));
        assert(left.sequence >= before.sequence);
    }

    function calldataOf(uint8 act, HandoverOffer calldata words, bytes32 digest) private view returns (bytes memory) {
        if (act == 0) return abi.encodeCall(passports.offer, (words));
        if (act == 1) return abi.encodeCall(passports.reject, (words));
        if (act == 2) return abi.encodeCall(passports.cancel, (SubjectKind.Passport, BATTERY));
        if (act == 3) return abi.encodeCall(passports.declareRecycled, (BATTERY, digest));
        if (act == 4) {
            return abi.encodeCall(
                passports.withdraw, (SubjectKind.Passport, BATTERY, ReasonCode.SafetyRecall, digest)
            );
        }
        if (act == 5) return abi.encodeCall(passports.liftWithdrawal, (SubjectKind.Passport, BATTERY, digest));
        if (act == 6) {
            return abi.encodeCall(
                passports.announceCustodyMove,
                (BATTERY, words.to, words.receiverRole, ReasonCode.HolderDissolved, digest)
            );
        }
        if (act == 7) return abi.encodeCall(passports.objectToCustodyMove, (BATTERY));
        return abi.encodeCall(passports.executeCustodyMove, (BATTERY));
    }
}
