"""Write the vectors that pin Solidity and Python to each other: typed data, leaves, trees, consistency proofs.

    python -m tests.conformance.make_contract_vectors

Written out from the definitions (EIP-712, PLAN of the leaves, RFC 9162), with eth-abi and eth-utils only: nothing of
`passport` is imported, so that a mistake in it cannot hide in its own vectors.
"""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

VECTORS = Path(__file__).parent / "vectors"
SEED = 1542

DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
STRUCTS = {
    "HandoverOffer": "uint8 kind,bytes32 subject,uint32 from,uint32 to,uint8 receiverRole,uint8 targetStage,"
    "bytes32 evidenceRoot,uint32 sequence,uint64 deadline",
    "HandoverAcceptance": "bytes32 offerDigest,uint32 receiver",
    "ConsentGrant": "bytes32 consentDigest,uint32 subject,uint32 grantee,uint48 expiresAt,uint64 deadline",
    "ConsentRevocation": "bytes32 consentDigest,uint32 subject",
    "Checkpoint": "bytes32 logId,uint64 treeSize,bytes32 rootHash",
}
DOMAINS = {
    "HandoverOffer": "BatteryPassportRegistry",
    "HandoverAcceptance": "BatteryPassportRegistry",
    "ConsentGrant": "BatteryConsentRegistry",
    "ConsentRevocation": "BatteryConsentRegistry",
    "Checkpoint": "BatteryAccessLog",
}
# Largest value of enumerations, which is less than their type holds.
LARGEST = {"kind": 2, "receiverRole": 6, "targetStage": 5}


def hex0x(content: bytes) -> str:
    return "0x" + content.hex()


def fields(struct: str) -> list[tuple[str, str]]:
    return [tuple(field.split()) for field in STRUCTS[struct].split(",")]  # type: ignore[misc]


# ------------------------------------------------------------------ EIP-712


def struct_hash(struct: str, words: dict[str, Any]) -> bytes:
    types, names = zip(*fields(struct), strict=True)
    type_hash = keccak(text=f"{struct}({STRUCTS[struct]})")
    values = [bytes.fromhex(words[n][2:]) if t == "bytes32" else words[n] for t, n in zip(types, names, strict=True)]
    return keccak(encode(["bytes32", *types], [type_hash, *values]))


def domain_separator(name: str, chain_id: int, contract: str) -> bytes:
    values = [keccak(text=DOMAIN_TYPE), keccak(text=name), keccak(text="1"), chain_id, contract]
    return keccak(encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], values))


def words_of(struct: str, source: random.Random, extreme: int | None) -> dict[str, Any]:
    """Random words, or the smallest (0) or largest (1) of each type."""
    words: dict[str, Any] = {}
    for kind, name in fields(struct):
        if kind == "bytes32":
            words[name] = hex0x(source.randbytes(32) if extreme is None else bytes([255 * extreme] * 32))
        else:
            largest = LARGEST.get(name, 2 ** int(kind.removeprefix("uint")) - 1)
            words[name] = source.randint(0, largest) if extreme is None else largest * extreme
    return words


def typed_data(source: random.Random) -> dict[str, Any]:
    cases = []
    for struct, domain in DOMAINS.items():
        for extreme in (0, 1, None, None, None):
            words = words_of(struct, source, extreme)
            chain_id = source.choice([1, 31337, 31971, 2**32 + 5])
            contract = hex0x(source.randbytes(20))
            inner = struct_hash(struct, words)
            separator = domain_separator(domain, chain_id, contract)
            cases.append(
                {
                    "struct": struct,
                    "domain": {
                        "name": domain,
                        "version": "1",
                        "chainId": chain_id,
                        "verifyingContract": contract,
                    },
                    "words": words,
                    "domainSeparator": hex0x(separator),
                    "structHash": hex0x(inner),
                    "digest": hex0x(keccak(b"\x19\x01" + separator + inner)),
                }
            )
    return {"description": "EIP-712 digests (contracts/libraries/TypedData.sol)", "count": len(cases), "cases": cases}


# ------------------------------------------------------------------ leaves and batch trees


def twice(content: bytes) -> bytes:
    return keccak(keccak(content))


def leaves(source: random.Random) -> dict[str, Any]:
    passports, products = [], []
    for number in range(12):
        manufacturer = source.choice([1, 2, 77, 2**32 - 1])
        identifier = f"https://id.example.org/01/0950600013{number:04d}/21/PACK-{number}"
        identifier_hash = keccak(text=identifier)
        passport_id = keccak(encode(["uint32", "bytes32"], [manufacturer, identifier_hash]))
        parent = source.randbytes(32) if number % 3 else bytes(32)
        digest = hashlib.sha256(f"passport {number}".encode()).digest()
        tag = keccak(text="battery-passport/passport-leaf/v1")
        words = encode(
            ["bytes32", "bytes32", "bytes32", "bytes32", "uint32"], [tag, passport_id, parent, digest, manufacturer]
        )
        passports.append(
            {
                "manufacturer": manufacturer,
                "identifier": identifier,
                "identifierHash": hex0x(identifier_hash),
                "passportId": hex0x(passport_id),
                "parent": hex0x(parent),
                "digest": hex0x(digest),
                "leaf": hex0x(twice(words)),
            }
        )
        product_type = source.choice(["ProductDataSheet", "CarbonFootprint", "ChargingHistory", "StateOfHealth"])
        product_digest = hashlib.sha256(f"product {number}".encode()).digest()
        tag = keccak(text="battery-passport/product-leaf/v1")
        values = [tag, 0x12, product_digest, passport_id, keccak(text=product_type)]
        products.append(
            {
                "hashAlgorithm": 0x12,
                "digest": hex0x(product_digest),
                "passportId": hex0x(passport_id),
                "productType": product_type,
                "productTypeHash": hex0x(keccak(text=product_type)),
                "leaf": hex0x(twice(encode(["bytes32", "uint64", "bytes32", "bytes32", "bytes32"], values))),
            }
        )
    return {
        "description": "passportIds and Merkle leaves (contracts/libraries/LeafHashes.sol)",
        "count": len(passports),
        "passports": passports,
        "products": products,
    }


def above(level: list[bytes]) -> list[bytes]:
    pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
    return [keccak(b"".join(sorted(pair))) if len(pair) == 2 else pair[0] for pair in pairs]


def keccak_proof(level: list[bytes], index: int) -> list[bytes]:
    proof = []
    while len(level) > 1:
        if index ^ 1 < len(level):
            proof.append(level[index ^ 1])
        level, index = above(level), index // 2
    return proof


def trees() -> dict[str, Any]:
    cases = []
    for size in (1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 17, 31):
        level = [keccak(text=f"leaf {index} of {size}") for index in range(size)]
        proofs = [[hex0x(node) for node in keccak_proof(level, index)] for index in range(size)]
        names = [hex0x(leaf) for leaf in level]
        while len(level) > 1:
            level = above(level)
        cases.append({"size": size, "leaves": names, "root": hex0x(level[0]), "proofs": proofs})
    return {
        "description": "Batch trees: keccak256 of the sorted pair, an odd last node promoted unchanged",
        "count": len(cases),
        "cases": cases,
    }


# ------------------------------------------------------------------ read log (RFC 9162, SHA-256)


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two smaller than `size` (RFC 9162 section 2.1.1)."""
    return 1 << (size - 1).bit_length() - 1


def tree_head(entries: list[bytes]) -> bytes:
    if len(entries) == 1:
        return leaf_hash(entries[0])
    middle = split(len(entries))
    return node_hash(tree_head(entries[:middle]), tree_head(entries[middle:]))


def subproof(first: int, entries: list[bytes], is_whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 9162 section 2.1.4.1."""
    size = len(entries)
    if first == size:
        return [] if is_whole else [tree_head(entries)]
    middle = split(size)
    if first <= middle:
        return [*subproof(first, entries[:middle], is_whole), tree_head(entries[middle:])]
    return [*subproof(first - middle, entries[middle:], False), tree_head(entries[:middle])]


def consistency(source: random.Random) -> dict[str, Any]:
    entries = [f"read {index}".encode() for index in range(70)]
    pairs = [(first, second) for second in range(2, 18) for first in range(1, second)]
    pairs += [(1, 64), (32, 64), (33, 64), (63, 64), (64, 65), (7, 70), (64, 70), (69, 70)]
    cases = []
    for first, second in pairs:
        proof = subproof(first, entries[:second], True)
        case = {
            "firstSize": first,
            "firstRoot": hex0x(tree_head(entries[:first])),
            "secondSize": second,
            "secondRoot": hex0x(tree_head(entries[:second])),
            "proof": [hex0x(node) for node in proof],
            "isValid": True,
        }
        cases.append(case)
        if source.random() < 0.25:
            cases += spoiled(case, source)
    return {
        "description": "Consistency proofs of the read log (RFC 9162 section 2.1.4, SHA-256)",
        "count": len(cases),
        "cases": cases,
    }


def spoiled(case: dict[str, Any], source: random.Random) -> list[dict[str, Any]]:
    """The case with one thing wrong, each in its own copy."""
    other = hex0x(source.randbytes(32))
    place = source.randrange(len(case["proof"]))
    changed = [*case["proof"][:place], other, *case["proof"][place + 1 :]]
    wrong: list[dict[str, Any]] = [
        {"proof": changed},
        {"proof": case["proof"][:-1]},
        {"proof": [*case["proof"], other]},
        {"firstRoot": other},
        {"secondRoot": other},
        {"firstRoot": case["secondRoot"], "secondRoot": case["firstRoot"]},
    ]
    return [case | change | {"isValid": False} for change in wrong]


def all_vectors() -> dict[str, dict[str, Any]]:
    """File name to content."""
    source = random.Random(SEED)
    return {
        "typed_data": typed_data(source),
        "leaves": leaves(source),
        "trees": trees(),
        "consistency": consistency(source),
    }


def written(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1) + "\n"


if __name__ == "__main__":
    for name, content in all_vectors().items():
        (VECTORS / f"{name}.json").write_text(written(content), "utf-8")
