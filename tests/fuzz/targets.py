"""Every parser, with good inputs to begin from. What a parser may raise is a PassportError, and nothing else."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import rlp
from eth_utils.crypto import keccak

from passport.battery.product_types import ProductType
from passport.battery.products import read_payload
from passport.cli.report import as_document, as_html
from passport.errors import ContentNotFound, PassportError
from passport.identifiers import Address, BatteryIdentifier, ChainId, Cid, Digest, PassportId
from passport.ledger.deployment import Contract
from passport.provenance import account_jws
from passport.provenance.bundle import read_bundle
from passport.provenance.canonical import canonical_bytes, read_canonical, read_json
from passport.provenance.car import read_car, write_car
from passport.provenance.chain.blocks import read_header, with_extra
from passport.provenance.chain.logs import events_in
from passport.provenance.chain.qbft import MIX_HASH, QbftExtra, read_extra
from passport.provenance.chain.seals import clique_sealer, qbft_sealers
from passport.provenance.chain.transactions import read_receipt, read_transaction
from passport.provenance.chain.tries import account_at, storage_at, value_at
from passport.provenance.content import Chunking, assemble, stream_blocks
from passport.provenance.handovers import words_in
from passport.provenance.key_binding import MEDIA_TYPE as KEY_BINDING
from passport.provenance.key_binding import binding_payload, bound
from passport.provenance.presentation import present, read_presentation
from passport.provenance.sd_jwt import read_disclosure, reveal
from passport.provenance.sealed_product import seal, unseal
from passport.provenance.signed_product import MEDIA_TYPE, digest_of, read_product, signer_named
from passport.provenance.stream import seal_stream, unseal_stream
from passport.provenance.verification import TrustRoot, UnsafeNoPolicy, read_policy, verify
from tests.evidence.story import NOW
from tests.evidence.tampering import sealed
from tests.fuzz.exchanged import exchanged
from tests.fuzz.seeds import Seeds, compact
from tests.fuzz.target import SIGNER, Target, Untrue

KEY = bytes(range(32))


def targets(seeds: Seeds) -> Iterator[Target]:
    """All of them."""
    yield from _texts()
    yield from _products(seeds)
    yield from _payloads(seeds)
    yield from _contents()
    yield from _chain(seeds)
    yield from _bundles(seeds)
    yield from exchanged(seeds)


# ---------------------------------------------------------------------- text
def _texts() -> Iterator[Target]:
    document = {"a": [1, -2.5e-7, None, True, "é\u20ac\U0001f600"], "b": {"": {}, "c": '\\"\n'}, "n": 2**53 - 1}
    yield Target("canonical JSON", _canonical, [canonical_bytes(document), compact(document), b"[]"])
    yield Target("identifiers", _identifiers, [
        b"https://maker.example/batteries/1", b"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        b"https://maker.example/%C3%A9/a?b=c", b"0x" + b"11" * 20, b"0x" + b"ab" * 32,
        b"bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
        b"bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi",
    ])  # fmt: skip
    yield Target("trust root", _trust_root, [_ROOT, _QBFT_ROOT])
    yield Target("policy", read_policy, [
        compact({"rule": "AllOf", "policies": [
            {"rule": "Stands"}, {"rule": "IssuerIn", "participants": [1, 2]}, {"rule": "TypeIn", "types": ["A"]},
            {"rule": "AnyOf", "policies": [
                {"rule": "IssuerHasRole", "roles": ["auditor"]}, {"rule": "IssuerMayIssue"}]},
            {"rule": "MaxAge", "days": 3}, {"rule": "StateNotOlderThan", "hours": 4}]}),
    ])  # fmt: skip


_CONTRACT = {"address": "0x" + "11" * 20, "code_hash": "0x" + "22" * 32}
_NAMED = {contract.value: _CONTRACT for contract in Contract}
_TRUSTED = {"number": 5, "hash": "0x" + "33" * 32}
_ROOT = compact({"version": 1, "chain_id": 1, "contracts": _NAMED, "trusted_block": _TRUSTED})
_QBFT_ROOT = compact(
    {"chain_id": 1, "contracts": _NAMED, "validators": {"scheme": "qbft", "addresses": ["0x" + "44" * 20]}}
)


def _canonical(content: bytes) -> None:
    try:
        value = read_canonical(content)
    except PassportError:
        value = read_json(content, max_depth=32)
        canonical_bytes(value)
        return
    if canonical_bytes(value) != content:
        raise Untrue("another form was taken as the canonical one")


def _identifiers(content: bytes) -> None:
    """Each kind reads the text alone; all refuse, or one takes it and writes it again."""
    text = content.decode("utf-8", "surrogateescape")
    taken = 0
    for kind in (BatteryIdentifier, Address, Cid, PassportId.from_hex, Digest.from_hex):
        try:
            value = kind(text)
        except PassportError:
            continue
        taken += 1
        if kind in (BatteryIdentifier, Cid) and kind(str(value)) != value:
            raise Untrue(f"{value} is read otherwise than it is written")
    if not taken:
        BatteryIdentifier(text)


def _trust_root(content: bytes) -> None:
    root = TrustRoot.read(content)
    if TrustRoot.read(root.write()) != root:
        raise Untrue("a trust root changes when it is written and read")


# ---------------------------------------------------------------------- products
def _products(seeds: Seeds) -> Iterator[Target]:
    contents = [piece.content for piece in seeds.evidence.products]
    yield Target("signed product", _product, contents + [piece.document for piece in seeds.evidence.passports])
    credentials = [_credential(content) for content in contents]
    yield Target("credential behind a right signature", _signed_anew, credentials, weight=0.5)
    part = present(contents[0], [])
    asked = bound(part, SIGNER, seeds.evidence.chain.chain_id, "https://verifier.example", "4711", NOW)
    yield Target("presentation", read_presentation, [part, asked, contents[0]])
    words = binding_payload(part, "https://verifier.example", "4711", NOW)
    yield Target("key binding behind a right signature", _bound_anew(part, seeds.evidence.chain.chain_id), [words])
    _, *disclosures = contents[0].rstrip(b"~").split(b"~")
    yield Target("disclosure", read_disclosure, disclosures)
    yield Target("digests and disclosures", _revealed, [_credential(contents[0])])
    yield Target("sealed product", lambda content: unseal(content, KEY), [seal(contents[0], KEY), seal(b"", KEY)])


def _bound_anew(part: bytes, chain_id: ChainId) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        jwt = account_jws.sign(content, SIGNER, chain_id, KEY_BINDING)
        if read_presentation(part + jwt).key_binding is None:
            raise Untrue("a key binding was overlooked")

    return read


def _revealed(content: bytes) -> None:
    """What is revealed holds no digest any more, and every disclosure is in it."""
    found: Any = read_json(content)
    if not isinstance(found, list) or len(found) != 2 or not isinstance(found[1], list):
        return
    texts = [str(text).encode("utf-8", "surrogatepass") for text in found[1]]
    revealed = reveal(found[0], texts)
    if sorted(disclosure.text for _, disclosure in revealed.shown) != sorted(texts):
        raise Untrue("a disclosure was overlooked")
    if b'"_sd"' in canonical_bytes(revealed.claims) or b'"..."' in canonical_bytes(revealed.claims):
        raise Untrue("a digest was left in what is revealed")


def _product(content: bytes) -> None:
    try:
        read_product(content)
    except PassportError:
        read_product(content, in_part=True)
        signer_named(content)
    digest_of(content)


def _credential(content: bytes) -> bytes:
    """The credential and its disclosures as JSON, so that both can be spoiled before they are signed."""
    jwt, *disclosures = content.rstrip(b"~").split(b"~")
    _, payload = account_jws.segments(jwt)
    return compact([json.loads(payload), [text.decode() for text in disclosures]])


def _signed_anew(content: bytes) -> None:
    found: Any = read_json(content)
    if not isinstance(found, list) or len(found) != 2 or not isinstance(found[1], list):
        return
    words, disclosures = found
    chain = 1
    with contextlib.suppress(LookupError, TypeError, ValueError, AttributeError):
        chain = int(words["credentialSubject"]["id"].split(":")[3])
    header = {
        "alg": "ES256K", "jwk": SIGNER.public_jwk, "kid": f"did:pkh:eip155:{chain}:{SIGNER.address}", "typ": MEDIA_TYPE,
    }  # fmt: skip
    jwt = SIGNER.sign_jws(header, canonical_bytes(words)).encode("ascii")
    texts = [str(text).encode("utf-8", "surrogatepass") for text in disclosures]
    read_product(b"~".join([jwt, *texts, b""]), in_part=True)


# ---------------------------------------------------------------------- payloads
def _payloads(seeds: Seeds) -> Iterator[Target]:
    for name, content in seeds.payloads.items():
        kind, _, version = name.rpartition("-")
        product_type = next((each for each in ProductType if each.value == kind), None)
        if product_type is not None:
            yield Target(f"payload {name}", _payload_reader(product_type, version), [content], weight=0.15)


def _payload_reader(kind: ProductType, version: str) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        payload = read_json(content)
        if not isinstance(payload, dict):
            return
        again = read_payload(kind, version, payload).as_json()
        if read_payload(kind, version, again).as_json() != again:
            raise Untrue("a payload changes when it is written and read")
        canonical_bytes(again)

    return read


# ---------------------------------------------------------------------- content
SMALL = Chunking(leaf_bytes=16, links_per_node=3)


def _contents() -> Iterator[Target]:
    block_lists = [list(stream_blocks(bytes(range(length)), SMALL)) for length in (0, 15, 16, 17, 48, 49, 200)]
    archives = [b"".join(write_car([blocks[-1].cid], blocks)) for blocks in block_lists]
    yield Target("archive (CAR)", _archive, archives)
    yield Target("content blocks", _tree, [_as_tree(blocks) for blocks in block_lists])
    yield Target("sealed stream", _stream, [b"".join(seal_stream([bytes(200)], KEY)), b"".join(seal_stream([], KEY))])


def _archive(content: bytes) -> None:
    _, sections = read_car(io.BytesIO(content).read)
    for _ in sections:
        pass


def _as_tree(blocks: Sequence[Any]) -> bytes:
    return rlp.encode([block.content for block in blocks])


def _tree(content: bytes) -> None:
    """The last block is the root; every block is found by the CID it has, so the shape alone is judged."""
    try:
        items = rlp.decode(content, strict=False)
        contents = [bytes(each) for each in items if isinstance(each, bytes)]
    except (rlp.exceptions.RLPException, TypeError, RecursionError):
        contents = [content]
    if not contents:
        return
    found = {Cid.from_digest(_sha(each), codec): each for each in contents for codec in ("raw", "dag-pb")}  # type: ignore[arg-type]
    root = Cid.from_digest(_sha(contents[-1]), "dag-pb" if len(contents) > 1 else "raw")

    def get(cid: Cid) -> bytes:
        if cid not in found:
            raise ContentNotFound(f"{cid} is not among the blocks.", cid=cid)
        return found[cid]

    assemble(root, get, max_bytes=100_000, chunking=SMALL)


def _sha(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _stream(content: bytes) -> None:
    for _ in unseal_stream([content], KEY):
        pass


# ---------------------------------------------------------------------- chain
def _chain(seeds: Seeds) -> Iterator[Target]:
    evidence = seeds.evidence
    headers = [piece.rlp for piece in evidence.headers][:4]
    yield Target("block header", _header, [*headers, _qbft_header(headers[0])])
    extra = read_header(_qbft_header(headers[0])).extra_data
    yield Target("QBFT extra data", lambda content: read_extra(content).encoded(), [extra])
    yield Target("transaction", _transaction_reader(seeds), [piece.transaction for piece in evidence.transactions])
    yield Target("receipt", _receipt_reader(seeds), [piece.receipt for piece in evidence.transactions])
    proofs = [rlp.encode([_root(piece.transaction_proof), rlp.encode(piece.index), list(piece.transaction_proof)])
              for piece in evidence.transactions]  # fmt: skip
    yield Target("trie proof", _proof, proofs)
    states = [
        rlp.encode([_root(piece.account_proof), piece.address.raw, list(piece.account_proof),
                    [bytes(slot) for slot in piece.slots], list(piece.nodes)])
        for piece in evidence.states
    ]  # fmt: skip
    yield Target("storage proof", _state, states, weight=0.3)


def _root(proof: Sequence[bytes]) -> bytes:
    return keccak(proof[0])


def _qbft_header(encoded: bytes) -> bytes:
    fields = list(rlp.decode(encoded))
    fields[8], fields[13] = b"\x05", MIX_HASH
    extra = QbftExtra(bytes(32), (SIGNER.address,), (), 1, ())
    digest = keccak(with_extra(fields, extra.without_seals()))
    raw = bytes(SIGNER.sign_digest(digest))
    seal_bytes = raw[:64] + bytes([raw[64] % 27])
    return with_extra(fields, QbftExtra(bytes(32), (SIGNER.address,), (), 1, (seal_bytes,)).encoded())


def _header(content: bytes) -> None:
    header = read_header(content)
    for sealers in (qbft_sealers, clique_sealer):
        try:
            sealers(header)
        except PassportError:
            continue


def _transaction_reader(seeds: Seeds) -> Callable[[bytes], None]:
    return lambda content: [*words_in(read_transaction(content), seeds.story.domain)].clear()


def _receipt_reader(seeds: Seeds) -> Callable[[bytes], None]:
    registry = seeds.story.domain.verifying_contract
    return lambda content: [*events_in(read_receipt(content), registry, 5, 0)].clear()


def _proof(content: bytes) -> None:
    root, key, nodes = _three(content)
    value_at(_rooted(root, nodes), key, nodes)


def _three(content: bytes) -> tuple[bytes, bytes, list[bytes]]:
    items = _decoded(content)
    if len(items) != 3 or not isinstance(items[2], list):
        return b"", b"", [content]
    return _flat(items[0]), _flat(items[1]), [_flat(node) for node in items[2]]


def _rooted(root: bytes, nodes: Sequence[bytes]) -> bytes:
    """A forger names the root its proof begins with."""
    return keccak(nodes[0]) if nodes and len(root) == 32 else root.ljust(32, b"\0")[:32]


def _state(content: bytes) -> None:
    items = _decoded(content)
    if len(items) != 5 or not all(isinstance(items[at], list) for at in (2, 3, 4)):
        return
    account_proof, slots, nodes = ([_flat(item) for item in items[at]] for at in (2, 3, 4))
    storage_root, _ = account_at(_rooted(_flat(items[0]), account_proof), _flat(items[1]), account_proof)
    wanted = [Digest(slot.ljust(32, b"\0")[:32]) for slot in slots]
    storage_at(storage_root, wanted, sorted(set(nodes), key=keccak))


def _decoded(content: bytes) -> list[Any]:
    try:
        items = rlp.decode(content, strict=False)
    except (rlp.exceptions.RLPException, TypeError, RecursionError):
        return []
    return items if isinstance(items, list) else []


def _flat(item: Any) -> bytes:
    return item if isinstance(item, bytes) else rlp.encode(item)


# ---------------------------------------------------------------------- bundles
def _bundles(seeds: Seeds) -> Iterator[Target]:
    pieces = compact(json.loads(seeds.bundle)["pieces"])
    yield Target("bundle", read_bundle, [seeds.bundle], weight=0.05)
    yield Target("verification of a forged bundle", _verifier(seeds), [pieces], weight=0.03)


def _verifier(seeds: Seeds) -> Callable[[bytes], None]:
    """Seals the spoiled pieces again, so that every step gets to see them; verification itself never raises."""

    def read(content: bytes) -> None:
        pieces = read_json(content)
        if not isinstance(pieces, dict):
            return
        try:
            bundle = sealed(pieces)
        except (KeyError, AttributeError, TypeError):
            return
        try:
            report = verify(bundle, seeds.trust_root, UnsafeNoPolicy(), now=NOW)
        except PassportError as error:
            raise Untrue(f"verification raised {error!r}") from error
        as_html(as_document(report), bundle="fuzz", made="now")

    return read
