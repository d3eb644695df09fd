"""An agent is told what became of their credentials: at once at an open seat, else as soon as they open one."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes.credentials import FakeCredentials
from tests.keeper.running import DEADLINE, SEAT, RunningKeeper, eventually, hear
from tests.keeper.test_ledger import no_file_grows_beyond
from workstation.facts.kinds import Kind, Severity
from workstation.facts.truth import Truth
from workstation.keeper import credentialtelling
from workstation.keeper.ruled import Ruled
from workstation.link.messages import (
    Attested,
    CodeOffered,
    CredentialsTold,
    LockOrder,
    MyRecord,
    MyRecordWanted,
    Ready,
    TruthTold,
    Verdict,
)
from workstation.record.directive import CredentialsChanged
from workstation.record.entry import parse_header, parse_payload
from workstation.record.exchange import CredentialChange

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ELSEWHERE = "00000000-0000-4000-8000-000000000002/1"


def changed(
    change: CredentialChange, *, ends: bool = False, agent: str = "cruz", but: str | None = None
) -> CredentialsChanged:
    return CredentialsChanged(agent=agent, what=change.what, at=change.at, number=change.number, ends=ends, but=but)


@pytest.fixture
def store() -> FakeCredentials:
    return FakeCredentials()


@pytest.fixture
def keeper(tmp_path: Path, store: FakeCredentials) -> Iterator[RunningKeeper]:
    keeper = RunningKeeper(tmp_path, credentials=store)
    yield keeper
    keeper.stop()


def told(keeper: RunningKeeper) -> list[tuple[str, Severity, object, object]]:
    """Return what is on the record of what whom was told."""
    entries = keeper.ledger.waiting(SEAT, 10_000)
    read = [(parse_header(each.header), parse_payload(each.payload)) for each in entries]
    return [
        (payload.agent, head.severity, payload.body.details["change"], payload.body.details["at"])
        for head, payload in read
        if head.kind is Kind.CREDENTIALS_TOLD
    ]


def test_what_changed_before_is_told_at_sign_in_once_and_the_store_hears_of_it(
    keeper: RunningKeeper, store: FakeCredentials
) -> None:
    store.becomes("password_set")
    store.becomes("security_key_added")
    seat, _, prompt = keeper.open_seat()
    assert [hear(seat, CredentialsTold).what for _ in range(2)] == ["password_set", "security_key_added"]
    at = "2026-11-22T12:00Z"
    assert told(keeper) == [
        ("cruz", Severity.CUSTODY, "password_set", at),
        ("cruz", Severity.CUSTODY, "security_key_added", at),
    ]
    eventually(lambda: store.told == [1, 2])
    seat.send(MyRecordWanted())
    kinds = [line.body.kind for line in hear(seat, MyRecord).lines]
    assert kinds.count(Kind.CREDENTIALS_TOLD) == 2
    asked = store.asked
    seat.send(LockOrder(reason="idle"))
    hear(prompt, TruthTold, lambda each: each.truth is Truth.LOCKED)
    prompt.send(CodeOffered(agent="", code="222222"))
    assert hear(prompt, Verdict).accepted
    eventually(lambda: store.asked > asked)
    assert len(told(keeper)) == 2


def test_what_changes_at_an_open_seat_is_told_at_once_and_of_nobody_else(
    keeper: RunningKeeper, store: FakeCredentials
) -> None:
    seat, _, _ = keeper.open_seat()
    keeper.direct(changed(CredentialChange(number=7, what="password_set", at=NOON), agent="reyes", ends=True))
    keeper.direct(changed(store.becomes("recovery_renewed")))
    assert hear(seat, CredentialsTold).what == "recovery_renewed"
    eventually(lambda: store.told == [1])
    assert [what for _, _, what, _ in told(keeper)] == ["recovery_renewed"]
    assert keeper.slot.standing.is_open


def test_what_ends_something_signs_out_and_is_told_at_the_next_sign_in(
    keeper: RunningKeeper, store: FakeCredentials
) -> None:
    seat, _, prompt = keeper.open_seat()
    keeper.direct(changed(store.becomes("totp_renewed"), ends=True, but=ELSEWHERE))
    hear(prompt, TruthTold, lambda each: (each.truth, each.reason) == (Truth.SIGNED_OUT, "credentials_changed"))
    assert told(keeper) == []
    prompt.send(CodeOffered(agent="cruz", code="222222"))
    assert hear(prompt, Verdict).accepted
    assert hear(seat, CredentialsTold).what == "totp_renewed"
    eventually(lambda: store.told == [1])


def test_who_ended_their_sessions_elsewhere_is_signed_out_here_and_reads_why(
    keeper: RunningKeeper, store: FakeCredentials
) -> None:
    seat, _, prompt = keeper.open_seat()
    keeper.direct(changed(store.becomes("sessions_ended"), ends=True, but=ELSEWHERE))
    hear(prompt, TruthTold, lambda each: (each.truth, each.reason) == (Truth.SIGNED_OUT, "sessions_ended"))
    eventually(lambda: Kind.SIGNED_OUT in keeper.kinds())
    prompt.send(CodeOffered(agent="cruz", code="222222"))
    assert hear(prompt, Verdict).accepted
    assert hear(seat, CredentialsTold).what == "sessions_ended"


@pytest.mark.parametrize(
    ("but", "reason"), [(ELSEWHERE, "too_late"), (SEAT, "ok")], ids=["ended elsewhere", "ended here"]
)
def test_a_sign_in_that_waits_for_its_checklist_ends_with_the_sessions_elsewhere(
    tmp_path: Path, store: FakeCredentials, but: str, reason: str
) -> None:
    keeper = RunningKeeper(tmp_path, Ruled(checklist=("Clear the desk.",)), credentials=store)
    seat, prompt = keeper.peer("seat"), keeper.peer("prompt")
    seat.send(Ready(capabilities=()))
    eventually(lambda: keeper.slot.standing.seat_ready)
    prompt.send(CodeOffered(agent="cruz", code="111111"))
    assert hear(prompt, Verdict).checklist
    keeper.direct(changed(store.becomes("sessions_ended"), ends=True, but=but))
    done = threading.Event()
    keeper.do(done.set)
    assert done.wait(DEADLINE)
    prompt.send(Attested(items=(0,)))
    assert hear(prompt, Verdict).reason == reason
    keeper.stop()


def test_a_seat_that_is_locked_is_signed_out_as_well(keeper: RunningKeeper, store: FakeCredentials) -> None:
    seat, _, prompt = keeper.open_seat()
    seat.send(LockOrder(reason="idle"))
    hear(prompt, TruthTold, lambda each: each.truth is Truth.LOCKED)
    keeper.direct(changed(store.becomes("password_set"), ends=True))
    hear(prompt, TruthTold, lambda each: each.truth is Truth.SIGNED_OUT)


def test_the_seat_at_which_it_was_changed_stays_open_and_is_told_all_the_same(
    keeper: RunningKeeper, store: FakeCredentials
) -> None:
    seat, _, _ = keeper.open_seat()
    keeper.direct(changed(store.becomes("password_changed"), ends=True, but=SEAT))
    assert hear(seat, CredentialsTold).what == "password_changed"
    assert keeper.slot.standing.is_open


def test_a_directive_that_comes_twice_or_after_the_sign_in_is_told_once(
    keeper: RunningKeeper, store: FakeCredentials
) -> None:
    change = store.becomes("password_set")
    seat, _, _ = keeper.open_seat()
    assert hear(seat, CredentialsTold).what == "password_set"
    for _ in range(2):
        keeper.direct(changed(change))
    keeper.direct(changed(store.becomes("openid_linked")))
    assert hear(seat, CredentialsTold).what == "openid_linked"
    assert [what for _, _, what, _ in told(keeper)] == ["password_set", "openid_linked"]


def test_a_store_that_is_away_is_asked_again_and_nothing_is_lost(
    keeper: RunningKeeper, store: FakeCredentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentialtelling, "AGAIN_AFTER", 0.1)
    store.away = True
    store.becomes("password_set")
    seat, _, _ = keeper.open_seat()
    eventually(lambda: store.asked)
    assert told(keeper) == []
    store.away = False
    assert hear(seat, CredentialsTold).what == "password_set"
    eventually(lambda: store.told == [1])


def test_what_the_store_did_not_hear_is_said_again_and_told_once(
    keeper: RunningKeeper, store: FakeCredentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentialtelling, "AGAIN_AFTER", 0.1)
    seat, _, _ = keeper.open_seat()
    eventually(lambda: store.asked)
    store.away = True
    keeper.direct(changed(store.becomes("password_set")))
    assert hear(seat, CredentialsTold).what == "password_set"
    asked = store.asked
    eventually(lambda: store.asked > asked)
    store.away = False
    eventually(lambda: store.told == [1])
    assert len(told(keeper)) == 1


@pytest.mark.parametrize("by_directive", [True, False])
def test_what_cannot_be_written_is_not_told_and_is_once_it_can(
    tmp_path: Path, store: FakeCredentials, monkeypatch: pytest.MonkeyPatch, by_directive: bool
) -> None:
    class Full(FakeCredentials):
        def credential_changes(
            self, seat_id: str, agent: str, told: Sequence[int] = ()
        ) -> tuple[CredentialChange, ...]:
            found = store.credential_changes(seat_id, agent, told)
            is_asked.set()
            assert may_answer.wait(DEADLINE)
            return found

    is_asked, may_answer = threading.Event(), threading.Event()
    monkeypatch.setattr(credentialtelling, "AGAIN_AFTER", 0.1)
    if not by_directive:
        store.becomes("password_set")
    keeper = RunningKeeper(tmp_path, credentials=Full())
    seat, _, _ = keeper.open_seat()
    assert is_asked.wait(DEADLINE)
    with no_file_grows_beyond((tmp_path / "ledger.db-wal").stat().st_size):
        if by_directive:
            keeper.direct(changed(store.becomes("password_set")))
        else:
            may_answer.set()
        eventually(lambda: keeper.service._telling._next_at > 0)
        assert told(keeper) == []
    may_answer.set()
    assert hear(seat, CredentialsTold).what == "password_set"
    eventually(lambda: store.told == [1])
    assert len(told(keeper)) == 1
    keeper.stop()
