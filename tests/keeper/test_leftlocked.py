"""A seat that is left locked: signed out after the policy's time, and free for the next agent."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.keeper.running import RunningKeeper, eventually, hear
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.ruled import Ruled, ruled_by
from workstation.keeper.signouttime import SignOutTime
from workstation.link.messages import LockOrder, MyRecord, MyRecordWanted, TruthTold
from workstation.policy.rules import IdleRule, Policy
from workstation.policy.scope import PlaceScope

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
SOON = timedelta(milliseconds=100)
IDLE = st.builds(
    IdleRule,
    id=st.uuids().map(str),
    after_seconds=st.just(300),
    sign_out_minutes=st.none() | st.integers(1, 1440),
    scope=st.builds(
        PlaceScope, teams=st.sampled_from([(), ("cards",), ("billing",)]), call=st.sampled_from([None, "on"])
    ),
)


def policy(*rules: IdleRule) -> Policy:
    return Policy(name="x", format=1, rule=rules)


def test_its_session_ends_and_the_seat_says_why(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, Ruled(sign_out_after=lambda *_: SOON))
    seat, _, prompt = keeper.open_seat()
    seat.send(LockOrder(reason="agent"))
    told = hear(prompt, TruthTold, lambda each: each.reason == "left_locked")
    assert (told.truth, told.agent) == (Truth.SIGNED_OUT, "")
    eventually(lambda: keeper.kinds()[-1] is Kind.SIGNED_OUT)
    keeper.stop()


def test_an_open_seat_and_one_under_a_policy_that_says_nothing_keep_their_agent(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, Ruled(sign_out_after=lambda *_: timedelta()))
    seat, _, _ = keeper.open_seat()
    keeper.do(lambda: keeper.service._watches.look(keeper.changeover.ruled))
    seat.send(MyRecordWanted())
    hear(seat, MyRecord)
    assert keeper.slot.standing.truth is Truth.ACTIVE
    keeper.change(ruled_by(policy(IdleRule(id="i", after_seconds=300)), "cards"))
    seat.send(LockOrder(reason="agent"))
    hear(seat, TruthTold, lambda told: told.truth is Truth.LOCKED)
    keeper.do(lambda: keeper.service._watches.look(keeper.changeover.ruled))
    seat.send(MyRecordWanted())
    hear(seat, MyRecord)
    assert keeper.slot.standing.agent == "cruz"
    keeper.stop()


def test_a_seat_that_was_locked_as_its_keeper_ended_is_signed_out_by_the_next_one(tmp_path: Path) -> None:
    first = RunningKeeper(tmp_path)
    first.open_seat()
    first.stop()
    again = RunningKeeper(tmp_path, Ruled(sign_out_after=lambda *_: SOON))
    eventually(lambda: again.slot.standing.truth is Truth.SIGNED_OUT)
    again.stop()


@given(
    rules=st.lists(IDLE, max_size=4), more=IDLE, team=st.sampled_from(["cards", "billing", ""]), on_call=st.booleans()
)
def test_one_rule_more_never_lets_a_seat_be_left_for_longer(
    rules: list[IdleRule], more: IdleRule, team: str, *, on_call: bool
) -> None:
    before = SignOutTime(policy(*rules), team)(NOON, on_call)
    after = SignOutTime(policy(*rules, more), team)(NOON, on_call)
    assert (after or timedelta.max) <= (before or timedelta.max)


def test_rules_of_other_teams_sign_nobody_out() -> None:
    ask = SignOutTime(
        policy(IdleRule(id="i", after_seconds=300, sign_out_minutes=60, scope=PlaceScope(teams=("cards",)))), "x"
    )
    assert ask(NOON, False) is None
