"""An organisation as the chain has it in a block, for those who ask by DID."""

from __future__ import annotations

from passport.identifiers import BlockRef, ParticipantId
from passport.ledger.events import SignerAdded
from passport.ledger.refusals import ParticipantUnknown
from passport.ports import PassportLedger
from passport.provenance.did import Organisation


def organisation_at(ledger: PassportLedger, participant_id: ParticipantId, at: BlockRef | None = None) -> Organisation:
    """Record and keys of an organisation in a block, by default the newest final one.

    Raises:
        ParticipantUnknown: There was no such organisation in that block.
    """
    block = at or ledger.final_head()
    snapshot = ledger.snapshot(block)
    record = snapshot.participant(participant_id)
    if record is None:
        raise ParticipantUnknown(participant_id)
    added = [
        event.signer
        for event in ledger.events(ledger.deployment.first_block, block.number)
        if isinstance(event, SignerAdded) and event.participant_id == participant_id
    ]
    periods = {signer: snapshot.signer(signer) for signer in added}
    keys = {signer: period for signer, period in periods.items() if period is not None}
    return Organisation(participant_id, ledger.deployment.chain_id, block.number, record, keys)
