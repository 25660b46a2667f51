// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title Signatures of keys and of contracts
/// @notice ECDSA is tried first, so that a plain key costs no look at its (absent) code; ERC-1271 is asked only when
/// that does not give the signer. Malleable signatures (high s) are refused by OpenZeppelin's ECDSA.
library PartySignatures {
    /// @notice Whether `signer` signed `digest`.
    function isSignedBy(bytes32 digest, address signer, bytes memory signature) internal view returns (bool) {
        (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecover(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == signer) return true;
        return signer.code.length != 0 && SignatureChecker.isValidERC1271SignatureNow(signer, digest, signature);
    }
}
