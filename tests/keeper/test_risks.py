"""After a risk a second factor is asked for at once: covered first, then written down, with the risk's name."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.keeper.running import SEAT, RunningKeeper, eventually, hear, utc_now
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.truth import Truth
from workstation.keeper.recall import recall
from workstation.keeper.ruled import Ruled, ruled_by
from workstation.link.messages import CodeOffered, Cover, LockOrder, Recorded, Report, TruthTold, Uncover, Verdict
from workstation.policy.rules import DeskRule, FactorsRule, IdleRule, Policy, ReauthRule
from workstation.policy.scope import Scope
from workstation.record.entry import parse_header, parse_payload

MET = {Kind.NETWORK_CHANGED: "network", Kind.MEDIA_FOUND: "media", Kind.INPUT_FAKED: "faked_input"}


def asking(*rules: ReauthRule | FactorsRule) -> Ruled:
    others = DeskRule(id="desk"), IdleRule(id="idle", after_seconds=300)
    return ruled_by(Policy(name="x", format=1, rule=(*others, *rules)), "cards")


ALL = asking(ReauthRule(id="r", after_risks=("clock", "network", "media", "faked_input")))


@contextmanager
def running(folder: Path, ruled: Ruled, clock: Callable[[], datetime] = utc_now) -> Iterator[RunningKeeper]:
    keeper = RunningKeeper(folder, ruled, clock=clock)
    try:
        yield keeper
    finally:
        keeper.stop()


def happened(kind: Kind, severity: Severity = Severity.VIOLATION, number: int = 1) -> Report:
    return Report(number=number, body=Body(kind=kind, severity=severity, outcome=Outcome.DETECTED, rule="desk"))


def written(keeper: RunningKeeper, *kinds: Kind) -> list[tuple[Kind, Body]]:
    entries = keeper.ledger.waiting(SEAT, 10_000)
    told = [(parse_header(each.header).kind, parse_payload(each.payload).body) for each in entries]
    return [each for each in told if each[0] in kinds]


@pytest.mark.parametrize("kind", MET)
def test_what_the_seat_reports_covers_it_and_the_record_says_why(tmp_path: Path, kind: Kind) -> None:
    with running(tmp_path, ALL) as keeper:
        seat, shield, prompt = keeper.open_seat()
        seat.send(happened(kind))
        cover = hear(shield, Cover)
        assert (cover.truth, cover.reason) == (Truth.REAUTH_DUE, f"reauth_{MET[kind]}")
        told = hear(prompt, TruthTold, lambda told: told.truth is Truth.REAUTH_DUE)
        assert told.reason == f"reauth_{MET[kind]}"
        hear(seat, Recorded)
        (_, due), (_, reported) = written(keeper, Kind.REAUTH_DUE, kind)
        assert (due.kind, due.details) == (Kind.REAUTH_DUE, {"reason": f"reauth_{MET[kind]}"})
        assert reported.kind is kind
        prompt.send(CodeOffered(agent="", code="222222"))
        assert hear(prompt, Verdict).accepted
        hear(shield, Uncover)


def test_a_clock_that_is_set_asks_before_it_is_written_down(tmp_path: Path) -> None:
    ahead: list[timedelta] = []
    with running(tmp_path, ALL, lambda: utc_now() + sum(ahead, timedelta())) as keeper:
        _, shield, _ = keeper.open_seat()
        ahead.append(timedelta(hours=1))
        assert hear(shield, Cover).reason == "reauth_clock"
        eventually(lambda: Kind.CLOCK_CHANGED in keeper.kinds())
        kinds = keeper.kinds()
        assert kinds.index(Kind.REAUTH_DUE) < kinds.index(Kind.CLOCK_CHANGED)


@pytest.mark.parametrize(
    "rule",
    [
        ReauthRule(id="r", after_risks=("clock", "network")),
        ReauthRule(id="r", after_risks=("media",), scope=Scope(teams=("billing",))),
        ReauthRule(id="r", after_risks=("media",), scope=Scope(call="off")),
    ],
)
def test_what_no_rule_that_holds_takes_for_a_risk_leaves_the_seat_open(tmp_path: Path, rule: ReauthRule) -> None:
    with running(tmp_path, asking(rule)) as keeper:
        seat, _, _ = keeper.open_seat()
        seat.send(happened(Kind.MEDIA_FOUND))
        hear(seat, Recorded)
        assert keeper.slot.standing.truth is Truth.ACTIVE


def test_a_risk_at_a_locked_seat_asks_for_nothing_more_than_its_lock(tmp_path: Path) -> None:
    with running(tmp_path, ALL) as keeper:
        seat, shield, prompt = keeper.open_seat()
        seat.send(LockOrder(reason="agent"))
        hear(shield, Cover)
        seat.send(happened(Kind.MEDIA_FOUND))
        hear(seat, Recorded)
        assert keeper.slot.standing.truth is Truth.LOCKED
        prompt.send(CodeOffered(agent="", code="222222"))
        assert hear(prompt, Verdict).accepted
        hear(shield, Uncover)
        assert Kind.REAUTH_DUE not in keeper.kinds()


def test_a_risk_asks_for_what_reauthentication_asks_for(tmp_path: Path) -> None:
    reauth = ReauthRule(id="r", after_risks=("media",))
    factors = FactorsRule(id="f", at=("unlock", "reauth"))
    with running(tmp_path, asking(reauth, factors)) as keeper:
        seat, _, prompt = keeper.open_seat()
        seat.send(happened(Kind.MEDIA_FOUND))
        told = hear(prompt, TruthTold, lambda told: told.truth is Truth.REAUTH_DUE)
        assert told.factors == ("totp", "password")
        prompt.send(CodeOffered(agent="", code="222222"))
        assert hear(prompt, Verdict).reason == "password_wanted"


def test_one_violation_too_many_in_an_hour_asks_and_a_code_begins_anew(tmp_path: Path) -> None:
    with running(tmp_path, asking(ReauthRule(id="r", violations_an_hour=2))) as keeper:
        seat, shield, prompt = keeper.open_seat()
        for number, code in enumerate(("222222", "333333")):
            for each in (1, 2):
                seat.send(happened(Kind.PIXELS_READ, number=10 * number + each))
                hear(seat, Recorded)
            seat.send(happened(Kind.PIXELS_READ, Severity.ACCESS, number=10 * number + 3))
            hear(seat, Recorded)
            assert keeper.slot.standing.is_open
            seat.send(happened(Kind.PIXELS_READ, number=10 * number + 4))
            assert hear(shield, Cover).reason == "reauth_violations"
            hear(seat, Recorded)
            prompt.send(CodeOffered(agent="", code="999999"))
            assert not hear(prompt, Verdict).accepted
            prompt.send(CodeOffered(agent="", code=code))
            assert hear(prompt, Verdict).accepted
            hear(shield, Uncover)
        assert [kind for kind in keeper.kinds() if kind is Kind.REAUTH_DUE] == [Kind.REAUTH_DUE] * 2


def test_what_the_keeper_finds_by_itself_counts_among_the_violations(tmp_path: Path) -> None:
    with running(tmp_path, asking(ReauthRule(id="r", violations_an_hour=1))) as keeper:
        seat, shield, _ = keeper.open_seat()
        seat.send(happened(Kind.PIXELS_READ))
        hear(seat, Recorded)
        for _ in range(3):
            keeper.do(lambda: keeper.slot.note(Kind.PEER_REFUSED, Severity.VIOLATION, Outcome.REFUSED, why="x"))
        assert keeper.slot.standing.is_open  # anybody may knock
        keeper.do(lambda: keeper.slot.note(Kind.PROGRAM_DENIED, Severity.VIOLATION, Outcome.REFUSED))
        assert hear(shield, Cover).reason == "reauth_violations"


def test_a_rule_that_comes_into_force_counts_what_was_recorded_before(tmp_path: Path) -> None:
    with running(tmp_path, asking()) as keeper:
        seat, shield, _ = keeper.open_seat()
        for each in (1, 2):
            seat.send(happened(Kind.PIXELS_READ, number=each))
            hear(seat, Recorded)
        keeper.change(asking(ReauthRule(id="r", violations_an_hour=1)))
        assert hear(shield, Cover).reason == "reauth_violations"


def test_a_keeper_that_starts_anew_still_says_why_it_asks(tmp_path: Path) -> None:
    with running(tmp_path, ALL) as keeper:
        seat, shield, _ = keeper.open_seat()
        seat.send(happened(Kind.MEDIA_FOUND))
        hear(shield, Cover)
        eventually(lambda: Kind.REAUTH_DUE in keeper.kinds())
        standing = recall(keeper.ledger, SEAT, utc_now())
        assert (standing.truth, standing.reason, standing.agent) == (Truth.REAUTH_DUE, "reauth_media", "cruz")
