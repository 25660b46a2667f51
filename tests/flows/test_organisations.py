"""An organisation's keys over time, from a real chain, as a DID document."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import ApiSettings
from api.wiring import organisations
from passport.identifiers import ParticipantId
from passport.ledger.refusals import ParticipantUnknown
from passport.provenance.did import organisation_document
from passport.services.organisations import organisation_at
from passport.services.rotate_key import rotate_key
from tests.flows.house import House


def test_organisation__key_rotated__both_keys_with_their_blocks(house: House) -> None:
    at, ledger = house.at, house.at.bench.ledger
    known = at.home.participant("second")
    before = ledger.head()
    new = at.keyring.create("second.signer-2")
    rotate_key(at.bench, known.controller, known.signer, new)
    at.home.remember(known.model_copy(update={"signer": new, "signer_key": "second.signer-2"}))
    now = organisation_at(ledger, known.participant_id)
    assert set(now.keys) == {known.signer, new}
    assert not now.keys[known.signer].covers(now.block)
    assert now.keys[new].covers(now.block)
    then = organisation_at(ledger, known.participant_id, before)
    assert set(then.keys) == {known.signer}
    document = organisation_document("did:web:second.example", now)
    assert document["assertionMethod"] == [f"did:web:second.example#{new}"]
    assert organisation_document("did:web:second.example", then)["assertionMethod"] == [
        f"did:web:second.example#{known.signer}"
    ]
    served = organisations(ApiSettings(home=Path(at.home.root)))
    assert served(known.participant_id, before.number) == then


def test_organisation__unknown__is_refused(house: House) -> None:
    with pytest.raises(ParticipantUnknown):
        organisation_at(house.at.bench.ledger, ParticipantId(9999))
