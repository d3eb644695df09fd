"""Seat truth against a model that knows one thing only: who has verified a code since the seat was last closed."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.keeper.truths import AT, EVENTS
from workstation.facts.truth import ENDED, Truth
from workstation.keeper.truth import (
    AccessRevoked,
    CodeVerified,
    Event,
    GlassBroken,
    LockOrdered,
    ReauthFellDue,
    SeatBecameReady,
    SeatSuspended,
    SeatWasLost,
    SignedOff,
    Standing,
    SuspensionLifted,
    WarningBegan,
    WarningEnded,
    after,
)

AGENTS = st.sampled_from(["cruz", "reyes", "okafor"])
REASONS = st.sampled_from(["idle", "agent", "reauth"])
CLOSING = (LockOrdered, ReauthFellDue, SeatWasLost, SignedOff, SeatSuspended, AccessRevoked)


class SeatMachine(RuleBasedStateMachine):
    """Says of whoever's code was verified whether it may count, and compares after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.standing = Standing(since=AT)
        self.trusted: str | None = None  # who verified a code since the last close, at a seat that was theirs or free
        self.owner: str | None = None  # whose session it is, "" of nobody's
        self.is_suspended = self.is_revoked = False
        self.by_glass = False  # whether what opened it was a break-glass code

    def happen(self, event: Event) -> None:
        self.standing = after(self.standing, event)
        if isinstance(event, CLOSING):
            self.trusted = None
            self.by_glass = False

    @rule(agent=AGENTS)
    def a_code_is_verified(self, agent: str) -> None:
        may = not (self.is_suspended or self.is_revoked) and self.owner in (None, agent)
        before = self.standing
        self.happen(CodeVerified(at=AT, agent=agent, team="cards"))
        if may:
            self.trusted = self.owner = agent
            self.by_glass = False
        else:
            assert self.standing == before

    @rule(agent=AGENTS)
    def a_break_glass_code_is_verified(self, agent: str) -> None:
        is_open = self.trusted is not None
        may = not (self.is_suspended or self.is_revoked or is_open) and self.owner in (None, agent)
        before = self.standing
        self.happen(GlassBroken(at=AT, agent=agent, team="cards", until=AT + timedelta(minutes=15)))
        if may:
            self.trusted = self.owner = agent
            self.by_glass = True
        else:
            assert self.standing == before

    @rule(reason=REASONS, seconds=st.integers(0, 120))
    def a_countdown_begins(self, reason: str, seconds: int) -> None:
        self.happen(WarningBegan(at=AT, reason=reason, ends=AT + timedelta(seconds=seconds)))

    @rule()
    def the_countdown_ends(self) -> None:
        self.happen(WarningEnded(at=AT))

    @rule(reason=REASONS)
    def a_lock_is_ordered(self, reason: str) -> None:
        self.happen(LockOrdered(at=AT, reason=reason))

    @rule()
    def a_second_factor_falls_due(self) -> None:
        self.happen(ReauthFellDue(at=AT))

    @rule()
    def the_seat_becomes_ready(self) -> None:
        self.happen(SeatBecameReady(at=AT))

    @rule()
    def the_seat_is_lost(self) -> None:
        self.happen(SeatWasLost(at=AT))

    @rule(reason=st.sampled_from(["signed_out", "access_ended"]))
    def the_session_ends(self, reason: str) -> None:
        self.happen(SignedOff(at=AT, reason=reason))
        self.owner = None

    @rule()
    def the_store_suspends_the_seat(self) -> None:
        self.happen(SeatSuspended(at=AT))
        self.is_suspended, self.owner = True, None

    @rule()
    def the_store_lifts_that(self) -> None:
        self.happen(SuspensionLifted(at=AT))
        self.is_suspended = False

    @rule()
    def the_store_revokes_the_device(self) -> None:
        self.happen(AccessRevoked(at=AT))
        self.is_revoked, self.owner = True, None

    @invariant()
    def nothing_is_uncovered_without_a_code_verified_since_the_last_close(self) -> None:
        if self.standing.uncovered:
            assert self.standing.agent == self.trusted

    @invariant()
    def what_the_store_closed_is_closed_and_what_it_did_not_is_not(self) -> None:
        assert (self.standing.truth is Truth.REVOKED) is self.is_revoked
        assert (self.standing.truth is Truth.SUSPENDED) is (self.is_suspended and not self.is_revoked)

    @invariant()
    def a_session_is_its_agents_alone(self) -> None:
        assert self.standing.agent == (self.owner or "")
        assert bool(self.standing.agent) is (self.standing.truth not in {Truth.SIGNED_OUT, *ENDED})

    @invariant()
    def only_a_warned_seat_counts_down(self) -> None:
        assert (self.standing.ends is not None) is (self.standing.truth is Truth.WARNED)

    @invariant()
    def what_a_break_glass_code_opened_has_an_end_and_nothing_else_has(self) -> None:
        assert (self.standing.glass_until is not None) is self.by_glass
        assert self.standing.is_open or not self.by_glass

    @invariant()
    def every_event_has_an_answer(self) -> None:
        for event in EVENTS.values():
            assert after(self.standing, event).truth in Truth


TestSeatMachine = SeatMachine.TestCase
