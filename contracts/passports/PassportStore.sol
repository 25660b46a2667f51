// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IPassportRegistry} from "../interfaces/IPassportRegistry.sol";
import {LeafHashes} from "../libraries/LeafHashes.sol";
import {PassportFlags} from "../libraries/PassportFlags.sol";
import {RecordSlots} from "../libraries/RecordSlots.sol";
import {Role, Stage, Status, SubjectKind} from "../types/Battery.sol";
import {BatchRecord, ConsignmentRecord, CustodyNotice, PassportRecord} from "../types/Passport.sol";

/// @title What the passport registry remembers, and who holds what
/// @notice Storage of all parts of the registry, and the answer to "who holds this passport now" that follows a component
/// to its parent and a packed passport to its consignment.
abstract contract PassportStore is IPassportRegistry {
    using RecordSlots for PassportRecord;
    using RecordSlots for BatchRecord;
    using RecordSlots for ConsignmentRecord;

    /// @notice Where a passport stands, seen through its parents and its consignment.
    struct Holding {
        uint32 custodian;
        Stage stage;
        Status status;
        uint32 repairFor;
        /// Flags of the passport and of all it is built into.
        uint8 flags;
        /// The passport itself, or what it is in the end built into.
        bytes32 root;
        /// Steps from the passport to the root.
        uint8 depth;
        /// Consignment the root is packed in, or zero.
        uint32 consignment;
    }

    IParticipantRegistry internal immutable PARTICIPANTS;

    uint32 internal _batchCount;
    uint32 internal _consignmentCount;
    mapping(bytes32 passportId => PassportRecord) internal _passports;
    mapping(bytes32 passportId => bytes32 parent) internal _parents;
    mapping(bytes32 passportId => bytes32 successor) internal _successors;
    mapping(bytes32 passportId => CustodyNotice) internal _notices;
    mapping(uint32 batch => BatchRecord) internal _batches;
    mapping(uint32 batch => bytes32 root) internal _batchRoots;
    mapping(uint32 manufacturer => mapping(bytes32 root => uint32 batch)) internal _batchNumbers;
    mapping(uint32 consignment => ConsignmentRecord) internal _consignments;
    mapping(SubjectKind => mapping(bytes32 subject => bytes32 offerDigest)) internal _openOffers;
    mapping(bytes32 offerDigest => bool) internal _voidOffers;

    constructor(IParticipantRegistry participants) {
        PARTICIPANTS = participants;
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IPassportRegistry
    function passportIdOf(uint32 registrant, bytes32 identifierHash) external pure returns (bytes32) {
        return LeafHashes.passportId(registrant, identifierHash);
    }

    /// @inheritdoc IPassportRegistry
    function passport(bytes32 passportId) external view returns (PassportRecord memory) {
        return _load(passportId);
    }

    /// @inheritdoc IPassportRegistry
    function custodianOf(bytes32 passportId) external view returns (uint32) {
        return _holdingOf(passportId).custodian;
    }

    /// @inheritdoc IPassportRegistry
    function stateOf(bytes32 passportId) external view returns (Stage stage, Status status) {
        Holding memory holding = _holdingOf(passportId);
        return (holding.stage, holding.status);
    }

    /// @inheritdoc IPassportRegistry
    function parentOf(bytes32 passportId) external view returns (bytes32) {
        return _parents[passportId];
    }

    /// @inheritdoc IPassportRegistry
    function successorOf(bytes32 passportId) external view returns (bytes32) {
        return _successors[passportId];
    }

    /// @inheritdoc IPassportRegistry
    function batch(uint32 number) external view returns (BatchRecord memory) {
        return _loadBatch(number);
    }

    /// @inheritdoc IPassportRegistry
    function batchRoot(uint32 number) external view returns (bytes32) {
        return _batchRoots[number];
    }

    /// @inheritdoc IPassportRegistry
    function batchNumber(uint32 manufacturer, bytes32 root) external view returns (uint32) {
        return _batchNumbers[manufacturer][root];
    }

    /// @inheritdoc IPassportRegistry
    function consignment(uint32 number) external view returns (ConsignmentRecord memory) {
        return _loadConsignment(number);
    }

    /// @inheritdoc IPassportRegistry
    function custodyNotice(bytes32 passportId) external view returns (CustodyNotice memory) {
        return _notices[passportId];
    }

    /// @inheritdoc IPassportRegistry
    function openOffer(SubjectKind kind, bytes32 subject) external view returns (bytes32 offerDigest) {
        return _openOffers[kind][subject];
    }

    // ---------------------------------------------------------------- one slot in, one slot out

    function _load(bytes32 passportId) internal view returns (PassportRecord memory) {
        return _passports[passportId].load();
    }

    function _save(bytes32 passportId, PassportRecord memory record) internal {
        _passports[passportId].save(record);
    }

    function _loadBatch(uint32 number) internal view returns (BatchRecord memory) {
        return _batches[number].load();
    }

    function _saveBatch(uint32 number, BatchRecord memory record) internal {
        _batches[number].save(record);
    }

    function _loadConsignment(uint32 number) internal view returns (ConsignmentRecord memory) {
        return _consignments[number].load();
    }

    function _saveConsignment(uint32 number, ConsignmentRecord memory record) internal {
        _consignments[number].save(record);
    }

    // ---------------------------------------------------------------- who calls, what exists

    /// @dev The caller's organisation and its roles.
    function _caller() internal view returns (uint32 caller, uint16 roles) {
        return PARTICIPANTS.activeParty(msg.sender);
    }

    /// @dev The caller's organisation, which must have the role.
    function _callerAs(Role role) internal view returns (uint32 caller) {
        uint16 roles;
        (caller, roles) = PARTICIPANTS.activeParty(msg.sender);
        if (!_has(roles, role)) revert CallerRoleMissing(caller, role);
    }

    function _has(uint16 roles, Role role) internal pure returns (bool) {
        return roles & (1 << uint8(role)) != 0;
    }

    function _existing(bytes32 passportId) internal view returns (PassportRecord memory record) {
        record = _load(passportId);
        if (record.stage == Stage.None) revert PassportUnknown(passportId);
    }

    function _existingBatch(bytes32 subject) internal view returns (BatchRecord memory record) {
        record = _loadBatch(uint32(uint256(subject)));
        if (uint256(subject) > type(uint32).max || record.stage == Stage.None) {
            revert BatchUnknown(uint32(uint256(subject)));
        }
    }

    function _existingConsignment(bytes32 subject) internal view returns (ConsignmentRecord memory record) {
        record = _loadConsignment(uint32(uint256(subject)));
        if (uint256(subject) > type(uint32).max || record.custodian == 0) {
            revert ConsignmentUnknown(uint32(uint256(subject)));
        }
    }

    /// @dev A passport with custody of its own, on which its holder may act: not built in, packed, closed, frozen or
    /// recycled.
    function _requireFree(bytes32 passportId, PassportRecord memory record) internal view {
        if (record.flags & PassportFlags.ATTACHED != 0) revert PassportIsAttached(passportId, _parents[passportId]);
        if (record.consignment != 0) revert PassportIsPacked(passportId, record.consignment);
        _requireAlive(passportId, record.flags, record.stage);
    }

    function _requireAlive(bytes32 passportId, uint8 flags, Stage stage) internal pure {
        if (flags & PassportFlags.CLOSED != 0) revert PassportIsClosed(passportId);
        if (flags & PassportFlags.FROZEN != 0) revert PassportIsFrozen(passportId);
        if (stage == Stage.Recycled) revert PassportIsRecycled(passportId);
    }

    function _requireHolder(bytes32 subject, uint32 holder, uint32 claimed) internal pure {
        if (holder != claimed) revert NotHolder(subject, holder, claimed);
    }

    // ---------------------------------------------------------------- who holds what

    function _holdingOf(bytes32 passportId) internal view returns (Holding memory holding) {
        PassportRecord memory record = _existing(passportId);
        holding.root = passportId;
        holding.flags = record.flags;
        // Ends: a parent existed before its component, and PassportRegistration bounds the depth.
        while (record.flags & PassportFlags.ATTACHED != 0) {
            holding.depth += 1;
            holding.root = _parents[holding.root];
            record = _load(holding.root);
            holding.flags |= record.flags;
        }
        holding.custodian = record.custodian;
        holding.stage = record.stage;
        holding.status = record.status;
        holding.repairFor = record.repairFor;
        holding.consignment = record.consignment;
        if (record.consignment != 0) _seeThroughConsignment(holding);
    }

    function _seeThroughConsignment(Holding memory holding) private view {
        ConsignmentRecord memory container = _loadConsignment(holding.consignment);
        holding.custodian = container.custodian;
        holding.stage = container.stage;
        holding.repairFor = container.repairFor;
        if (container.flags & PassportFlags.SEALED != 0) holding.status = container.status;
    }

    /// @dev Takes a passport out of its consignment: from now on it has the custody, stage and status it had through it.
    function _unpack(bytes32 passportId, PassportRecord memory record) internal {
        Holding memory holding = _holdingOf(passportId);
        ConsignmentRecord storage container = _consignments[record.consignment];
        container.size -= 1;
        container.sequence += 1;
        emit PassportUnpacked(passportId, record.consignment, holding.custodian, holding.stage, holding.status);
        record.custodian = holding.custodian;
        record.stage = holding.stage;
        record.status = holding.status;
        record.repairFor = holding.repairFor;
        record.consignment = 0;
        record.sequence += 1;
    }
}
