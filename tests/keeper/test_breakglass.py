"""Break-glass under the keeper: one code for one challenge, on the record first, masked, and not for long."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.fakes.ledger import FakeLedger
from tests.fakes.vault import FakeVault
from tests.fakes.warden import FakeWarden
from tests.keeper.running import SEAT, RunningKeeper, eventually, hear, utc_now
from tests.keeper.test_factors import asking
from tests.keeper.test_ledger import no_file_grows_beyond
from tests.keeper.test_stepup import OPENED
from tests.keeper.test_supporting import Clock
from workstation.credentials.breakglass import code_for
from workstation.credentials.crockford import spelled
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Severity
from workstation.facts.truth import Truth
from workstation.keeper.breakglass import ANSWERED_WITHIN, OPEN_FOR, BreakGlass
from workstation.keeper.glasskey import KEY_NAME
from workstation.keeper.glasstries import CONSOLE_FAILURES, FAILURES, GlassTries
from workstation.keeper.recorder import Recorder
from workstation.keeper.refusals import ONE_BY_ONE
from workstation.keeper.slot import Slot
from workstation.keeper.truth import CodeVerified, LockOrdered, SeatBecameReady, Standing
from workstation.link.client import Client
from workstation.link.messages import (
    CodeOffered,
    Cover,
    GlassAsked,
    GlassOffered,
    GlassOpened,
    GlassWanted,
    LockOrder,
    NotRecorded,
    Ready,
    Recorded,
    Report,
    StepUpWanted,
    TruthTold,
    Uncover,
    Verdict,
)
from workstation.policy.rules import FactorsRule
from workstation.record.directive import (
    AgentForgotten,
    AgentLocked,
    AgentRevoked,
    DeviceLifted,
    DeviceRevoked,
    DeviceSuspended,
    ReauthDemanded,
)
from workstation.record.entry import parse_payload

KEY = bytes(range(32))


@pytest.fixture
def vault() -> FakeVault:
    made = FakeVault()
    made.put(KEY_NAME, KEY)
    return made


@pytest.fixture
def keeper(tmp_path: Path, vault: FakeVault) -> Iterator[RunningKeeper]:
    running = RunningKeeper(tmp_path, vault=vault)
    yield running
    running.stop()


def ready(keeper: RunningKeeper) -> tuple[Client, Client, Client]:
    """Return seat, shield and prompt of a seat at which nobody is signed in."""
    seat, shield, prompt = keeper.peer("seat"), keeper.peer("shield"), keeper.peer("prompt")
    hear(shield, Cover)
    seat.send(Ready(capabilities=()))
    eventually(lambda: keeper.slot.standing.seat_ready)
    return seat, shield, prompt


def asked(client: Client) -> str:
    client.send(GlassWanted())
    return hear(client, GlassAsked).challenge.replace("-", "")


def offered(client: Client, challenge: str, agent: str = "cruz", code: str = "") -> Verdict:
    client.send(GlassOffered(agent=agent, code=code or spelled(code_for(KEY, challenge, agent))))
    return hear(client, Verdict)


def bodies(keeper: RunningKeeper, kind: Kind) -> list[Body]:
    found = [parse_payload(entry.payload).body for entry in keeper.ledger.waiting(SEAT, 10_000)]
    return [body for body in found if body.kind is kind]


def test_a_code_of_its_opens_a_free_seat_on_the_record_as_a_violation_that_supervisors_hear_of(
    keeper: RunningKeeper,
) -> None:
    seat, shield, prompt = ready(keeper)
    challenge = asked(prompt)
    assert offered(prompt, challenge).accepted
    hear(shield, Uncover)
    assert hear(seat, GlassOpened).until > utc_now() + OPEN_FOR - timedelta(seconds=30)
    (body,) = bodies(keeper, Kind.GLASS_BROKEN)
    assert (body.severity, body.weight) == (Severity.VIOLATION, "high")
    assert body.details == {
        "factor": "break_glass",
        "judge": "offline",
        "challenge": spelled(challenge),
        "issuer": "it",
        "seconds": 900,
    }
    assert (keeper.slot.standing.agent, keeper.slot.standing.team) == ("cruz", "cards")
    assert Kind.SIGNED_IN not in keeper.kinds()


def test_a_console_opens_a_locked_seat_for_its_agent_alone(keeper: RunningKeeper) -> None:
    seat, shield, _ = keeper.open_seat()
    seat.send(LockOrder(reason="agent"))
    hear(shield, Cover)
    console = keeper.peer("console")
    console.send(GlassWanted())
    told = hear(console, GlassAsked)
    assert (told.device, told.is_free) == (SEAT[:8], False)
    challenge = told.challenge.replace("-", "")
    assert offered(console, challenge, "reyes") == Verdict(accepted=False, reason="wrong_code")
    console.send(GlassOffered(agent="", code=code_for(KEY, challenge, "cruz")))
    assert hear(console, Verdict).accepted
    hear(shield, Uncover)


def test_an_open_seat_has_no_challenge_and_one_without_its_sensors_does_not_open(keeper: RunningKeeper) -> None:
    prompt = keeper.peer("prompt")
    prompt.send(GlassWanted())
    assert hear(prompt, Verdict).reason == "seat_not_ready"
    seat, shield = keeper.peer("seat"), keeper.peer("shield")
    seat.send(Ready(capabilities=()))
    eventually(lambda: keeper.slot.standing.seat_ready)
    prompt.send(CodeOffered(agent="cruz", code="111111"))
    hear(shield, Uncover)
    hear(prompt, Verdict)
    prompt.send(GlassWanted())
    assert hear(prompt, Verdict).reason == "too_late"


def test_a_device_that_never_heard_of_its_key_says_so(tmp_path: Path) -> None:
    running = RunningKeeper(tmp_path)
    _, _, prompt = ready(running)
    prompt.send(GlassWanted())
    assert hear(prompt, Verdict) == Verdict(accepted=False, reason="glass_not_here")
    running.stop()


def test_a_used_code_an_old_challenge_and_none_at_all_count_for_nothing(keeper: RunningKeeper) -> None:
    seat, shield, prompt = ready(keeper)
    assert offered(prompt, "AAAA0000").reason == "glass_over"
    challenge = asked(prompt)
    assert asked(keeper.peer("console")) == challenge
    assert offered(prompt, challenge).accepted
    seat.send(LockOrder(reason="agent"))
    hear(shield, Cover)
    assert offered(prompt, challenge).reason == "glass_over"
    assert asked(prompt) != challenge
    assert offered(prompt, challenge) == Verdict(accepted=False, reason="wrong_code")


def test_five_wrong_codes_make_the_right_one_wait_over_a_restart_too(tmp_path: Path, vault: FakeVault) -> None:
    running = RunningKeeper(tmp_path, vault=vault)
    _, _, prompt = ready(running)
    challenge = asked(prompt)
    for _ in range(5):
        assert offered(prompt, challenge, code="0000-0000") == Verdict(accepted=False, reason="wrong_code")
    assert offered(prompt, challenge) == Verdict(accepted=False, reason="locked_out")
    refused = bodies(running, Kind.CODE_REFUSED)
    assert {body.details["factor"] for body in refused} == {"break_glass"}
    assert {body.severity for body in refused} == {Severity.VIOLATION}
    running.stop()
    again = RunningKeeper(tmp_path, vault=vault)
    _, _, prompt = ready(again)
    assert offered(prompt, asked(prompt)) == Verdict(accepted=False, reason="locked_out")
    again.stop()


def test_what_cannot_be_written_or_kept_opens_nothing_and_its_code_is_over(
    keeper: RunningKeeper, vault: FakeVault
) -> None:
    _, _, prompt = ready(keeper)
    challenge = asked(prompt)
    vault.full = True
    assert offered(prompt, challenge) == Verdict(accepted=False, reason="not_durable")
    vault.full = False
    with no_file_grows_beyond(0):
        assert offered(prompt, challenge) == Verdict(accepted=False, reason="not_durable")
    assert not keeper.slot.standing.is_open
    assert offered(prompt, challenge).reason == "glass_over"


@pytest.mark.parametrize("kept", [b"\xc1", b"\xa1x"])
def test_a_count_that_cannot_be_read_opens_nothing(keeper: RunningKeeper, vault: FakeVault, kept: bytes) -> None:
    vault.put(FAILURES, kept)
    _, _, prompt = ready(keeper)
    assert offered(prompt, asked(prompt)) == Verdict(accepted=False, reason="not_durable")
    assert not keeper.slot.standing.is_open


def test_a_suspended_or_revoked_device_is_not_opened_and_what_was_shown_before_opens_nothing_after(
    keeper: RunningKeeper,
) -> None:
    _, _, prompt = ready(keeper)
    challenge = asked(prompt)
    keeper.direct(DeviceSuspended())
    eventually(lambda: keeper.slot.standing.truth is Truth.SUSPENDED)
    assert offered(prompt, challenge) == Verdict(accepted=False, reason="suspended")
    prompt.send(GlassWanted())
    assert hear(prompt, Verdict).reason == "suspended"
    keeper.direct(DeviceLifted())
    eventually(lambda: keeper.slot.standing.truth is Truth.SIGNED_OUT)
    assert offered(prompt, challenge).reason == "glass_over"
    keeper.direct(DeviceRevoked())
    eventually(lambda: keeper.slot.standing.truth is Truth.REVOKED)
    assert offered(prompt, challenge) == Verdict(accepted=False, reason="revoked")


@pytest.mark.parametrize("order", [AgentForgotten, AgentLocked, AgentRevoked, ReauthDemanded])
def test_an_order_about_somebody_ends_what_was_shown_for_them_and_for_nobody_else(
    keeper: RunningKeeper, order: type[AgentForgotten | AgentLocked | AgentRevoked | ReauthDemanded]
) -> None:
    _, _, prompt = ready(keeper)
    challenge = asked(prompt)
    keeper.direct(order(agent="reyes"))
    assert asked(prompt) == challenge
    assert offered(prompt, challenge, "reyes") == Verdict(accepted=False, reason="glass_over")
    challenge = asked(prompt)
    keeper.direct(order(agent="reyes"))
    assert offered(prompt, challenge, "cruz").accepted


def test_an_order_about_whose_seat_is_locked_ends_what_was_shown(keeper: RunningKeeper) -> None:
    seat, _, prompt = ready(keeper)
    assert offered(prompt, asked(prompt)).accepted
    seat.send(LockOrder(reason="idle"))
    hear(prompt, TruthTold, lambda told: told.truth is Truth.LOCKED)
    challenge = asked(prompt)
    keeper.direct(AgentForgotten(agent="reyes"))
    assert asked(prompt) == challenge
    keeper.direct(AgentForgotten(agent="cruz"))
    assert offered(prompt, challenge) == Verdict(accepted=False, reason="glass_over")


def test_no_mask_is_lifted_at_a_seat_that_such_a_code_opened(keeper: RunningKeeper) -> None:
    seat, shield, prompt = keeper.open_seat()  # the agent proved a code just now, which would be enough otherwise
    seat.send(LockOrder(reason="agent"))
    hear(shield, Cover)
    assert offered(prompt, asked(prompt)).accepted
    seat.send(Report(number=7, body=OPENED))
    seat.send(StepUpWanted(number=1, body=OPENED, within_seconds=3600))
    eventually(lambda: len(bodies(keeper, Kind.REVEAL_REFUSED)) == 2)
    assert {body.details["reason"] for body in bodies(keeper, Kind.REVEAL_REFUSED)} == {"break_glass"}
    assert not bodies(keeper, Kind.REVEAL_OPENED)
    assert hear(seat, NotRecorded).number == 7
    assert not isinstance(seat.receive(0.2), Recorded)


def test_it_opens_after_the_lease_and_its_own_time_ends_it(tmp_path: Path, vault: FakeVault) -> None:
    running = RunningKeeper(tmp_path, vault=vault, away=timedelta(hours=30))
    seat, shield, prompt = ready(running)
    eventually(lambda: running.slot.is_cut_off)
    assert offered(prompt, asked(prompt)).accepted
    hear(shield, Uncover)
    eventually(lambda: running.slot.closes_at is not None)
    hear(seat, TruthTold, lambda told: told.truth is Truth.ACTIVE)
    assert running.slot.standing.is_open
    running.do(lambda: setattr(running.slot, "glass_ends", running.slot.elapsed()))
    assert hear(shield, Cover).reason == "glass_over"
    running.stop()


def test_after_a_restart_the_seat_is_locked_for_whom_it_was_opened_for(tmp_path: Path, vault: FakeVault) -> None:
    running = RunningKeeper(tmp_path, vault=vault)
    _, _, prompt = ready(running)
    challenge = asked(prompt)
    assert offered(prompt, challenge).accepted
    running.stop()
    again = RunningKeeper(tmp_path, vault=vault)
    assert (again.slot.standing.truth, again.slot.standing.agent) == (Truth.LOCKED, "cruz")
    _, _, prompt = ready(again)
    assert offered(prompt, challenge).reason == "glass_over"
    again.stop()


@pytest.mark.parametrize("jump", [timedelta(days=3650), timedelta(days=-3650)])
def test_a_clock_that_is_set_makes_no_code_count_longer_and_no_seat_stay_open(
    tmp_path: Path, vault: FakeVault, jump: timedelta
) -> None:
    clock = Clock()
    running = RunningKeeper(tmp_path, vault=vault, clock=clock)
    _, shield, prompt = ready(running)
    challenge = asked(prompt)
    clock.by = jump
    assert asked(prompt) == challenge
    assert offered(prompt, challenge).accepted
    hear(shield, Uncover)
    clock.by = -jump
    running.do(lambda: setattr(running.slot, "glass_ends", running.slot.elapsed() + 1.5))
    assert hear(shield, Cover).reason == "glass_over"
    running.stop()


ANEW = asking(FactorsRule(id="anew", at=("reauth",)))
CODE = "111111"


@contextmanager
def stopped(keeper: RunningKeeper) -> Iterator[None]:
    """Stop it at the end."""
    try:
        yield
    finally:
        keeper.stop()


def test_what_a_code_opened_is_not_opened_anew_by_less_while_it_is_open(tmp_path: Path, vault: FakeVault) -> None:
    keeper = RunningKeeper(tmp_path, asking(FactorsRule(id="both")), vault=vault)
    with stopped(keeper):
        _, _, prompt = ready(keeper)
        assert offered(prompt, asked(prompt)).accepted
        prompt.send(CodeOffered(agent="cruz", code=CODE))
        assert hear(prompt, Verdict) == Verdict(accepted=False, reason="too_late")
        assert keeper.slot.standing.glass_until is not None
        assert bodies(keeper, Kind.UNLOCKED) == []


def test_after_a_code_no_less_is_asked_for_than_before_it_and_by_the_next_keeper_as_well(
    tmp_path: Path, vault: FakeVault
) -> None:
    keeper = RunningKeeper(tmp_path, ANEW, vault=vault)
    with stopped(keeper):
        _, _, prompt = ready(keeper)
        assert offered(prompt, asked(prompt)).accepted
        keeper.slot.glass_ends = 0.0
        eventually(lambda: keeper.slot.standing.truth is Truth.LOCKED)
        assert set(keeper.slot.wanted) == {"totp", "password"}
        prompt.send(CodeOffered(agent="", code=CODE))
        assert hear(prompt, Verdict).reason == "password_wanted"
    again = RunningKeeper(tmp_path, ANEW, vault=vault)
    with stopped(again):
        assert (again.slot.standing.truth, again.slot.standing.reason) == (Truth.LOCKED, "glass_over")
        assert set(again.slot.wanted) == {"totp", "password"}


def test_a_flood_of_wrong_codes_at_a_console_fills_no_record_and_has_no_prompt_wait(
    tmp_path: Path, vault: FakeVault
) -> None:
    keeper = RunningKeeper(tmp_path, vault=vault)
    with stopped(keeper):
        _, _, prompt = ready(keeper)
        console = keeper.peer("console")
        challenge = asked(prompt)
        for _ in range(100):
            console.send(GlassOffered(agent="cruz", code="0000-0000"))
            assert not hear(console, Verdict).accepted
        eventually(lambda: [body for body in bodies(keeper, Kind.CODE_REFUSED) if "count" in body.details])
        refused = bodies(keeper, Kind.CODE_REFUSED)
        assert len(refused) <= ONE_BY_ONE + 2
        assert sum(int(body.details.get("count", 1)) for body in refused) == 100
        assert offered(prompt, challenge).accepted


class GlassMachine(RuleBasedStateMachine):
    """Shows challenges, offers right, wrong and old codes, moves time, breaks disk and vault, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0
        self.vault, self.ledger = FakeVault(), FakeLedger()
        self.vault.put(KEY_NAME, KEY)
        self.spent: set[str] = set()
        self.shown: list[str] = []
        self.shown_at = 0.0
        self.failures = 0
        self.start()

    def start(self) -> None:
        recorder = Recorder(self.ledger, SEAT, lambda: None)
        standing = Standing(since=utc_now(), seat_ready=True)
        self.slot = Slot(
            number=1,
            recorder=recorder,
            warden=FakeWarden(),
            clock=utc_now,
            elapsed=lambda: self.time,
            standing=standing,
        )
        tries = GlassTries(self.vault, self.slot.elapsed)
        console = GlassTries(self.vault, self.slot.elapsed, CONSOLE_FAILURES)
        key = lambda: self.vault.get(KEY_NAME)  # noqa: E731
        self.glass = BreakGlass(self.slot, SEAT, "cards", key=key, tries=tries, console=console)
        self.is_shown = False

    @precondition(lambda self: not self.slot.standing.is_open)
    @rule()
    def it_is_asked_for(self) -> None:
        told = self.glass.wanted()
        assert isinstance(told, GlassAsked)
        challenge = told.challenge.replace("-", "")
        if not self.shown or challenge != self.shown[-1]:
            self.shown.append(challenge)
            self.shown_at = self.time
        self.is_shown = True

    @rule(seconds=st.sampled_from([1, 40, 800, 2000]))
    def time_passes(self, seconds: int) -> None:
        self.time += seconds

    @rule(full=st.booleans(), broken=st.booleans())
    def disks_fail_or_work(self, *, full: bool, broken: bool) -> None:
        self.vault.full, self.ledger.full = full, broken

    @rule()
    def the_keeper_starts_anew(self) -> None:
        self.start()

    @precondition(lambda self: self.shown)
    @rule(data=st.data(), is_right=st.booleans())
    def a_code_is_offered(self, data: st.DataObject, *, is_right: bool) -> None:
        challenge = data.draw(st.sampled_from(self.shown))
        code = code_for(KEY, challenge, "cruz") if is_right else "0" * 8
        written = self.ledger.head(SEAT).seq
        verdict = self.glass.offered(GlassOffered(agent="cruz", code=code))
        if not verdict.accepted:
            return
        assert is_right
        assert self.is_shown
        assert challenge == self.shown[-1]
        assert challenge not in self.spent
        assert self.time < self.shown_at + ANSWERED_WITHIN.total_seconds()
        assert not self.vault.full
        assert self.ledger.head(SEAT).seq > written
        self.spent.add(challenge)
        self.is_shown = False

    @precondition(lambda self: self.slot.standing.is_open)
    @rule()
    def the_seat_locks(self) -> None:
        self.slot.happen(LockOrdered(at=utc_now(), reason="idle"))

    @rule()
    def a_code_of_the_agents_is_verified(self) -> None:
        self.slot.happen(CodeVerified(at=utc_now(), agent="cruz", team="cards"))
        assert self.slot.standing.glass_until is None

    @rule()
    def the_seat_becomes_ready(self) -> None:
        self.slot.happen(SeatBecameReady(at=utc_now()))

    @invariant()
    def only_an_open_seat_is_open_by_such_a_code(self) -> None:
        if self.slot.standing.glass_until is not None:
            assert self.slot.standing.is_open


TestGlassMachine = GlassMachine.TestCase
