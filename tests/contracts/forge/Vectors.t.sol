// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";

import {IAccessLog} from "contracts/interfaces/IAccessLog.sol";
import {IConsentRegistry} from "contracts/interfaces/IConsentRegistry.sol";
import {ConsistencyProof} from "contracts/libraries/ConsistencyProof.sol";
import {LeafHashes} from "contracts/libraries/LeafHashes.sol";
import {TypedData} from "contracts/libraries/TypedData.sol";
import {Role, Stage, SubjectKind} from "contracts/types/Battery.sol";
import {HandoverOffer} from "contracts/types/Passport.sol";
import {Ledger} from "./support/Ledger.sol";
import {MerkleTree} from "./support/MerkleTree.sol";

/// @dev The libraries take calldata, so they are called from outside.
contract Libraries {
    function offer(HandoverOffer calldata words) external pure returns (bytes32) {
        return TypedData.hashOffer(words);
    }

    function grant(IConsentRegistry.ConsentGrant calldata words) external pure returns (bytes32) {
        return TypedData.hashGrant(words);
    }

    function revocation(IConsentRegistry.ConsentRevocation calldata words) external pure returns (bytes32) {
        return TypedData.hashRevocation(words);
    }

    function checkpoint(IAccessLog.Checkpoint calldata words) external pure returns (bytes32) {
        return TypedData.hashCheckpoint(words);
    }

    function isIncluded(bytes32[] calldata proof, bytes32 root, bytes32 leaf) external pure returns (bool) {
        return MerkleProof.verifyCalldata(proof, root, leaf);
    }

    function isConsistent(bytes32[] calldata proof, uint64 first, bytes32 firstRoot, uint64 second, bytes32 secondRoot)
        external
        pure
        returns (bool)
    {
        return ConsistencyProof.verify(proof, first, firstRoot, second, secondRoot);
    }
}

/// @dev The files under tests/conformance/vectors, which the Python side reads too.
contract VectorsTest is Ledger {
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    Libraries private libraries;
    string private json;

    function setUp() public override {
        super.setUp();
        libraries = new Libraries();
    }

    function open(string memory name) private {
        json = vm.readFile(string.concat("tests/conformance/vectors/", name, ".json"));
    }

    function at(string memory list, uint256 index, string memory name) private pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(index), "].", name);
    }

    function word(string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, key);
    }

    function number(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, key);
    }

    // ---------------------------------------------------------------- EIP-712

    function test_typed_data__vectors__have_the_same_digests() external {
        open("typed_data");
        uint256 count = number(".count");
        holds(count == 25, "cases");
        for (uint256 i = 0; i < count; ++i) {
            string memory words = at("cases", i, "words.");
            bytes32 found = _structHash(keccak256(bytes(_text(at("cases", i, "struct")))), words);
            same(found, word(at("cases", i, "structHash")), at("cases", i, "structHash"));
            bytes32 separator = _separator(at("cases", i, "domain."));
            same(separator, word(at("cases", i, "domainSeparator")), at("cases", i, "domainSeparator"));
            bytes32 digest = MessageHashUtils.toTypedDataHash(separator, found);
            same(digest, word(at("cases", i, "digest")), at("cases", i, "digest"));
        }
    }

    function test_domains__of_the_contracts__are_those_of_the_vectors() external view {
        _isDomain(address(passports), "BatteryPassportRegistry");
        _isDomain(address(consents), "BatteryConsentRegistry");
        _isDomain(address(readLog), "BatteryAccessLog");
    }

    function test_hash_offer__of_the_contract__is_the_digest_in_its_domain() external view {
        HandoverOffer memory words =
            HandoverOffer(SubjectKind.Lot, keccak256("x"), 7, 9, Role.Recycler, Stage.EndOfLife, keccak256("e"), 3, 11);
        bytes32 separator = keccak256(
            abi.encode(DOMAIN, keccak256("BatteryPassportRegistry"), keccak256("1"), block.chainid, address(passports))
        );
        bytes32 offerDigest = MessageHashUtils.toTypedDataHash(separator, libraries.offer(words));
        same(passports.hashOffer(words), offerDigest, "offer");
        bytes32 acceptance = MessageHashUtils.toTypedDataHash(separator, TypedData.hashAcceptance(offerDigest, 9));
        same(passports.hashAcceptance(words), acceptance, "acceptance");
    }

    function _structHash(bytes32 kind, string memory words) private view returns (bytes32) {
        if (kind == keccak256("HandoverOffer")) return libraries.offer(_offer(words));
        if (kind == keccak256("HandoverAcceptance")) {
            return TypedData.hashAcceptance(_word(words, "offerDigest"), uint32(_number(words, "receiver")));
        }
        if (kind == keccak256("ConsentGrant")) return libraries.grant(_grant(words));
        if (kind == keccak256("ConsentRevocation")) {
            return libraries.revocation(
                IConsentRegistry.ConsentRevocation(_word(words, "consentDigest"), uint32(_number(words, "subject")))
            );
        }
        return libraries.checkpoint(
            IAccessLog.Checkpoint(
                _word(words, "logId"), uint64(_number(words, "treeSize")), _word(words, "rootHash")
            )
        );
    }

    function _offer(string memory words) private view returns (HandoverOffer memory offer) {
        offer.kind = SubjectKind(_number(words, "kind"));
        offer.subject = _word(words, "subject");
        offer.from = uint32(_number(words, "from"));
        offer.to = uint32(_number(words, "to"));
        offer.receiverRole = Role(_number(words, "receiverRole"));
        offer.targetStage = Stage(_number(words, "targetStage"));
        offer.evidenceRoot = _word(words, "evidenceRoot");
        offer.sequence = uint32(_number(words, "sequence"));
        offer.deadline = uint64(_number(words, "deadline"));
    }

    function _grant(string memory words) private view returns (IConsentRegistry.ConsentGrant memory grant) {
        grant.consentDigest = _word(words, "consentDigest");
        grant.subject = uint32(_number(words, "subject"));
        grant.grantee = uint32(_number(words, "grantee"));
        grant.expiresAt = uint48(_number(words, "expiresAt"));
        grant.deadline = uint64(_number(words, "deadline"));
    }

    function _separator(string memory domain) private view returns (bytes32) {
        return keccak256(
            abi.encode(
                DOMAIN,
                keccak256(bytes(_text(string.concat(domain, "name")))),
                keccak256(bytes(_text(string.concat(domain, "version")))),
                _number(domain, "chainId"),
                vm.parseJsonAddress(json, string.concat(domain, "verifyingContract"))
            )
        );
    }

    function _isDomain(address contract_, string memory expected) private view {
        (bytes1 used, string memory name, string memory version, uint256 chainId, address verifying, bytes32 salt,) =
            IERC5267(contract_).eip712Domain();
        holds(used == hex"0f", "name, version, chain and contract are used");
        same(keccak256(bytes(name)), keccak256(bytes(expected)), expected);
        same(keccak256(bytes(version)), keccak256("1"), "version");
        holds(chainId == block.chainid && verifying == contract_ && salt == 0, "chain and contract");
    }

    function _text(string memory key) private view returns (string memory) {
        return vm.parseJsonString(json, key);
    }

    function _word(string memory words, string memory name) private view returns (bytes32) {
        return word(string.concat(words, name));
    }

    function _number(string memory words, string memory name) private view returns (uint256) {
        return number(string.concat(words, name));
    }

    // ---------------------------------------------------------------- leaves and trees

    function test_leaves__vectors__have_the_same_ids_and_leaves() external {
        open("leaves");
        for (uint256 i = 0; i < number(".count"); ++i) {
            uint32 manufacturer = uint32(number(at("passports", i, "manufacturer")));
            bytes32 identifierHash = keccak256(bytes(_text(at("passports", i, "identifier"))));
            same(identifierHash, word(at("passports", i, "identifierHash")), "identifierHash");
            bytes32 id = LeafHashes.passportId(manufacturer, identifierHash);
            same(id, word(at("passports", i, "passportId")), "passportId");
            same(passports.passportIdOf(manufacturer, identifierHash), id, "passportIdOf");
            bytes32 leaf = LeafHashes.passportLeaf(
                id, word(at("passports", i, "parent")), word(at("passports", i, "digest")), manufacturer
            );
            same(leaf, word(at("passports", i, "leaf")), "passport leaf");
        }
        for (uint256 i = 0; i < number(".count"); ++i) {
            bytes32 productType = keccak256(bytes(_text(at("products", i, "productType"))));
            same(productType, word(at("products", i, "productTypeHash")), "productTypeHash");
            bytes32 leaf = LeafHashes.productLeaf(
                uint64(number(at("products", i, "hashAlgorithm"))),
                word(at("products", i, "digest")),
                word(at("products", i, "passportId")),
                productType
            );
            same(leaf, word(at("products", i, "leaf")), "product leaf");
        }
    }

    function test_trees__vectors__have_the_same_roots_and_proofs() external {
        open("trees");
        for (uint256 i = 0; i < number(".count"); ++i) {
            bytes32[] memory leaves = vm.parseJsonBytes32Array(json, at("cases", i, "leaves"));
            bytes32 root = word(at("cases", i, "root"));
            same(MerkleTree.root(leaves), root, "root");
            for (uint256 j = 0; j < leaves.length; ++j) {
                string memory key = string.concat(at("cases", i, "proofs["), vm.toString(j), "]");
                // A tree of one leaf has an empty proof, which the parser cannot give a type.
                bytes32[] memory proof = leaves.length == 1 ? new bytes32[](0) : vm.parseJsonBytes32Array(json, key);
                holds(libraries.isIncluded(proof, root, leaves[j]), "inclusion proof");
                same(keccak256(abi.encode(MerkleTree.proof(leaves, j))), keccak256(abi.encode(proof)), "same proof");
            }
        }
    }

    // ---------------------------------------------------------------- read log

    /// @dev A case of consistency.json; the parser gives its members in the order of the alphabet.
    struct ConsistencyCase {
        bytes32 firstRoot;
        uint256 firstSize;
        bool isValid;
        bytes32[] proof;
        bytes32 secondRoot;
        uint256 secondSize;
    }

    function test_consistency__vectors__are_judged_alike() external {
        open("consistency");
        uint256 count = number(".count");
        // Each in a call of its own, which gives the memory that holds the file back.
        for (uint256 i = 0; i < count; ++i) this.checkConsistencyCase(i);
    }

    function checkConsistencyCase(uint256 index) external view {
        string memory key = string.concat(".cases[", vm.toString(index), "]");
        ConsistencyCase memory given = abi.decode(vm.parseJson(json, key), (ConsistencyCase));
        bool found = libraries.isConsistent(
            given.proof, uint64(given.firstSize), given.firstRoot, uint64(given.secondSize), given.secondRoot
        );
        holds(found == given.isValid, key);
    }
}
