// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IAccessLog} from "contracts/interfaces/IAccessLog.sol";
import {IConsentRegistry} from "contracts/interfaces/IConsentRegistry.sol";
import {IDataProductRegistry} from "contracts/interfaces/IDataProductRegistry.sol";
import {IParticipantRegistry} from "contracts/interfaces/IParticipantRegistry.sol";
import {IPassportRegistry} from "contracts/interfaces/IPassportRegistry.sol";
import {Role, Stage, SubjectKind} from "contracts/types/Battery.sol";
import {HandoverOffer, PartySignature} from "contracts/types/Passport.sol";
import {Checked} from "./Cheatcodes.sol";

/// @dev The five contracts with a cast of organisations, as every test here needs them.
abstract contract Ledger is Checked {
    uint64 internal constant NOTICE_PERIOD = 30 days;
    uint32 internal constant MAKER = 1;
    uint32 internal constant FLEET = 2;
    uint32 internal constant TRADER = 3;
    uint32 internal constant STORAGE = 4;
    uint32 internal constant RECYCLER = 5;
    uint32 internal constant WORKSHOP = 6;
    uint32 internal constant AUTHORITY = 7;
    uint32 internal constant CAST = 7;

    IParticipantRegistry internal participants;
    IPassportRegistry internal passports;
    IDataProductRegistry internal products;
    IConsentRegistry internal consents;
    IAccessLog internal readLog;

    /// @dev How often an organisation has changed its key.
    mapping(uint32 participant => uint256) internal generation;

    /// @dev Governance, from whose address all is deployed and enrolled.
    function setUp() public virtual {
        vm.roll(1000);
        vm.warp(1_800_000_000);
        address manager = deployed("AccessManager", abi.encode(this));
        participants = IParticipantRegistry(deployed("ParticipantRegistry", abi.encode(manager)));
        passports = IPassportRegistry(deployed("PassportRegistry", abi.encode(participants, NOTICE_PERIOD)));
        products = IDataProductRegistry(deployed("DataProductRegistry", abi.encode(participants)));
        consents = IConsentRegistry(deployed("ConsentRegistry", abi.encode(participants)));
        readLog = IAccessLog(deployed("AccessLog", abi.encode(participants)));
        enrol(MAKER, bit(Role.Manufacturer));
        enrol(FLEET, bit(Role.Operator));
        enrol(TRADER, bit(Role.Operator));
        enrol(STORAGE, bit(Role.SecondLifeOperator));
        enrol(RECYCLER, bit(Role.Recycler));
        enrol(WORKSHOP, bit(Role.Service));
        enrol(AUTHORITY, bit(Role.Authority));
    }

    /// @dev The artefact as it is shipped.
    function deployed(string memory name, bytes memory arguments) internal returns (address location) {
        string memory artifact = vm.readFile(string.concat("passport/adapters/evm/artifacts/", name, ".json"));
        bytes memory code = bytes.concat(vm.parseJsonBytes(artifact, ".bytecode"), arguments);
        assembly ("memory-safe") {
            location := create(0, add(code, 0x20), mload(code))
        }
        holds(location != address(0), name);
    }

    function enrol(uint32 id, uint16 roles) internal {
        uint32 given = participants.enrol(controller(id), signer(id), roles, bytes32(uint256(id)));
        same(given, id, "participant id");
    }

    function bit(Role role) internal pure returns (uint16) {
        return uint16(1 << uint8(role));
    }

    /// @dev The signing key an organisation uses now.
    function key(uint32 id) internal view returns (uint256) {
        return uint256(keccak256(abi.encode("signer", id, generation[id])));
    }

    function signer(uint32 id) internal view returns (address) {
        return vm.addr(key(id));
    }

    function controller(uint32 id) internal pure returns (address) {
        return vm.addr(uint256(keccak256(abi.encode("controller", id))));
    }

    function signed(uint256 privateKey, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, digest);
        return abi.encodePacked(r, s, v);
    }

    function by(uint32 id, bytes32 digest) internal view returns (PartySignature memory) {
        return PartySignature({signer: signer(id), signature: signed(key(id), digest)});
    }

    function offerOf(bytes32 passportId, uint32 from, uint32 to, Role role, Stage stage)
        internal
        view
        returns (HandoverOffer memory)
    {
        return HandoverOffer({
            kind: SubjectKind.Passport,
            subject: passportId,
            from: from,
            to: to,
            receiverRole: role,
            targetStage: stage,
            evidenceRoot: keccak256("condition report"),
            sequence: passports.passport(passportId).sequence,
            deadline: uint64(block.timestamp + 1 days)
        });
    }

    /// @dev Both parties sign and a stranger relays.
    function handOver(HandoverOffer memory words) internal {
        PartySignature memory holder = by(words.from, passports.hashOffer(words));
        PartySignature memory receiver = by(words.to, passports.hashAcceptance(words));
        passports.executeHandover(words, holder, receiver);
    }
}
