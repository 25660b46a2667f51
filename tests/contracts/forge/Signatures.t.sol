// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

import {IParticipantRegistry} from "contracts/interfaces/IParticipantRegistry.sol";
import {IPassportRegistry} from "contracts/interfaces/IPassportRegistry.sol";
import {Role, Stage} from "contracts/types/Battery.sol";
import {HandoverOffer, PartySignature, Registration} from "contracts/types/Passport.sol";
import {Ledger} from "./support/Ledger.sol";

/// @dev An organisation whose key is a contract: one owner's key signs for it, as long as it is not locked.
contract Wallet is IERC1271 {
    address private immutable OWNER;
    bool private _locked;

    constructor(address owner) {
        OWNER = owner;
    }

    function lock() external {
        _locked = true;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        bool isSigned = !_locked && ECDSA.recover(digest, signature) == OWNER;
        return isSigned ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @dev Invariant 4 for any words: a signature counts once, here, now, for these words and in this role only.
contract SignaturesTest is Ledger {
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    bytes32 private passportId;

    function setUp() public override {
        super.setUp();
        vm.prank(signer(MAKER));
        passportId = passports.register(Registration(keccak256("pack"), 0, keccak256("version")));
    }

    function words() private view returns (HandoverOffer memory) {
        return offerOf(passportId, MAKER, FLEET, Role.Operator, Stage.InService);
    }

    function both(HandoverOffer memory given)
        private
        view
        returns (PartySignature memory holder, PartySignature memory receiver)
    {
        return (by(given.from, passports.hashOffer(given)), by(given.to, passports.hashAcceptance(given)));
    }

    function refused(bytes memory reason, HandoverOffer memory given, PartySignature memory h, PartySignature memory r)
        private
    {
        vm.expectRevert(reason);
        passports.executeHandover(given, h, r);
        same(passports.custodianOf(passportId), MAKER, "custodian");
    }

    function invalid(uint32 id) private view returns (bytes memory) {
        return abi.encodeWithSelector(IPassportRegistry.SignatureInvalid.selector, signer(id));
    }

    function test_handover__both_signed__is_carried_out_once() external {
        HandoverOffer memory given = words();
        (PartySignature memory holder, PartySignature memory receiver) = both(given);
        passports.executeHandover(given, holder, receiver);
        same(passports.custodianOf(passportId), FLEET, "custodian");
        vm.expectRevert(
            abi.encodeWithSelector(IPassportRegistry.OfferSequenceMismatch.selector, passportId, uint32(1), uint32(0))
        );
        passports.executeHandover(given, holder, receiver);
    }

    function testFuzz_handover__another_chain__is_refused(uint64 chain) external {
        vm.assume(chain != block.chainid && chain != 0);
        HandoverOffer memory given = words();
        (PartySignature memory holder, PartySignature memory receiver) = both(given);
        vm.chainId(chain);
        refused(invalid(MAKER), given, holder, receiver);
    }

    function test_handover__another_contract__is_refused() external {
        HandoverOffer memory given = words();
        IPassportRegistry other =
            IPassportRegistry(deployed("PassportRegistry", abi.encode(participants, NOTICE_PERIOD)));
        PartySignature memory holder = by(MAKER, other.hashOffer(given));
        PartySignature memory receiver = by(FLEET, other.hashAcceptance(given));
        refused(invalid(MAKER), given, holder, receiver);
    }

    function testFuzz_handover__after_its_deadline__is_refused(uint32 late) external {
        HandoverOffer memory given = words();
        (PartySignature memory holder, PartySignature memory receiver) = both(given);
        vm.warp(uint256(given.deadline) + 1 + late);
        refused(
            abi.encodeWithSelector(IPassportRegistry.OfferExpired.selector, given.deadline, block.timestamp),
            given,
            holder,
            receiver
        );
    }

    function test_handover__at_its_deadline__is_carried_out() external {
        HandoverOffer memory given = words();
        (PartySignature memory holder, PartySignature memory receiver) = both(given);
        vm.warp(given.deadline);
        passports.executeHandover(given, holder, receiver);
        same(passports.custodianOf(passportId), FLEET, "custodian");
    }

    function testFuzz_handover__any_other_signature__is_refused(bytes32 r, bytes32 s, uint8 v) external {
        HandoverOffer memory given = words();
        (PartySignature memory holder, PartySignature memory receiver) = both(given);
        bytes memory noise = abi.encodePacked(r, s, v);
        holder.signature = noise;
        refused(invalid(MAKER), given, holder, receiver);
        (holder,) = both(given);
        receiver.signature = noise;
        refused(invalid(FLEET), given, holder, receiver);
    }

    function testFuzz_handover__one_word_changed__is_refused(uint8 which, uint64 by_) external {
        HandoverOffer memory given = words();
        (PartySignature memory holder, PartySignature memory receiver) = both(given);
        if (which % 3 == 0) given.evidenceRoot = keccak256(abi.encode(by_));
        if (which % 3 == 1) given.deadline += 1 + by_ % 1000;
        if (which % 3 == 2) given.sequence += uint32(1 + by_ % 1000);
        refused(invalid(MAKER), given, holder, receiver);
    }

    function test_handover__malleable_twin_of_a_signature__is_refused() external {
        HandoverOffer memory given = words();
        (PartySignature memory holder, PartySignature memory receiver) = both(given);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key(MAKER), passports.hashOffer(given));
        holder.signature = abi.encodePacked(r, bytes32(ORDER - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        refused(invalid(MAKER), given, holder, receiver);
    }

    function test_handover__holders_signature_as_receivers__is_refused() external {
        // One organisation of two roles signs the offer only; nobody may turn that into its acceptance.
        HandoverOffer memory given = words();
        bytes32 offerDigest = passports.hashOffer(given);
        PartySignature memory receiver = PartySignature(signer(FLEET), signed(key(FLEET), offerDigest));
        refused(invalid(FLEET), given, by(MAKER, offerDigest), receiver);
    }

    function test_handover__revoked_key__is_refused() external {
        HandoverOffer memory given = words();
        (PartySignature memory holder, PartySignature memory receiver) = both(given);
        vm.prank(controller(MAKER));
        participants.revokeSigner(signer(MAKER));
        refused(abi.encodeWithSelector(IParticipantRegistry.NotSigner.selector, signer(MAKER)), given, holder, receiver);
    }

    function test_handover__receiver_is_a_contract__is_asked_by_erc1271() external {
        Wallet wallet = new Wallet(vm.addr(77));
        vm.prank(controller(FLEET));
        participants.addSigner(address(wallet));
        HandoverOffer memory given = words();
        PartySignature memory receiver =
            PartySignature(address(wallet), signed(77, passports.hashAcceptance(given)));
        PartySignature memory holder = by(MAKER, passports.hashOffer(given));
        wallet.lock();
        refused(
            abi.encodeWithSelector(IPassportRegistry.SignatureInvalid.selector, address(wallet)), given, holder, receiver
        );
        Wallet open = new Wallet(vm.addr(77));
        vm.prank(controller(FLEET));
        participants.addSigner(address(open));
        receiver.signer = address(open);
        passports.executeHandover(given, holder, receiver);
        same(passports.custodianOf(passportId), FLEET, "custodian");
    }
}
