"""A reveal that wants a proof: the keeper knows how old the last one is, asks, writes first and opens second."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.fakes.ledger import FakeLedger
from tests.fakes.openid import FakeOpenid
from tests.fakes.vault import FakeVault
from tests.fakes.verifier import FakeVerifier
from tests.fakes.warden import FakeWarden
from tests.keeper.running import CODES, DEADLINE, NO_RULES, SEAT, RunningKeeper, eventually, hear, utc_now
from tests.keeper.test_factors import PASSWORD, asking
from tests.keeper.test_ledger import body, no_file_grows_beyond
from tests.keeper.test_service import SlowVerifier
from workstation.facts.body import Body
from workstation.facts.factor import Factor
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.revealing import PROVED_WITHIN
from workstation.facts.truth import Truth
from workstation.keeper.acknowledgements import Acknowledgements
from workstation.keeper.choose import elapsed_clock
from workstation.keeper.keyasking import no_key
from workstation.keeper.proofage import ProofAge
from workstation.keeper.recorder import Recorder
from workstation.keeper.reserve import Reserve
from workstation.keeper.ruled import Ruled, ruled_by
from workstation.keeper.signin import SignIn
from workstation.keeper.slot import Slot
from workstation.keeper.stepup import ANSWERED_WITHIN, StepUp
from workstation.keeper.truth import CodeVerified, LockOrdered, SignedOff, Standing
from workstation.link.messages import (
    CodeOffered,
    LockOrder,
    ProofAsked,
    ProofOffered,
    Recorded,
    RecoveryCodeTaken,
    Report,
    RevealRecorded,
    StepUpDropped,
    StepUpWanted,
    TruthTold,
    Verdict,
)
from workstation.policy.rules import FactorsRule, MaskingRule, Policy, Reveal
from workstation.policy.scope import PlaceScope
from workstation.record.entry import parse_payload

BOTH: tuple[Factor, ...] = ("totp", "password")
OPENED = Body(
    kind=Kind.REVEAL_OPENED,
    severity=Severity.CUSTODY,
    outcome=Outcome.DONE,
    rule="call-backs",
    application="CRM",
    data_classes={"us_ssn": 1},
    details={"number": 1, "seconds": 30, "reason": 1},
)
WISH = StepUpWanted(number=1, body=OPENED, within_seconds=600)
EACH_TIME = StepUpWanted(number=1, body=OPENED, within_seconds=0)


def refused(reason: str, number: int = 1) -> Verdict:
    """Return what the seat is told of an offer that counts for nothing."""
    return Verdict(accepted=False, reason=reason, number=number)


class Seat:
    """A seat that its agent opened with the code 111111, and what its keeper wrote of reveals since."""

    def __init__(self, keeper: RunningKeeper) -> None:
        self.keeper = keeper
        self.link, self.shield, self.prompt = keeper.open_seat()

    def asks(self, wish: StepUpWanted = EACH_TIME) -> tuple[Factor, ...]:
        """Say that an agent wants to see, and return what they are asked to prove."""
        self.link.send(wish)
        asked = hear(self.link, ProofAsked)
        assert asked.number == wish.number
        return asked.factors

    def proves(self, code: str = "222222", password: str | None = None, number: int = 1) -> Verdict:
        self.link.send(ProofOffered(number=number, code=code, password=password))
        return hear(self.link, Verdict)

    def sees(self, code: str = "222222", password: str | None = None, number: int = 1) -> None:
        """Prove it, and be told once the reveal is on the record."""
        self.link.send(ProofOffered(number=number, code=code, password=password))
        assert hear(self.link, RevealRecorded).number == number
        assert hear(self.link, Verdict).accepted

    def wrote(self) -> list[Body]:
        bodies = [parse_payload(entry.payload).body for entry in self.keeper.ledger.waiting(SEAT, 10_000)]
        return [each for each in bodies if each.kind.startswith("reveal.") or each.kind is Kind.CODE_REFUSED]

    def kinds(self) -> list[Kind]:
        return [each.kind for each in self.wrote()]

    def refusal(self) -> object:
        """Return why the one reveal was refused, which was its agent's."""
        eventually(lambda: Kind.REVEAL_REFUSED in self.kinds())
        (refused,) = [each for each in self.wrote() if each.kind is Kind.REVEAL_REFUSED]
        assert (refused.outcome, refused.rule, refused.data_classes) == (Outcome.REFUSED, "call-backs", {"us_ssn": 1})
        (entry,) = [
            entry
            for entry in self.keeper.ledger.waiting(SEAT, 10_000)
            if parse_payload(entry.payload).body.kind is Kind.REVEAL_REFUSED
        ]
        assert parse_payload(entry.payload).agent == "cruz"
        return refused.details["reason"]


@contextmanager
def opened(folder: Path, ruled: Ruled = NO_RULES, verifier: FakeVerifier | None = None) -> Iterator[Seat]:
    keeper = RunningKeeper(folder, ruled, verifier=verifier)
    try:
        yield Seat(keeper)
    finally:
        keeper.stop()


@contextmanager
def being_judged(folder: Path, verifier: SlowVerifier) -> Iterator[Seat]:
    """Have a code for the first reveal judged until the verifier is let."""
    verifier.let.set()
    with opened(folder, verifier=verifier) as seat:
        seat.asks()
        verifier.let.clear()
        verifier.asked.clear()
        seat.link.send(ProofOffered(number=1, code="222222"))
        assert verifier.asked.wait(DEADLINE)
        yield seat


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    with opened(tmp_path) as made:
        yield made


def test_who_proved_it_lately_is_asked_for_nothing_and_it_is_written_first(seat: Seat) -> None:
    seat.link.send(WISH)
    recorded = hear(seat.link, RevealRecorded)
    entry = seat.keeper.ledger.waiting(SEAT, 10_000)[recorded.seq - 1]
    assert parse_payload(entry.payload).body == OPENED
    assert seat.kinds() == [Kind.REVEAL_OPENED]


def test_an_unlock_is_a_proof_as_well(seat: Seat) -> None:
    seat.link.send(LockOrder(reason="agent"))
    hear(seat.prompt, TruthTold, lambda told: told.truth is Truth.LOCKED)
    seat.keeper.do(seat.keeper.slot.proved.clear)
    seat.prompt.send(CodeOffered(agent="", code="222222"))
    assert hear(seat.prompt, Verdict).accepted
    seat.link.send(WISH)
    assert hear(seat.link, RevealRecorded).number == 1


def test_who_did_not_is_asked_at_an_open_seat_and_proof_and_reveal_are_written_before_it_is_told(seat: Seat) -> None:
    assert seat.asks() == ("totp",)
    assert seat.kinds() == []
    seat.keeper.do(seat.keeper.slot.proved.clear)
    seat.sees()
    proved, told = seat.wrote()
    assert (proved.kind, proved.severity, proved.rule) == (Kind.REVEAL_PROVED, Severity.CUSTODY, "call-backs")
    assert proved.details == {"number": 1, "factor": "totp", "judge": "store", "step": 0}
    assert told == OPENED
    assert seat.keeper.slot.standing.truth is Truth.ACTIVE
    seat.link.send(replace_wish(number=2, within_seconds=600))
    assert hear(seat.link, RevealRecorded).number == 2


def replace_wish(**changes: object) -> StepUpWanted:
    said = {name: getattr(EACH_TIME, name) for name in EACH_TIME.__struct_fields__} | changes
    return StepUpWanted(**said)


def test_a_wrong_code_counts_as_everywhere_and_leaves_seat_and_mask_as_they_are(seat: Seat) -> None:
    seat.asks()
    assert seat.proves("999999") == refused("wrong_code")
    assert seat.proves("111111") == refused("code_used")
    assert seat.kinds() == [Kind.CODE_REFUSED] * 2
    assert seat.keeper.slot.standing.uncovered
    assert seat.proves().accepted


@pytest.mark.parametrize("judge", ["store", "offline"])
def test_the_record_says_by_what_and_by_whom_it_was_proved(tmp_path: Path, judge: str) -> None:
    verifier = FakeVerifier("cruz", CODES)
    ruled = asking(FactorsRule(id="f", at=("reauth",)))
    with opened(tmp_path, ruled, verifier) as seat:
        verifier.judge = "offline" if judge == "offline" else "store"
        assert seat.asks() == ("totp", "password")
        assert seat.proves(password=PASSWORD).accepted
        (proved, _) = seat.wrote()
        assert (proved.details["factor"], proved.details["judge"]) == ("totp+password", judge)
        assert PASSWORD not in repr(ProofOffered(number=1, code="222222", password=PASSWORD))


def test_a_sign_in_by_less_than_the_rule_asks_is_no_proof_and_a_code_alone_is_not_used_up(tmp_path: Path) -> None:
    with opened(tmp_path, asking(FactorsRule(id="f", at=("reauth",)))) as seat:
        assert seat.asks(WISH) == ("totp", "password")
        assert seat.proves() == refused("password_wanted")
        assert seat.proves(password="seven green umbrellas").reason == "wrong_code"
        assert seat.proves(password=PASSWORD).accepted


def test_a_policy_that_asks_for_more_meanwhile_takes_no_code_alone(tmp_path: Path) -> None:
    more = asking(FactorsRule(id="f", at=("reauth",)))
    with opened(tmp_path) as seat:
        assert seat.asks() == ("totp",)
        seat.keeper.change(more)
        eventually(lambda: seat.keeper.changeover.ruled is more)
        assert seat.proves() == refused("password_wanted")
        assert seat.proves(password=PASSWORD) == refused("password_wanted")
        assert seat.kinds() == []
        assert seat.asks(replace_wish(number=2)) == ("totp", "password")


def test_a_policy_that_asks_for_more_while_a_code_is_judged_lifts_nothing(tmp_path: Path) -> None:
    more = asking(FactorsRule(id="f", at=("reauth",)))
    verifier = SlowVerifier()
    with being_judged(tmp_path, verifier) as seat:
        seat.keeper.change(more)
        eventually(lambda: seat.keeper.changeover.ruled is more)
        verifier.let.set()
        assert hear(seat.link, Verdict) == refused("password_wanted")
        assert seat.kinds() == []


def test_a_code_for_another_reveal_is_judged_after_one_for_the_reveal_it_replaced(tmp_path: Path) -> None:
    verifier = SlowVerifier()
    with being_judged(tmp_path, verifier) as seat:
        seat.link.send(StepUpDropped(number=1))
        seat.asks(replace_wish(number=2))
        seat.link.send(ProofOffered(number=2, code="999999"))
        seat.link.send(ProofOffered(number=2, code="333333"))
        seat.link.send(Report(number=1, body=body()))
        hear(seat.link, Recorded)
        verifier.let.set()
        assert hear(seat.link, Verdict) == refused("too_late", number=1)
        assert hear(seat.link, RevealRecorded).number == 2
        assert hear(seat.link, Verdict) == Verdict(accepted=True, reason="ok", number=2)
        assert seat.kinds() == [Kind.REVEAL_REFUSED, Kind.REVEAL_PROVED, Kind.REVEAL_OPENED]


def test_a_recovery_code_is_on_the_record_as_one_and_the_seat_is_told_how_many_are_left(tmp_path: Path) -> None:
    verifier = FakeVerifier("cruz", CODES)
    with opened(tmp_path, verifier=verifier) as seat:
        seat.asks()
        verifier.recovery_left = 4
        seat.link.send(ProofOffered(number=1, code="222222"))
        assert hear(seat.link, RecoveryCodeTaken).left == 4
        assert hear(seat.link, Verdict).accepted
        assert seat.wrote()[0].details["factor"] == "recovery"


def test_a_recovery_code_that_came_too_late_is_used_up_all_the_same(tmp_path: Path) -> None:
    verifier = SlowVerifier()
    with being_judged(tmp_path, verifier) as seat:
        verifier.recovery_left = 4
        seat.link.send(StepUpDropped(number=1))
        assert seat.refusal() == "declined"
        verifier.let.set()
        assert hear(seat.link, RecoveryCodeTaken).left == 4
        assert hear(seat.link, Verdict) == refused("too_late")


def test_who_leaves_it_keeps_the_seat_and_their_code_and_it_is_on_the_record(seat: Seat) -> None:
    seat.asks()
    seat.link.send(StepUpDropped(number=1))
    assert seat.refusal() == "declined"
    assert seat.proves() == refused("too_late")
    assert seat.keeper.slot.standing.uncovered
    seat.asks(replace_wish(number=2))
    assert seat.proves(number=2).accepted


def test_a_seat_that_closes_meanwhile_opens_nothing_when_it_opens_again(seat: Seat) -> None:
    seat.asks()
    seat.link.send(LockOrder(reason="agent"))
    seat.link.send(StepUpDropped(number=1))
    assert seat.refusal() == "seat_closed"
    seat.prompt.send(CodeOffered(agent="", code="333333"))
    assert hear(seat.prompt, Verdict).accepted
    assert seat.proves() == refused("too_late")
    assert Kind.REVEAL_OPENED not in seat.kinds()


def test_at_a_closed_seat_nothing_is_asked_and_it_is_on_the_record(seat: Seat) -> None:
    seat.link.send(LockOrder(reason="agent"))
    seat.link.send(WISH)
    assert seat.refusal() == "seat_closed"
    assert seat.proves() == refused("too_late")


def test_a_lock_while_a_code_is_judged_opens_nothing(tmp_path: Path) -> None:
    verifier = SlowVerifier()
    with being_judged(tmp_path, verifier) as seat:
        seat.link.send(LockOrder(reason="agent"))
        hear(seat.prompt, TruthTold, lambda told: told.truth is Truth.LOCKED)
        verifier.let.set()
        assert hear(seat.link, Verdict) == refused("too_late")
        assert {Kind.REVEAL_PROVED, Kind.REVEAL_OPENED}.isdisjoint(seat.kinds())


def test_a_seat_that_locks_and_opens_while_a_code_is_judged_lifts_nothing(tmp_path: Path) -> None:
    verifier = SlowVerifier()
    with being_judged(tmp_path, verifier) as seat:
        again = CodeVerified(at=utc_now(), agent="cruz", team="cards")
        seat.keeper.do(lambda: seat.keeper.slot.happen(LockOrdered(at=utc_now(), reason="idle")))
        seat.keeper.do(lambda: seat.keeper.slot.happen(again))
        eventually(lambda: seat.keeper.slot.standing.since == again.at)
        verifier.let.set()
        assert hear(seat.link, Verdict) == refused("too_late")
        assert seat.keeper.slot.standing.uncovered
        assert {Kind.REVEAL_PROVED, Kind.REVEAL_OPENED}.isdisjoint(seat.kinds())


def test_a_reveal_that_is_replaced_while_its_code_is_judged_is_not_lifted_nor_the_other_by_that_code(
    tmp_path: Path,
) -> None:
    verifier = SlowVerifier()
    with being_judged(tmp_path, verifier) as seat:
        seat.asks(replace_wish(number=2))
        verifier.let.set()
        assert hear(seat.link, Verdict) == refused("too_late")
        assert seat.kinds() == [Kind.REVEAL_REFUSED]
        assert seat.refusal() == "replaced"
        seat.sees("333333", number=2)


def test_another_reveal_takes_the_place_of_one_that_waits(seat: Seat) -> None:
    seat.asks()
    seat.asks(replace_wish(number=2))
    assert seat.refusal() == "replaced"
    assert seat.proves(number=1).reason == "too_late"
    seat.sees(number=2)


def test_what_the_seat_is_told_too_late_was_never_lifted(seat: Seat) -> None:
    seat.link.send(WISH)
    hear(seat.link, RevealRecorded)
    for _ in range(2):
        seat.link.send(StepUpDropped(number=1))
    seat.link.send(Report(number=1, body=body()))
    hear(seat.link, Recorded)
    told = seat.wrote()
    assert [each.kind for each in told] == [Kind.REVEAL_OPENED, Kind.REVEAL_CLOSED]
    assert (told[1].rule, told[1].details) == ("call-backs", {"number": 1, "seconds": 0})


def test_what_cannot_be_recorded_is_not_lifted(seat: Seat, tmp_path: Path) -> None:
    seat.asks()
    with no_file_grows_beyond((tmp_path / "ledger.db-wal").stat().st_size):
        assert seat.proves() == refused("not_durable")
    seat.sees("333333")
    assert seat.kinds() == [Kind.CODE_REFUSED, Kind.REVEAL_PROVED, Kind.REVEAL_OPENED]


def test_a_full_disk_lifts_nothing_and_its_reserve_is_left_to_sign_ins(tmp_path: Path) -> None:
    ledger, reserve = FakeLedger(), Reserve(tmp_path / "reserve")
    recorder = Recorder(ledger, SEAT, lambda: None, reserve)
    recorder.retry()
    ledger.full = True
    standing = Standing(since=utc_now(), seat_ready=True)
    slot = Slot(
        number=1, recorder=recorder, warden=FakeWarden(), clock=utc_now, elapsed=elapsed_clock(), standing=standing
    )
    slot.happen(CodeVerified(at=utc_now(), agent="cruz", team="cards"))
    signin = SignIn(
        slot,
        FakeVerifier("cruz", CODES),
        SEAT,
        (),
        utc_now,
        acknowledgements=Acknowledgements(FakeVault()),
        ask_key=no_key,
        openid=FakeOpenid(),
    )
    stepup = StepUp(slot, signin, ProofAge, lambda _, __: None)
    stepup.wanted(EACH_TIME)
    assert asyncio.run(stepup.offered(ProofOffered(number=1, code="111111"))) == refused("not_durable")
    assert (tmp_path / "reserve").exists()


POLICY = Policy(
    name="Cards",
    format=1,
    rule=(MaskingRule(id="m"),),
    reveal=(
        Reveal(
            id="call-backs",
            classes=("us_ssn",),
            scope=PlaceScope(call="on"),
            seconds=30,
            times_an_hour=3,
            reasons=("A.",),
            step_up_minutes=0,
        ),
    ),
)


def test_the_keeper_holds_to_the_rule_whatever_time_the_seat_gives(tmp_path: Path) -> None:
    with opened(tmp_path, ruled_by(POLICY, "cards")) as seat:
        assert seat.asks(WISH) == ("totp",)


def test_a_seat_may_ask_for_a_proof_that_is_younger_than_the_rule_wants(tmp_path: Path) -> None:
    reveals = tuple(structs.replace(each, step_up_minutes=480) for each in POLICY.reveal)
    with opened(tmp_path, ruled_by(structs.replace(POLICY, reveal=reveals), "cards")) as seat:
        assert seat.asks(EACH_TIME) == ("totp",)


def test_a_seat_that_reports_it_without_a_proof_is_not_confirmed_and_it_is_a_violation(tmp_path: Path) -> None:
    with opened(tmp_path, ruled_by(POLICY, "cards")) as seat:
        seat.link.send(Report(number=1, body=OPENED))
        seat.link.send(Report(number=2, body=body()))
        assert hear(seat.link, Recorded).number == 2
        assert seat.refusal() == "not_proved"
        assert seat.wrote()[0].severity is Severity.VIOLATION
        assert Kind.REVEAL_OPENED not in seat.kinds()


def test_a_reveal_whose_rule_wants_no_proof_is_reported_as_ever(seat: Seat) -> None:
    seat.link.send(Report(number=1, body=OPENED))
    assert hear(seat.link, Recorded).number == 1
    assert seat.kinds() == [Kind.REVEAL_OPENED]


def test_a_proof_for_anything_else_than_a_reveal_is_nonsense(seat: Seat) -> None:
    seat.link.send(replace_wish(body=body()))
    eventually(lambda: Kind.PEER_REFUSED in seat.keeper.kinds())
    assert seat.keeper.slot.standing.truth is Truth.LOCKED


def test_a_proof_does_not_put_off_the_next_re_authentication(seat: Seat) -> None:
    verified = seat.keeper.slot.verified
    seat.asks()
    assert seat.proves().accepted
    assert seat.keeper.slot.verified == verified


def test_a_seat_that_the_keeper_closed_did_not_decline(seat: Seat) -> None:
    seat.asks()
    ordered = LockOrdered(at=utc_now(), reason="idle")
    seat.keeper.do(lambda: seat.keeper.slot.happen(ordered))
    hear(seat.link, TruthTold, lambda told: told.truth is Truth.LOCKED)
    seat.link.send(StepUpDropped(number=1))
    assert seat.refusal() == "seat_closed"


def test_the_keeper_has_given_up_before_the_seat_does_by_time() -> None:
    assert PROVED_WITHIN.total_seconds() > ANSWERED_WITHIN


@pytest.mark.parametrize("is_dropped", [True, False])
def test_an_answer_that_does_not_come_ends_it(seat: Seat, monkeypatch: pytest.MonkeyPatch, *, is_dropped: bool) -> None:
    monkeypatch.setattr("workstation.keeper.stepup.ANSWERED_WITHIN", 0.0)
    seat.asks()
    if is_dropped:
        seat.link.send(StepUpDropped(number=1))
    assert seat.refusal() == "too_late"
    assert seat.proves().reason == "too_late"


class Time:
    """Time that nobody can set, but for a test."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


Happening = tuple[str, object]
HAPPENINGS = st.lists(
    st.one_of(
        st.tuples(st.just("passes"), st.integers(1, 5)),
        st.tuples(st.just("opens"), st.sampled_from([BOTH, BOTH[:1]])),
        st.tuples(st.just("locks"), st.none()),
        st.tuples(st.just("signs out"), st.none()),
    ),
    max_size=12,
)


@given(happenings=HAPPENINGS, factors=st.sampled_from([BOTH, BOTH[:1]]), within=st.integers(0, 6))
def test_a_proof_counts_for_its_agent_at_an_open_seat_and_for_its_time_alone(
    happenings: list[Happening], factors: tuple[Factor, ...], within: int
) -> None:
    time = Time()
    recorder = Recorder(FakeLedger(), SEAT, lambda: None)
    standing = Standing(since=utc_now(), seat_ready=True)
    slot = Slot(number=1, recorder=recorder, warden=FakeWarden(), clock=utc_now, elapsed=time, standing=standing)
    last: dict[Factor, float] = {}
    is_open = False
    for what, told in happenings:
        match what, told:
            case "passes", int() as seconds:
                time.now += seconds
            case "opens", tuple() as proved:
                slot.prove(proved)
                slot.happen(CodeVerified(at=utc_now(), agent="cruz", team="cards"))
                last, is_open = {**last, **dict.fromkeys(proved, time.now)}, True
            case "locks", _:
                slot.happen(LockOrdered(at=utc_now(), reason="agent"))
                is_open = False
            case _:
                slot.happen(SignedOff(at=utc_now()))
                last, is_open = {}, False
    lately = all(each in last and time.now - last[each] < within for each in factors)
    assert slot.proved_within(factors, within) is (is_open and lately)


def test_a_proof_of_no_age_never_counts() -> None:
    assert ProofAge({"r": 0}).seconds("r") == 0
    assert ProofAge({"r": 5}).seconds("r") == 300
    assert ProofAge({"r": 5}).seconds("other") is None
