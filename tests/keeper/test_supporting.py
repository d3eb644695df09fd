"""Remote support under the keeper: nothing opens before it is written, and all that could end it does."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.approvals import KIM, LEE, SUPPORTED, VNC, approval, signed
from tests.fakes.vault import FakeVault
from tests.keeper.running import SEAT, RunningKeeper, eventually, hear
from tests.keeper.test_ledger import no_file_grows_beyond
from workstation.errors import VaultError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.ports import Subject
from workstation.keeper.ruled import ruled_by
from workstation.keeper.spent import SPENT, Spent
from workstation.keeper.supports import Supports
from workstation.link.client import Client
from workstation.link.messages import CodeOffered, LockOrder, SupportTold, Verdict
from workstation.policy.rules import Policy
from workstation.policy.scope import Scope
from workstation.record.approval import RemoteSupport, SignedApproval, sign_approval
from workstation.record.directive import ActApproved, ActRevoked
from workstation.record.entry import parse_payload

RULED = ruled_by(SUPPORTED, "cards")
OTHER_SEAT = "00000000-0000-4000-8000-000000000002/1"


class Clock:
    """The system's time, which a test moves."""

    def __init__(self) -> None:
        self.by = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keeper(tmp_path: Path, clock: Clock) -> Iterator[RunningKeeper]:
    running = RunningKeeper(tmp_path, RULED, clock)
    yield running
    running.stop()


def of_support(keeper: RunningKeeper) -> list[Body]:
    bodies = [parse_payload(entry.payload).body for entry in keeper.ledger.waiting(SEAT, 10_000)]
    return [body for body in bodies if body.kind.startswith("support.")]


def opened(keeper: RunningKeeper, seat: Client, approved: SignedApproval | None = None) -> SupportTold:
    keeper.direct(ActApproved(approval=approved or signed()))
    return hear(seat, SupportTold)


def closed(keeper: RunningKeeper, seat: Client) -> str:
    """Return why it ended, once the seat was told and it is written."""
    assert hear(seat, SupportTold).support is None
    eventually(lambda: of_support(keeper)[-1].kind is Kind.SUPPORT_CLOSED)
    body = of_support(keeper)[-1]
    assert (body.severity, body.rule, body.application) == (Severity.CUSTODY, "it-help", "x11vnc")
    return str(body.details["reason"])


def refused(keeper: RunningKeeper, approved: SignedApproval) -> str:
    """Return why it was refused; nothing is open and nothing was."""
    keeper.direct(ActApproved(approval=approved))
    eventually(lambda: of_support(keeper))
    (body,) = of_support(keeper)
    assert (body.kind, body.severity, body.outcome) == (Kind.SUPPORT_REFUSED, Severity.VIOLATION, Outcome.REFUSED)
    assert keeper.slot.support is None
    return str(body.details["reason"])


def test_what_an_approver_signed_is_written_and_then_told_to_the_seat_alone(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    kim = approval()
    told = opened(keeper, seat, sign_approval(KIM, kim)).support
    (body,) = of_support(keeper)
    assert (body.kind, body.severity, body.outcome) == (Kind.SUPPORT_OPENED, Severity.CUSTODY, Outcome.DONE)
    assert (body.rule, body.application) == ("it-help", "x11vnc")
    assert body.details == {"approver": "Kim", "approval": kim.nonce.hex(), "seconds": 600}
    assert "softphone" not in str(body)
    assert told is not None
    assert (told.rule, told.program, told.approver) == ("it-help", VNC, "Kim")
    assert told.until == kim.expires.replace(microsecond=told.until.microsecond)


def test_the_program_may_start_meanwhile_and_no_longer(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    opened(keeper, seat)
    eventually(lambda: keeper.forbidding[-1][1] == VNC)
    keeper.direct(ActRevoked(seat_id=SEAT))
    assert closed(keeper, seat) == "revoked"
    eventually(lambda: keeper.forbidding[-1][1] == "")


@pytest.mark.parametrize(
    ("approved", "why"),
    [
        (lambda: signed(LEE), "not_signed"),
        (lambda: signed(KIM, approver="Lee"), "not_signed"),
        (lambda: SignedApproval(body=b"\x90", signature=bytes(64)), "not_signed"),
        (lambda: signed(LEE, approver="Lee"), "not_allowed"),
        (lambda: signed(act=RemoteSupport(support="other", program=VNC)), "not_allowed"),
        (lambda: signed(act=RemoteSupport(support="it-help", program="/opt/help/own")), "not_allowed"),
        (lambda: signed(seat_id=OTHER_SEAT), "other_seat"),
        (lambda: signed(agent="maria"), "other_agent"),
        (lambda: signed(issued=_in(-20), expires=_in(-1)), "expired"),
        (lambda: signed(issued=_in(6), expires=_in(7)), "not_yet"),
        (lambda: signed(issued=_in(0), expires=_in(31)), "wrong_length"),
        (lambda: signed(issued=_in(2), expires=_in(1)), "wrong_length"),
    ],
)
def test_an_approval_that_does_not_hold_is_a_violation(
    keeper: RunningKeeper, approved: Callable[[], SignedApproval], why: str
) -> None:
    keeper.open_seat()
    assert refused(keeper, approved()) == why


def test_an_approval_of_a_seat_where_nobody_is_signed_in_is_refused(keeper: RunningKeeper) -> None:
    keeper.peer("status")
    assert refused(keeper, signed()) == "seat_closed"


def test_nothing_is_refused_in_the_words_of_somebody_unknown(keeper: RunningKeeper) -> None:
    refused(keeper, signed(LEE, act=RemoteSupport(support="4111 1111", program="/4111"), approver="4111"))
    assert "4111" not in str(of_support(keeper))


def test_a_flood_of_refusals_is_counted(keeper: RunningKeeper) -> None:
    for _ in range(30):
        keeper.direct(ActApproved(approval=signed(LEE)))
    eventually(lambda: of_support(keeper) and of_support(keeper)[-1].details.get("count") == 10)
    assert len(of_support(keeper)) == 21


def test_it_is_over_with_its_time(keeper: RunningKeeper, clock: Clock) -> None:
    seat, _, _ = keeper.open_seat()
    opened(keeper, seat)
    clock.by = timedelta(minutes=10)
    assert closed(keeper, seat) == "time"


def test_a_clock_that_is_wound_back_makes_it_no_longer(tmp_path: Path, clock: Clock) -> None:
    keeper = RunningKeeper(tmp_path, RULED, clock)
    seat, _, _ = keeper.open_seat()
    opened(keeper, seat, signed(expires=datetime.now(UTC) + timedelta(seconds=1)))
    clock.by = timedelta(days=-1)
    assert closed(keeper, seat) == "time"
    keeper.stop()


def test_an_approvers_clock_that_is_ahead_makes_it_no_longer(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    told = opened(keeper, seat, signed(issued=_in(4), expires=_in(33.9))).support
    assert told is not None
    assert told.until <= datetime.now(UTC) + timedelta(minutes=30)


def test_a_lock_ends_it_and_an_unlock_does_not_bring_it_back(keeper: RunningKeeper) -> None:
    seat, _, prompt = keeper.open_seat()
    opened(keeper, seat)
    seat.send(LockOrder(reason="agent"))
    assert closed(keeper, seat) == "locked"
    prompt.send(CodeOffered(agent="", code="222222"))
    assert hear(prompt, Verdict).accepted
    eventually(lambda: keeper.slot.standing.uncovered)
    assert keeper.slot.support is None


def test_a_seat_that_is_lost_ends_it(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    opened(keeper, seat)
    seat.close()
    eventually(lambda: [body.kind for body in of_support(keeper)] == [Kind.SUPPORT_OPENED, Kind.SUPPORT_CLOSED])


@pytest.mark.parametrize(
    "now",
    [
        replace(SUPPORTED, support=()),
        replace(SUPPORTED, approver=(replace(SUPPORTED.approver[0], key=SUPPORTED.approver[1].key),)),
        replace(SUPPORTED, support=(replace(SUPPORTED.support[0], minutes=5),)),
        replace(SUPPORTED, support=(replace(SUPPORTED.support[0], programs=("/opt/help/*",)),)),
    ],
)
def test_a_policy_that_would_not_let_it_ends_it(keeper: RunningKeeper, now: Policy) -> None:
    seat, _, _ = keeper.open_seat()
    opened(keeper, seat)
    keeper.change(ruled_by(replace(SUPPORTED, name="still lets it"), "cards"))
    keeper.change(ruled_by(now, "cards"))
    assert closed(keeper, seat) == "policy"


def test_another_approval_takes_its_place(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    opened(keeper, seat)
    keeper.direct(ActApproved(approval=signed(act=RemoteSupport(support="it-help", program="/opt/help/*"))))
    assert hear(seat, SupportTold).support is None
    told = hear(seat, SupportTold).support
    assert told is not None
    assert (told.program, told.name) == ("/opt/help/*", "it-help")
    kinds = [body.kind for body in of_support(keeper)]
    assert kinds == [Kind.SUPPORT_OPENED, Kind.SUPPORT_CLOSED, Kind.SUPPORT_OPENED]


def test_a_revocation_for_another_seat_ends_nothing(keeper: RunningKeeper) -> None:
    seat, _, _ = keeper.open_seat()
    opened(keeper, seat)
    keeper.direct(ActRevoked(seat_id=OTHER_SEAT))
    keeper.direct(ActRevoked(seat_id=SEAT))
    assert closed(keeper, seat) == "revoked"
    assert len(of_support(keeper)) == 2


def test_an_approval_is_taken_once_over_every_restart(tmp_path: Path) -> None:
    vault, once = FakeVault(), signed()
    first = RunningKeeper(tmp_path, RULED, vault=vault)
    seat, _, _ = first.open_seat()
    opened(first, seat, once)
    first.direct(ActRevoked(seat_id=SEAT))
    closed(first, seat)
    first.direct(ActApproved(approval=once))
    eventually(lambda: of_support(first)[-1].details["reason"] == "used")
    first.stop()
    again = RunningKeeper(tmp_path, RULED, vault=vault)
    again.peer("status")
    again.direct(ActApproved(approval=once))
    eventually(lambda: of_support(again)[-1].details["reason"] == "used" and len(of_support(again)) == 4)
    again.stop()


def test_what_an_earlier_keeper_left_open_is_over(tmp_path: Path) -> None:
    first = RunningKeeper(tmp_path, RULED)
    left = Body(
        kind=Kind.SUPPORT_OPENED,
        severity=Severity.CUSTODY,
        outcome=Outcome.DONE,
        rule="it-help",
        application="x11vnc",
    )
    first.peer("status")
    first.ledger.append(SEAT, Subject(agent="cruz", team="cards"), left)
    first.stop()
    for _ in range(2):
        again = RunningKeeper(tmp_path, RULED)
        again.peer("status")
        eventually(lambda keeper=again: Kind.KEEPER_STARTED in keeper.kinds()[-3:])  # type: ignore[misc]
        assert [body.kind for body in of_support(again)] == [Kind.SUPPORT_OPENED, Kind.SUPPORT_CLOSED]
        assert of_support(again)[-1].details == {"reason": "keeper_started"}
        again.stop()


def test_what_cannot_be_kept_or_written_does_not_open(tmp_path: Path) -> None:
    vault = FakeVault()
    keeper = RunningKeeper(tmp_path, RULED, vault=vault)
    keeper.open_seat()
    vault.full = True
    keeper.direct(ActApproved(approval=signed()))
    eventually(lambda: of_support(keeper)[-1:] and of_support(keeper)[-1].details["reason"] == "not_kept")
    vault.full = False
    with no_file_grows_beyond(0):
        keeper.direct(ActApproved(approval=signed()))
        eventually(lambda: not keeper.recorder.durable)
    eventually(lambda: of_support(keeper)[-1].details["reason"] == "not_durable")
    assert keeper.slot.support is None
    assert Kind.SUPPORT_OPENED not in keeper.kinds()
    keeper.stop()


@given(flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 255)), min_size=1, max_size=3, unique=True))
def test_no_approver_signed_what_was_changed(flips: list[tuple[int, int]]) -> None:
    whole = signed()
    both = bytearray(whole.body + whole.signature)
    for at, flip in flips:
        both[at % len(both)] ^= flip
    size = len(whole.body)
    changed = SignedApproval(body=bytes(both[:size]), signature=bytes(both[size:]))
    assert changed == whole or Supports(SUPPORTED, "cards").signed(changed) is None


def test_teams_times_and_calls_that_nobody_can_tell_count_against_it() -> None:
    now = datetime.now(UTC)
    teams = replace(SUPPORTED, support=(replace(SUPPORTED.support[0], scope=Scope(teams=("cards",))),))
    calls = replace(SUPPORTED, support=(replace(SUPPORTED.support[0], scope=Scope(call="off")),))
    places = replace(SUPPORTED, support=(replace(SUPPORTED.support[0], scope=Scope(networks=("10.0.0.0/8",))),))
    doubts = [
        Supports(policy, team).doubt(approval(), now, on_call=on_call)
        for policy, team, on_call in (
            (teams, "cards", True),
            (teams, "loans", True),
            (teams, "", True),
            (calls, "cards", False),
            (calls, "cards", True),
            (places, "cards", True),
        )
    ]
    assert doubts == ["", "not_allowed", "not_allowed", "", "not_allowed", "not_allowed"]


def test_what_was_spent_is_kept_until_it_expires_and_what_cannot_be_read_counts_as_spent() -> None:
    vault, now = FakeVault(), datetime.now(UTC)
    spent = Spent(vault)
    assert spent.spend(b"a", now + timedelta(minutes=1), now)
    assert not spent.spend(b"a", now + timedelta(minutes=1), now)
    assert Spent(vault).spend(b"b", now + timedelta(minutes=9), now + timedelta(minutes=2))
    assert not Spent(vault).spend(b"b", now + timedelta(minutes=9), now + timedelta(minutes=8))
    assert msgspec.msgpack.decode(vault.get(SPENT) or b"", type=dict[bytes, datetime]).keys() == {b"b"}
    vault.put(SPENT, b"\xff")
    with pytest.raises(VaultError):
        spent.spend(b"c", now, now)


def _in(minutes: float) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)
