"""What every journal promises."""

from __future__ import annotations

import pytest

from passport.errors import JournalConflict
from passport.identifiers import Digest
from passport.ledger.delivery import IdempotencyKey
from passport.ports import Journal

KEY = IdempotencyKey("publish:1")
REQUEST = Digest(b"\x01" * 32)
OTHER_REQUEST = Digest(b"\x02" * 32)


class JournalSuite:
    """Inherit it and give it a fixture `journal`, empty in each test."""

    def test_begin__first_time__has_no_steps(self, journal: Journal) -> None:
        entry = journal.begin(KEY, REQUEST)
        assert (entry.key, entry.request, dict(entry.steps), entry.done) == (KEY, REQUEST, {}, False)
        assert journal.entry(KEY) == entry

    def test_begin__again__goes_on_where_it_stopped(self, journal: Journal) -> None:
        journal.begin(KEY, REQUEST)
        journal.record(KEY, "stored", "bafk")
        assert dict(journal.begin(KEY, REQUEST).steps) == {"stored": "bafk"}

    def test_begin__another_request__is_a_conflict(self, journal: Journal) -> None:
        before = journal.begin(KEY, REQUEST)
        with pytest.raises(JournalConflict):
            journal.begin(KEY, OTHER_REQUEST)
        assert journal.entry(KEY) == before

    def test_record__same_value_again__changes_nothing(self, journal: Journal) -> None:
        journal.begin(KEY, REQUEST)
        once = journal.record(KEY, "stored", "bafk")
        assert journal.record(KEY, "stored", "bafk") == once

    def test_record__another_value__is_a_conflict_and_the_first_stands(self, journal: Journal) -> None:
        journal.begin(KEY, REQUEST)
        journal.record(KEY, "stored", "bafk")
        with pytest.raises(JournalConflict):
            journal.record(KEY, "stored", "other")
        entry = journal.entry(KEY)
        assert entry is not None
        assert dict(entry.steps) == {"stored": "bafk"}

    def test_record__several_steps__keep_their_order(self, journal: Journal) -> None:
        journal.begin(KEY, REQUEST)
        for step in ("z", "a", "m"):
            entry = journal.record(KEY, step, step * 3)
        assert list(entry.steps.items()) == [("z", "zzz"), ("a", "aaa"), ("m", "mmm")]

    def test_record__never_begun__is_a_conflict(self, journal: Journal) -> None:
        with pytest.raises(JournalConflict):
            journal.record(KEY, "stored", "bafk")
        assert journal.entry(KEY) is None

    def test_record__value_of_any_text__comes_back_exactly(self, journal: Journal) -> None:
        journal.begin(KEY, REQUEST)
        value = '{"name": "Größe \U0001f50b", "lines": "a\\nb"}\n' * 1000
        assert journal.record(KEY, "big", value).steps["big"] == value

    def test_forget__repeated__step_stays_taken_and_its_value_is_gone(self, journal: Journal) -> None:
        journal.begin(KEY, REQUEST)
        journal.record(KEY, "sealed", "bytes")
        journal.record(KEY, "stored", "bafk")
        for _ in range(2):
            assert dict(journal.forget(KEY, "sealed").steps) == {"sealed": "", "stored": "bafk"}
        with pytest.raises(JournalConflict):
            journal.record(KEY, "sealed", "bytes")

    def test_forget__step_never_taken__is_a_conflict(self, journal: Journal) -> None:
        with pytest.raises(JournalConflict):
            journal.forget(KEY, "sealed")
        journal.begin(KEY, REQUEST)
        with pytest.raises(JournalConflict):
            journal.forget(KEY, "sealed")

    def test_finish__repeated__is_done_once_and_not_unfinished(self, journal: Journal) -> None:
        journal.begin(KEY, REQUEST)
        assert journal.finish(KEY).done
        assert journal.finish(KEY).done
        assert journal.begin(KEY, REQUEST).done
        assert list(journal.unfinished()) == []

    def test_finish__never_begun__is_a_conflict(self, journal: Journal) -> None:
        with pytest.raises(JournalConflict):
            journal.finish(KEY)

    def test_unfinished__several__oldest_first(self, journal: Journal) -> None:
        keys = [IdempotencyKey(name) for name in ("c", "a", "b")]
        for key in keys:
            journal.begin(key, REQUEST)
        journal.finish(keys[1])
        assert [entry.key for entry in journal.unfinished()] == [keys[0], keys[2]]

    def test_entry__unknown_key__is_none(self, journal: Journal) -> None:
        assert journal.entry(IdempotencyKey("never")) is None
