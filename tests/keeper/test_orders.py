"""What the store orders about access: the seat closes at once, stays closed, and nothing that was begun opens it."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.vault import FakeVault
from tests.fakes.verifier import FakeVerifier
from tests.keeper.running import CODES, DEADLINE, RunningKeeper, eventually, hear
from workstation.errors import CredentialError
from workstation.facts.keyanswer import KeyAnswer
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.closure import CLOSED, Closure
from workstation.keeper.ports import CodeVerdict
from workstation.keeper.ruled import Ruled
from workstation.link.messages import Attested, CodeOffered, Cover, Ready, TruthTold, Verdict
from workstation.record.directive import (
    AgentForgotten,
    AgentLocked,
    AgentRevoked,
    DeviceLifted,
    DeviceRevoked,
    DeviceSuspended,
    ReauthDemanded,
)

TRUTHS = {Kind.SIGNED_IN, Kind.SIGNED_OUT, Kind.LOCKED, Kind.SUSPENDED, Kind.LIFTED, Kind.REVOKED}


@pytest.fixture
def verifier() -> FakeVerifier:
    return FakeVerifier("cruz", CODES)


@pytest.fixture
def keeper(tmp_path: Path, verifier: FakeVerifier) -> Iterator[RunningKeeper]:
    running = RunningKeeper(tmp_path, verifier=verifier)
    yield running
    running.stop()


def truths(keeper: RunningKeeper) -> list[Kind]:
    return [kind for kind in keeper.kinds() if kind in TRUTHS]


def test_an_agent_whose_access_ends_is_covered_signed_out_and_told_and_another_may_sign_in(
    keeper: RunningKeeper, verifier: FakeVerifier
) -> None:
    _, shield, prompt = keeper.open_seat()
    keeper.direct(AgentRevoked(agent="cruz"))
    hear(shield, Cover)
    told = hear(prompt, TruthTold, lambda each: each.reason == "access_ended")
    assert (told.truth, told.agent) == (Truth.SIGNED_OUT, "")
    eventually(lambda: verifier.forgotten == ["cruz"])
    assert truths(keeper) == [Kind.SIGNED_IN, Kind.SIGNED_OUT]


def test_whoever_comes_later_is_not_told_that_their_access_ended(tmp_path: Path) -> None:
    now = [datetime(2026, 11, 27, 12, tzinfo=UTC)]
    keeper = RunningKeeper(tmp_path, clock=lambda: now[0])
    _, _, prompt = keeper.open_seat()
    keeper.direct(AgentRevoked(agent="cruz"))
    hear(prompt, TruthTold, lambda each: each.reason == "access_ended")
    now[0] += timedelta(minutes=10)
    assert hear(prompt, TruthTold).reason == "signed_out"
    assert truths(keeper) == [Kind.SIGNED_IN, Kind.SIGNED_OUT]
    keeper.stop()


def test_of_whom_something_counts_no_more_is_forgotten_and_their_seat_stays_as_it_is(
    keeper: RunningKeeper, verifier: FakeVerifier
) -> None:
    keeper.open_seat()
    keeper.direct(AgentForgotten(agent="cruz"))
    eventually(lambda: verifier.forgotten == ["cruz"])
    assert keeper.slot.standing.uncovered


def test_another_agents_seat_stays_as_it_is(keeper: RunningKeeper, verifier: FakeVerifier) -> None:
    keeper.open_seat()
    keeper.direct(AgentRevoked(agent="reyes"))
    keeper.direct(AgentLocked(agent="reyes"))
    eventually(lambda: verifier.forgotten == ["reyes"])
    assert keeper.slot.standing.uncovered


def test_a_lock_that_is_ordered_says_so_and_the_agents_code_opens_it(keeper: RunningKeeper) -> None:
    _, shield, prompt = keeper.open_seat()
    keeper.direct(AgentLocked(agent="cruz"))
    assert hear(shield, Cover).reason == "ordered"
    prompt.send(CodeOffered(agent="", code="222222"))
    assert hear(prompt, Verdict).accepted


def test_a_supervisors_demand_closes_an_open_seat_and_says_so_and_leaves_a_locked_one_locked(
    keeper: RunningKeeper,
) -> None:
    _, shield, prompt = keeper.open_seat()
    keeper.direct(ReauthDemanded(agent="reyes"))
    keeper.direct(ReauthDemanded(agent="cruz"))
    covered = hear(shield, Cover)
    assert (covered.truth, covered.reason) == (Truth.REAUTH_DUE, "reauth_demanded")
    prompt.send(CodeOffered(agent="", code="222222"))
    assert hear(prompt, Verdict).accepted
    keeper.direct(AgentLocked(agent="cruz"))
    keeper.direct(ReauthDemanded(agent="cruz"))
    keeper.direct(AgentForgotten(agent="reyes"))
    eventually(lambda: keeper.slot.standing.truth is Truth.LOCKED)
    assert [kind for kind in keeper.kinds() if kind is Kind.REAUTH_DUE] == [Kind.REAUTH_DUE]


def test_no_code_opens_a_suspended_seat_and_lifting_it_signs_nobody_in(keeper: RunningKeeper) -> None:
    _, shield, prompt = keeper.open_seat()
    keeper.direct(DeviceSuspended())
    assert hear(shield, Cover).truth is Truth.SUSPENDED
    prompt.send(CodeOffered(agent="cruz", code="222222"))
    assert hear(prompt, Verdict) == Verdict(accepted=False, reason="suspended")
    keeper.direct(DeviceLifted())
    eventually(lambda: keeper.slot.standing.truth is Truth.SIGNED_OUT)
    prompt.send(CodeOffered(agent="cruz", code="222222"))
    assert hear(prompt, Verdict).accepted
    expected = [Kind.SIGNED_IN, Kind.SIGNED_OUT, Kind.SUSPENDED, Kind.LIFTED, Kind.SIGNED_IN]
    assert truths(keeper) == expected


def test_nothing_opens_or_lifts_a_revoked_device(keeper: RunningKeeper) -> None:
    _, shield, prompt = keeper.open_seat()
    for order in (DeviceRevoked(), DeviceSuspended(), DeviceLifted(), DeviceRevoked()):
        keeper.direct(order)
    assert hear(shield, Cover).truth is Truth.REVOKED
    prompt.send(CodeOffered(agent="cruz", code="222222"))
    assert hear(prompt, Verdict) == Verdict(accepted=False, reason="revoked")
    assert truths(keeper) == [Kind.SIGNED_IN, Kind.SIGNED_OUT, Kind.REVOKED]


@pytest.mark.parametrize(("order", "truth"), [(DeviceSuspended(), Truth.SUSPENDED), (DeviceRevoked(), Truth.REVOKED)])
def test_what_the_store_closed_is_closed_after_a_restart(
    tmp_path: Path, order: DeviceSuspended | DeviceRevoked, truth: Truth
) -> None:
    vault = FakeVault()
    first = RunningKeeper(tmp_path, vault=vault)
    first.open_seat()
    first.direct(order)
    eventually(lambda: Closure(vault).kept() is truth)
    first.stop()
    again = RunningKeeper(tmp_path, vault=vault)
    assert again.slot.standing.truth is truth
    again.direct(DeviceLifted())
    if truth is Truth.SUSPENDED:
        eventually(lambda: again.slot.standing.truth is Truth.SIGNED_OUT)
        assert Closure(vault).kept() is None
    again.stop()


def test_a_closure_that_cannot_be_read_is_closed_until_it_is_lifted() -> None:
    vault = FakeVault()
    assert Closure(vault).kept() is None
    vault.put(CLOSED, b"nonsense")
    assert Closure(vault).kept() is Truth.SUSPENDED


def test_a_checklist_that_waits_opens_nothing_once_its_agents_access_ended(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, Ruled(checklist=("Clear the desk.",)))
    seat, prompt = keeper.peer("seat"), keeper.peer("prompt")
    seat.send(Ready(capabilities=()))
    eventually(lambda: keeper.slot.standing.seat_ready)
    prompt.send(CodeOffered(agent="cruz", code="111111"))
    assert hear(prompt, Verdict).checklist
    keeper.direct(AgentRevoked(agent="cruz"))
    prompt.send(Attested(items=(0,)))
    assert hear(prompt, Verdict) == Verdict(accepted=False, reason="too_late")
    keeper.stop()


class SlowVerifier(FakeVerifier):
    """Accepts a code, and says so only once it is let."""

    def __init__(self) -> None:
        super().__init__("cruz", CODES)
        self.asked, self.let = threading.Event(), threading.Event()

    def verify(
        self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        self.asked.set()
        assert self.let.wait(DEADLINE)
        return super().verify(seat_id, agent, code, password, key)


@pytest.mark.parametrize("order", [AgentRevoked(agent="cruz"), DeviceSuspended(), DeviceRevoked()])
def test_a_code_that_is_judged_while_access_ends_opens_nothing(
    tmp_path: Path, order: AgentRevoked | DeviceSuspended | DeviceRevoked
) -> None:
    verifier = SlowVerifier()
    keeper = RunningKeeper(tmp_path, verifier=verifier)
    seat, prompt = keeper.peer("seat"), keeper.peer("prompt")
    seat.send(Ready(capabilities=()))
    prompt.send(CodeOffered(agent="cruz", code="111111"))
    assert verifier.asked.wait(DEADLINE)
    keeper.direct(order)
    keeper.direct(DeviceLifted())
    keeper.do(verifier.let.set)
    assert hear(prompt, Verdict) == Verdict(accepted=False, reason="too_late")
    assert Kind.SIGNED_IN not in keeper.kinds()
    assert verifier.forgotten[-1] == "cruz"
    keeper.stop()


class EndedVerifier(FakeVerifier):
    """Opens once; then it is heard that the agent's access has ended."""

    def verify(
        self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        verdict = super().verify(seat_id, agent, code, password, key)
        return verdict if code == "111111" else CodeVerdict(accepted=False, reason="access_ended")


def test_a_seat_whose_agent_the_store_refuses_for_good_is_free_for_others(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, verifier=EndedVerifier("cruz", CODES))
    _, _, prompt = keeper.open_seat()
    keeper.direct(AgentLocked(agent="cruz"))
    eventually(lambda: keeper.slot.standing.truth is Truth.LOCKED)
    prompt.send(CodeOffered(agent="", code="222222"))
    assert hear(prompt, Verdict) == Verdict(accepted=False, reason="access_ended")
    eventually(lambda: keeper.slot.standing.truth is Truth.SIGNED_OUT)
    keeper.stop()


class StubbornVerifier(FakeVerifier):
    """Cannot forget durably."""

    def forget(self, agent: str) -> None:
        raise CredentialError(f"{agent} cannot be forgotten here")


def test_a_verifier_that_cannot_forget_is_on_the_record_and_the_seat_closed_all_the_same(tmp_path: Path) -> None:
    keeper = RunningKeeper(tmp_path, verifier=StubbornVerifier("cruz", CODES))
    keeper.open_seat()
    keeper.direct(AgentRevoked(agent="cruz"))
    eventually(lambda: Kind.CONTROL_FAILED in keeper.kinds())
    assert keeper.slot.standing.truth is Truth.SIGNED_OUT
    keeper.stop()
