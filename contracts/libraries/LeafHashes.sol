// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// @title Identifiers and Merkle leaves
/// @notice Leaves are hashed twice and carry a domain tag, so that no inner node and no leaf of the other kind can pass
/// as one. Inner nodes are OpenZeppelin's: keccak256 of the sorted pair. Vectors: tests/conformance/vectors/leaves.json.
library LeafHashes {
    bytes32 internal constant PASSPORT_LEAF_TAG = keccak256("battery-passport/passport-leaf/v1");
    bytes32 internal constant PRODUCT_LEAF_TAG = keccak256("battery-passport/product-leaf/v1");

    /// @notice The passportId of an identifier, in the name space of who registers it.
    /// @param registrant Participant id of who registers it.
    /// @param identifierHash keccak256 of the bytes of the unique battery identifier URI.
    function passportId(uint32 registrant, bytes32 identifierHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(registrant, identifierHash));
    }

    /// @notice Leaf of a registration batch.
    /// @param id The passportId.
    /// @param parent passportId of the battery it is a component of, or zero.
    /// @param digest sha2-256 of the first version of the passport.
    /// @param manufacturer Participant that registered the batch.
    function passportLeaf(bytes32 id, bytes32 parent, bytes32 digest, uint32 manufacturer)
        internal
        pure
        returns (bytes32)
    {
        return _twice(keccak256(abi.encode(PASSPORT_LEAF_TAG, id, parent, digest, manufacturer)));
    }

    /// @notice Leaf of a batch of data products.
    /// @param hashAlgorithm Multihash code of the digest's algorithm; 0x12 is sha2-256.
    /// @param digest Digest over the bytes of the signed product.
    /// @param id The passportId the product is about.
    /// @param productType keccak256 of the name of the product type.
    function productLeaf(uint64 hashAlgorithm, bytes32 digest, bytes32 id, bytes32 productType)
        internal
        pure
        returns (bytes32)
    {
        return _twice(keccak256(abi.encode(PRODUCT_LEAF_TAG, hashAlgorithm, digest, id, productType)));
    }

    function _twice(bytes32 inner) private pure returns (bytes32) {
        return keccak256(bytes.concat(inner));
    }
}
