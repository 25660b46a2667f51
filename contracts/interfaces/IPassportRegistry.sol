// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ReasonCode, Role, Stage, Status, SubjectKind} from "../types/Battery.sol";
import {
    BatchRecord,
    ConsignmentRecord,
    CustodyNotice,
    HandoverOffer,
    LazyPassport,
    PartySignature,
    PassportRecord,
    Registration,
    SignedHandover
} from "../types/Passport.sol";

/// @title Identities, stages and custody of battery passports
/// @notice Every passport has one custodian. It changes hands only when holder and receiver have both signed the same
/// words, or when an authority moves it after a public notice.
///
/// passportId = keccak256(abi.encode(participant id of the registrant, keccak256(bytes(battery identifier URI)))), so
/// nobody can take another manufacturer's identifier first.
///
/// Assumptions. Safety: ECDSA over secp256k1 (or the ERC-1271 contract a participant chose) cannot be forged; the
/// participant registry names the right keys. Liveness: any relayer may submit signed handovers; authorities act within
/// the notice period.
///
/// Invariants (numbers as in docs/contracts.md; fuzzed and, for custody, nonces and roles, checked symbolically).
/// 1. Every passport has exactly one custodian, an enrolled participant; no path changes it without both signatures, or
///    the authority path.
/// 2. The stage never goes back; Recycled is never left.
/// 3. A passportId comes into existence at most once, across lazy and eager registration.
/// 4. A signature is used at most once; an expired, cancelled, replayed, cross-chain or cross-contract one never.
/// 7. A suspended participant changes nothing.
/// 8. The sum of passports by stage equals the passports that exist.
/// 10. Rotating keys never changes custody.
/// 11. Successor links form a forest.
/// (5, 6 and 9 belong to the data product, consent and access log contracts.)
interface IPassportRegistry {
    // ---------------------------------------------------------------- events
    event PassportRegistered(
        bytes32 indexed passportId, uint32 indexed manufacturer, bytes32 indexed parent, bytes32 identifierHash, bytes32 digest
    );
    event BatchRegistered(
        uint32 indexed batch, uint32 indexed manufacturer, bytes32 indexed root, uint32 count, bytes32 manifestDigest
    );
    event PassportBroughtIntoExistence(
        bytes32 indexed passportId, uint32 indexed batch, bytes32 indexed parent, bytes32 identifierHash, bytes32 digest
    );
    event HandoverOffered(
        SubjectKind kind, bytes32 indexed subject, uint32 indexed from, uint32 indexed to, bytes32 offerDigest, HandoverOffer offer
    );
    event HandoverRejected(bytes32 indexed subject, bytes32 indexed offerDigest);
    event HandoverCancelled(SubjectKind kind, bytes32 indexed subject, uint32 sequence);
    event CustodyTransferred(
        SubjectKind kind,
        bytes32 indexed subject,
        uint32 indexed from,
        uint32 indexed to,
        Stage stage,
        Status status,
        Role receiverRole,
        uint32 sequence,
        bytes32 evidenceRoot,
        bytes32 offerDigest
    );
    event ComponentSplitOff(bytes32 indexed passportId, bytes32 indexed parent, uint32 indexed custodian);
    event ConsignmentOpened(uint32 indexed consignment, uint32 indexed custodian);
    event PassportPacked(bytes32 indexed passportId, uint32 indexed consignment);
    event PassportUnpacked(bytes32 indexed passportId, uint32 indexed consignment, uint32 indexed custodian, Stage stage, Status status);
    event PassportSucceeded(bytes32 indexed passportId, bytes32 indexed successor, uint32 indexed operator, Status status);
    event PassportWithdrawn(SubjectKind kind, bytes32 indexed subject, uint32 indexed by, ReasonCode reason, bytes32 evidenceDigest);
    event WithdrawalLifted(SubjectKind kind, bytes32 indexed subject, uint32 indexed by, bytes32 evidenceDigest);
    event PassportRecycled(bytes32 indexed passportId, uint32 indexed recycler, bytes32 reportDigest);
    event DuplicateProved(bytes32 indexed passportId, uint32 indexed manufacturer, uint32 firstBatch, uint32 secondBatch);
    event FreezeResolved(bytes32 indexed passportId, uint32 indexed authority, uint32 batch, bytes32 evidenceDigest);
    event CustodyMoveAnnounced(
        bytes32 indexed passportId, uint32 indexed authority, uint32 indexed to, Role receiverRole, ReasonCode reason, bytes32 evidenceDigest, uint64 effectiveFrom
    );
    event CustodyMoveObjected(bytes32 indexed passportId, uint32 indexed custodian);
    event CustodyMoveCancelled(bytes32 indexed passportId, uint32 indexed authority);
    event CustodyMoved(
        bytes32 indexed passportId, uint32 indexed from, uint32 indexed to, Stage stage, Status status, Role receiverRole, ReasonCode reason, uint32 authority
    );

    // ---------------------------------------------------------------- errors
    error PassportUnknown(bytes32 passportId);
    error PassportExists(bytes32 passportId);
    error BatchUnknown(uint32 batch);
    error BatchCountOutOfRange(uint256 count);
    error BatchRootEmpty();
    error BatchProofInvalid(uint32 batch, bytes32 leaf);
    error ParentUnknown(bytes32 parent);
    error ParentTooDeep(bytes32 parent);
    error ParentNotHeld(bytes32 parent, uint32 custodian, uint32 caller);
    error NothingGiven();
    error CallerRoleMissing(uint32 caller, Role role);
    error NotHolder(bytes32 subject, uint32 holder, uint32 claimed);
    error NotReceiver(bytes32 subject, uint32 receiver, uint32 claimed);
    error ReceiverIsHolder(uint32 participantId);
    error ReceiverRoleMissing(uint32 receiver, Role role);
    error TransitionNotAllowed(Stage stage, Role receiverRole);
    error TargetStageMismatch(Stage expected, Stage given);
    error RepairReturnsToOwner(uint32 owner, uint32 given);
    error OfferExpired(uint64 deadline, uint256 timestamp);
    error OfferSequenceMismatch(bytes32 subject, uint32 expected, uint32 given);
    error OfferNotOpen(bytes32 offerDigest);
    error OfferVoid(bytes32 offerDigest);
    error SignatureInvalid(address signer);
    error PassportIsFrozen(bytes32 passportId);
    error PassportIsClosed(bytes32 passportId);
    error SubjectIsWithdrawn(bytes32 subject);
    error NotWithdrawn(bytes32 subject);
    error PassportIsPacked(bytes32 passportId, uint32 consignment);
    error PassportNotPacked(bytes32 passportId);
    error PassportIsAttached(bytes32 passportId, bytes32 parent);
    error PassportNotAttached(bytes32 passportId);
    error PassportIsRecycled(bytes32 passportId);
    error StageNotAllowed(bytes32 passportId, Stage stage);
    error ConsignmentUnknown(uint32 consignment);
    error ConsignmentMixesStages(uint32 consignment, Stage stage, Stage given);
    error ConsignmentMixesOwners(uint32 consignment, uint32 owner, uint32 given);
    error ConsignmentIsSealed(uint32 consignment);
    error NotDuplicate(bytes32 passportId);
    error FreezeAlreadyResolved(bytes32 passportId);
    error NotFrozen(bytes32 passportId);
    error DigestMissing();
    error SuccessorStatusInvalid(Status status);
    error NoticeUnknown(bytes32 passportId);
    error NoticeNotDue(bytes32 passportId, uint64 effectiveFrom);
    error NoticeVoid(bytes32 passportId);
    error SubjectKindInvalid(SubjectKind kind);

    // ---------------------------------------------------------------- registration
    /// @notice Registers one passport of the caller's organisation (MANUFACTURER). An attached component names its parent,
    /// which the caller must hold.
    function register(Registration calldata passport) external returns (bytes32 passportId);

    /// @notice As `register`, for several; a parent may stand earlier in the same call.
    function registerMany(Registration[] calldata passports) external;

    /// @notice Anchors up to 2^20 passports with one root (lazy registration). If the caller's organisation has
    /// registered `root` before, returns its number and changes nothing.
    function registerBatch(bytes32 root, uint32 count, bytes32 manifestDigest) external returns (uint32 batch);

    /// @notice Makes a record of a passport of a batch by its inclusion proof. Caller: its custodian, its manufacturer or
    /// an authority (so that nobody else can take a pack out of a lot that is about to change hands). A component needs
    /// its parent to exist first. Custodian, stage, status and sequence number are the lot's at that moment.
    /// @dev A component whose parent is of the same batch follows its parent from the moment the parent exists. A parent
    /// from elsewhere must, when the component is brought into existence, have the lot's custodian and stage.
    function bringIntoExistence(LazyPassport calldata lazy) external returns (bytes32 passportId);

    /// @notice Proves that a manufacturer put one passportId into two leaves (of one batch with different content, of two
    /// batches, or of a batch and an eager registration). Freezes the passport until an authority decides. Anyone may
    /// call. For the eager case give the same leaf twice. A passport that is packed leaves its consignment.
    function proveDuplicate(LazyPassport calldata first, LazyPassport calldata second) external;

    // ---------------------------------------------------------------- handover
    /// @notice Opens an offer on chain. Caller: a signer of `offer.from`, which holds the subject.
    function offer(HandoverOffer calldata words) external returns (bytes32 offerDigest);

    /// @notice Accepts an open offer. Caller: a signer of `words.to`.
    function accept(HandoverOffer calldata words) external;

    /// @notice Refuses exactly these words, whether offered on chain or only signed. Caller: a signer of `words.to`.
    function reject(HandoverOffer calldata words) external;

    /// @notice Voids every offer of the subject that is not carried out yet, on chain or only signed. Caller: its holder.
    function cancel(SubjectKind kind, bytes32 subject) external;

    /// @notice Carries out a handover that both parties signed. Anyone may relay.
    function executeHandover(HandoverOffer calldata words, PartySignature calldata holder, PartySignature calldata receiver)
        external;

    /// @notice As `executeHandover`, bringing the passport into existence from its batch in the same transaction. If it
    /// exists by then, the handover goes on. Before it exists, the offer names the lot's sequence number.
    function executeLazyHandover(
        LazyPassport calldata lazy,
        HandoverOffer calldata words,
        PartySignature calldata holder,
        PartySignature calldata receiver
    ) external;

    /// @notice As `executeHandover`, for several; all or none.
    function executeHandovers(SignedHandover[] calldata handovers) external;

    // ---------------------------------------------------------------- components, consignments, successors
    /// @notice Detaches a component from its parent; from then on it has custody of its own. Caller: its custodian.
    /// Offers signed before for what it was built into are void, its content being another.
    function splitOff(bytes32 passportId) external;

    /// @notice Opens an empty consignment held by the caller's organisation.
    function openConsignment() external returns (uint32 consignment);

    /// @notice Packs passports the caller holds into a consignment it holds. All must be in the same stage, and in repair
    /// for the same owner or for none. Offers of the consignment signed before are void, its content being another.
    function pack(uint32 consignment, bytes32[] calldata passportIds) external;

    /// @notice Takes passports out again; they belong to the consignment's custodian in its stage. Caller: that custodian.
    /// Offers of the consignment signed before are void.
    function unpack(uint32 consignment, bytes32[] calldata passportIds) external;

    /// @notice Closes passports the caller holds and registers the one that follows them (Art. 77(7)); its operator is
    /// responsible from now on. `status` is Repurposed or Remanufactured.
    function succeed(bytes32[] calldata predecessors, Registration calldata successor, Status status)
        external
        returns (bytes32 successorId);

    // ---------------------------------------------------------------- end of life, withdrawal, authority
    /// @notice Declares a battery recycled (Art. 77(8)). Caller: the recycler that holds it, with its report's digest.
    function declareRecycled(bytes32 passportId, bytes32 reportDigest) external;

    /// @notice Recall or safety stop, by the manufacturer or an authority. Blocks handovers except to recycler or service.
    /// For a lot it covers what has not been brought into existence. A passport that is packed leaves its consignment; a
    /// consignment itself cannot be withdrawn. For a component that must stop now, withdraw what it is built into.
    function withdraw(SubjectKind kind, bytes32 subject, ReasonCode reason, bytes32 evidenceDigest) external;

    /// @notice Ends a withdrawal: the manufacturer its own, an authority any.
    function liftWithdrawal(SubjectKind kind, bytes32 subject, bytes32 evidenceDigest) external;

    /// @notice An authority unfreezes a passport. If it does not exist yet, `lazy` names the leaf that counts; else `lazy`
    /// is empty (batch zero) and the record stands as it is.
    function resolveFreeze(bytes32 passportId, LazyPassport calldata lazy, bytes32 evidenceDigest) external;

    /// @notice An authority announces that it will move custody when the notice period has passed. A passport that is packed
    /// leaves its consignment.
    function announceCustodyMove(
        bytes32 passportId, uint32 to, Role receiverRole, ReasonCode reason, bytes32 evidenceDigest
    ) external;

    /// @notice The custodian is not gone: voids the notice. Any custody act of the custodian does the same.
    function objectToCustodyMove(bytes32 passportId) external;

    /// @notice An authority takes a notice back.
    function cancelCustodyMove(bytes32 passportId) external;

    /// @notice An authority carries out a notice that is due.
    function executeCustodyMove(bytes32 passportId) external;

    // ---------------------------------------------------------------- views
    /// @notice passportId of an identifier of a registrant.
    function passportIdOf(uint32 registrant, bytes32 identifierHash) external pure returns (bytes32);

    /// @notice The record; stage None if the passport does not exist as a record.
    function passport(bytes32 passportId) external view returns (PassportRecord memory);

    /// @notice The participant that holds the passport now, through its consignment or its parent if need be.
    function custodianOf(bytes32 passportId) external view returns (uint32);

    /// @notice Stage and status now, through its consignment or its parent if need be.
    function stateOf(bytes32 passportId) external view returns (Stage stage, Status status);

    /// @notice As `custodianOf` and `stateOf` for a passport of a batch, whether it exists as a record yet or not.
    /// Reverts if the proof is wrong.
    function lazyStateOf(LazyPassport calldata lazy)
        external
        view
        returns (bytes32 passportId, bool exists, uint32 custodian, Stage stage, Status status);

    /// @notice Parent of a component, or zero.
    function parentOf(bytes32 passportId) external view returns (bytes32);

    /// @notice The passport that follows a closed one, or zero.
    function successorOf(bytes32 passportId) external view returns (bytes32);

    function batch(uint32 number) external view returns (BatchRecord memory);

    /// @notice Root of a batch.
    function batchRoot(uint32 number) external view returns (bytes32);

    /// @notice Number of the batch a manufacturer registered with this root, or zero.
    function batchNumber(uint32 manufacturer, bytes32 root) external view returns (uint32);

    function consignment(uint32 number) external view returns (ConsignmentRecord memory);

    function custodyNotice(bytes32 passportId) external view returns (CustodyNotice memory);

    /// @notice Digest of the newest offer opened on chain for a subject and not accepted, refused or cancelled, or zero. It can
    /// be accepted only while its sequence number is the subject's.
    function openOffer(SubjectKind kind, bytes32 subject) external view returns (bytes32 offerDigest);

    /// @notice EIP-712 digest the holder signs; it names the offer everywhere (events, `openOffer`, the acceptance).
    function hashOffer(HandoverOffer calldata words) external view returns (bytes32);

    /// @notice EIP-712 digest the receiver signs: HandoverAcceptance(bytes32 offerDigest,uint32 receiver), so that one party's
    /// signature never serves as the other's.
    function hashAcceptance(HandoverOffer calldata words) external view returns (bytes32);

    /// @notice How long a custody move must have been announced, in seconds.
    function noticePeriod() external view returns (uint64);
}
