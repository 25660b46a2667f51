// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {IPassportRegistry} from "../interfaces/IPassportRegistry.sol";
import {LeafHashes} from "../libraries/LeafHashes.sol";
import {PassportFlags} from "../libraries/PassportFlags.sol";
import {Role, Stage, Status} from "../types/Battery.sol";
import {BatchRecord, LazyPassport, PassportRecord, Registration} from "../types/Passport.sol";
import {PassportStore} from "./PassportStore.sol";

/// @title How passports come into existence
/// @notice One by one, in batches by their Merkle root, and out of a batch by an inclusion proof.
abstract contract PassportRegistration is PassportStore {
    uint256 private constant MAX_COUNT = 1 << 20;
    /// @dev Pack, module, cell need two steps; the bound keeps the walk from a component to its root short.
    uint8 private constant MAX_DEPTH = 8;

    /// @inheritdoc IPassportRegistry
    function register(Registration calldata registration) external returns (bytes32 passportId) {
        return _register(_callerAs(Role.Manufacturer), registration);
    }

    /// @inheritdoc IPassportRegistry
    function registerMany(Registration[] calldata registrations) external {
        uint32 manufacturer = _callerAs(Role.Manufacturer);
        if (registrations.length == 0) revert NothingGiven();
        for (uint256 i = 0; i < registrations.length; ++i) {
            _register(manufacturer, registrations[i]);
        }
    }

    /// @inheritdoc IPassportRegistry
    function registerBatch(bytes32 root, uint32 count, bytes32 manifestDigest) external returns (uint32 number) {
        uint32 manufacturer = _callerAs(Role.Manufacturer);
        number = _batchNumbers[manufacturer][root];
        if (number != 0) return number;
        if (root == 0) revert BatchRootEmpty();
        if (count == 0 || count > MAX_COUNT) revert BatchCountOutOfRange(count);

        number = ++_batchCount;
        _batchNumbers[manufacturer][root] = number;
        _batchRoots[number] = root;
        _saveBatch(number, BatchRecord({
            manufacturer: manufacturer,
            custodian: manufacturer,
            stage: Stage.Registered,
            status: Status.Original,
            flags: 0,
            sequence: 0,
            count: uint24(count),
            repairFor: 0,
            registeredAtBlock: uint40(block.number)
        }));
        emit BatchRegistered(number, manufacturer, root, count, manifestDigest);
    }

    /// @inheritdoc IPassportRegistry
    function bringIntoExistence(LazyPassport calldata lazy) external returns (bytes32 passportId) {
        (uint32 caller, uint16 roles) = _caller();
        BatchRecord memory lot;
        (passportId, lot) = _proved(lazy);
        if (caller != lot.manufacturer && !_has(roles, Role.Authority)) {
            _requireHolder(passportId, _lazyHolding(passportId, lazy, lot).custodian, caller);
        }
        _bringIntoExistence(passportId, lazy, lot, 0);
    }

    /// @inheritdoc IPassportRegistry
    function lazyStateOf(LazyPassport calldata lazy)
        external
        view
        returns (bytes32 passportId, bool exists, uint32 custodian, Stage stage, Status status)
    {
        BatchRecord memory lot;
        (passportId, lot) = _proved(lazy);
        Holding memory holding = _lazyHolding(passportId, lazy, lot);
        return (passportId, _exists(passportId), holding.custodian, holding.stage, holding.status);
    }

    // ---------------------------------------------------------------- for the other parts

    /// @dev The passportId of a leaf that is proved to be in its batch, and that batch.
    function _proved(LazyPassport calldata lazy) internal view returns (bytes32 passportId, BatchRecord memory lot) {
        lot = _existingBatch(bytes32(uint256(lazy.batch)));
        passportId = LeafHashes.passportId(lot.manufacturer, lazy.identifierHash);
        bytes32 leaf = LeafHashes.passportLeaf(passportId, lazy.parent, lazy.digest, lot.manufacturer);
        if (!MerkleProof.verifyCalldata(lazy.proof, _batchRoots[lazy.batch], leaf)) {
            revert BatchProofInvalid(lazy.batch, leaf);
        }
    }

    /// @dev Makes the record of a proved leaf, in the state of its lot.
    function _bringIntoExistence(
        bytes32 passportId,
        LazyPassport calldata lazy,
        BatchRecord memory lot,
        uint8 moreFlags
    ) internal {
        _requireVacant(passportId, moreFlags);
        if (lazy.parent != 0) {
            _requireParentOfLot(lazy, lot);
            _parents[passportId] = lazy.parent;
            moreFlags |= PassportFlags.ATTACHED;
        }
        _save(passportId, PassportRecord({
            custodian: lot.custodian,
            stage: lot.stage,
            status: lot.status,
            flags: lot.flags | moreFlags,
            sequence: lot.sequence,
            manufacturer: lot.manufacturer,
            batch: lazy.batch,
            consignment: 0,
            repairFor: lot.repairFor,
            createdAtBlock: uint40(block.number)
        }));
        emit PassportBroughtIntoExistence(passportId, lazy.batch, lazy.parent, lazy.identifierHash, lazy.digest);
    }

    /// @dev Makes the record of a passport that its registrant holds and that is built into nothing.
    function _create(uint32 registrant, Registration calldata registration, Stage stage, Status status, uint8 flags)
        internal
        returns (bytes32 passportId)
    {
        if (registration.digest == 0) revert DigestMissing();
        passportId = LeafHashes.passportId(registrant, registration.identifierHash);
        _requireVacant(passportId, 0);
        _save(passportId, PassportRecord({
            custodian: registrant,
            stage: stage,
            status: status,
            flags: flags,
            sequence: 0,
            manufacturer: registrant,
            batch: 0,
            consignment: 0,
            repairFor: 0,
            createdAtBlock: uint40(block.number)
        }));
        emit PassportRegistered(
            passportId, registrant, registration.parent, registration.identifierHash, registration.digest
        );
    }

    function _exists(bytes32 passportId) internal view returns (bool) {
        return _passports[passportId].stage != Stage.None;
    }

    // ---------------------------------------------------------------- checks

    function _register(uint32 manufacturer, Registration calldata registration) private returns (bytes32 passportId) {
        bytes32 parent = registration.parent;
        if (parent == 0) return _create(manufacturer, registration, Stage.Registered, Status.Original, 0);
        Holding memory holding = _parentHolding(parent);
        if (holding.custodian != manufacturer) revert ParentNotHeld(parent, holding.custodian, manufacturer);
        _requireAlive(parent, holding.flags, holding.stage);
        passportId = _create(manufacturer, registration, Stage.Registered, Status.Original, PassportFlags.ATTACHED);
        _parents[passportId] = parent;
    }

    /// @dev Where a proved leaf stands, whether it exists as a record or not.
    function _lazyHolding(bytes32 passportId, LazyPassport calldata lazy, BatchRecord memory lot)
        private
        view
        returns (Holding memory holding)
    {
        if (_exists(passportId)) return _holdingOf(passportId);
        if (_passports[lazy.parent].batch == lazy.batch) return _holdingOf(lazy.parent);
        (holding.custodian, holding.stage, holding.status) = (lot.custodian, lot.stage, lot.status);
    }

    /// @dev A frozen identity can be taken by nobody until an authority has decided, which `resolved` says.
    function _requireVacant(bytes32 passportId, uint8 resolved) private view {
        PassportRecord storage record = _passports[passportId];
        if (record.stage != Stage.None) revert PassportExists(passportId);
        if (record.flags & PassportFlags.FROZEN != 0 && resolved & PassportFlags.FREEZE_RESOLVED == 0) {
            revert PassportIsFrozen(passportId);
        }
    }

    /// @dev A component of the parent's own batch follows it from the parent's birth on. With any other parent it stood with
    /// its lot so far, and being built in must not change who holds it or set its stage back.
    function _requireParentOfLot(LazyPassport calldata lazy, BatchRecord memory lot) private view {
        Holding memory holding = _parentHolding(lazy.parent);
        if (_passports[lazy.parent].batch == lazy.batch) return;
        if (holding.custodian != lot.custodian) revert ParentNotHeld(lazy.parent, holding.custodian, lot.custodian);
        if (holding.stage != lot.stage) revert StageNotAllowed(lazy.parent, holding.stage);
        _requireAlive(lazy.parent, holding.flags, holding.stage);
    }

    function _parentHolding(bytes32 parent) private view returns (Holding memory holding) {
        if (!_exists(parent)) revert ParentUnknown(parent);
        holding = _holdingOf(parent);
        if (holding.depth == MAX_DEPTH) revert ParentTooDeep(parent);
    }
}
