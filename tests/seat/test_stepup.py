"""A reveal that wants a proof, from end to end: a real engine, link and keeper; only desktop and windows are fakes."""

# SPDX-License-Identifier: Apache-2.0

import queue
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.core.seats import mark
from tests.fakes.desktop import FakeDesktop
from tests.fakes.witness import Witness
from tests.keeper.running import RunningKeeper, eventually, hear
from workstation.detect.scanner import Scanner
from workstation.facts.actions import AskProof, AskReason
from workstation.facts.kinds import Kind
from workstation.facts.observations import Observation, PixelsRead, ReasonChosen, RevealAsked, RevealEnded, ScreenRead
from workstation.facts.place import Program
from workstation.facts.session import Session
from workstation.facts.situation import Situation
from workstation.facts.truth import Truth
from workstation.guards.roster import build_guards
from workstation.keeper.ruled import ruled_by
from workstation.link.messages import CodeOffered, ProofOffered, ProofTold, Verdict
from workstation.policy.rules import FactorsRule, MaskingRule, Policy, Reveal
from workstation.policy.scope import PlaceScope
from workstation.seat.engine import Engine
from workstation.seat.keeper import LinkKeeper

POLICY = Policy(
    name="cards",
    format=1,
    rule=(MaskingRule(id="masking"), FactorsRule(id="factors", factors=("totp",))),
    reveal=(
        Reveal(
            id="call-backs",
            classes=("us_ssn",),
            scope=PlaceScope(teams=("cards",)),
            seconds=60,
            times_an_hour=9,
            reasons=("The bank asks for it.",),
            step_up_minutes=0,
        ),
    ),
)
NUMBER = mark("us_ssn")
SCROT = Program(name="scrot", path="/usr/bin/scrot", pid=3)


class Seat:
    """An open seat that shows a number, masked, and its agent."""

    def __init__(self, keeper: RunningKeeper) -> None:
        self.keeper = keeper
        self.keeper_runs = True
        self.display = Witness()
        self.desktop = FakeDesktop(Scanner())
        self.verdicts: queue.Queue[ProofTold] = queue.Queue()
        self._link = LinkKeeper(keeper.socket, 1)
        session = Session(now=datetime.now(UTC), policy="p", situation=Situation(team="cards"))
        self._engine = Engine(
            guards=build_guards(POLICY),
            session=session,
            keeper=self._link,
            desktop=self.desktop,
            display=self.display,
        )
        self._threads = [
            threading.Thread(target=self._engine.run, daemon=True),
            threading.Thread(
                target=self._link.run, args=(self._engine.post, self._engine.alive, lambda _: None), daemon=True
            ),
        ]

    def open(self) -> None:
        prompt = self.keeper.peer("prompt")
        self._link.connect()
        for thread in self._threads:
            thread.start()
        eventually(lambda: self.keeper.slot.standing.seat_ready)
        prompt.send(CodeOffered(agent="cruz", code="111111"))
        assert hear(prompt, Verdict).accepted
        eventually(lambda: self.display.shown and self.display.shown[-1].truth is Truth.ACTIVE)
        self.post(ScreenRead(at=datetime.now(UTC), marks=(NUMBER,)))
        eventually(lambda: self.desktop.marks == (NUMBER,))

    def post(self, observation: Observation) -> None:
        self._engine.post(observation)

    def asks_to_see(self) -> AskProof:
        """Click the mask, choose the reason, and return what is asked then."""
        before = len(self.display.questions)
        self.post(RevealAsked(at=datetime.now(UTC), mark=NUMBER))
        eventually(lambda: len(self.display.questions) == before + 1)
        question = self.display.questions[-1]
        assert isinstance(question, AskReason)
        chosen = ReasonChosen(at=datetime.now(UTC), number=question.number, reason=question.reasons[0])
        self.post(chosen)
        eventually(lambda: len(self.display.questions) == before + 2)
        proof = self.display.questions[-1]
        assert isinstance(proof, AskProof)
        return proof

    def proves(self, question: AskProof, code: str) -> Verdict:
        self._link.offer_proof(ProofOffered(number=question.number, code=code), self.verdicts.put)
        told = self.verdicts.get(timeout=60)
        assert isinstance(told, Verdict)
        return told

    def of_reveals(self) -> list[Kind]:
        return [kind for kind in self.keeper.kinds() if kind.startswith("reveal.")]

    def stop(self) -> None:
        self._engine.stop()
        self._threads[0].join()
        self._link.stop()
        self._threads[1].join()


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    keeper = RunningKeeper(tmp_path, ruled_by(POLICY, "cards"))
    made = Seat(keeper)
    made.open()
    yield made
    made.stop()
    if made.keeper_runs:
        keeper.stop()


def test_a_mask_is_lifted_for_a_code_and_each_time_for_another_one(seat: Seat) -> None:
    question = seat.asks_to_see()
    assert question.factors == ("totp",)
    assert seat.proves(question, "999999") == Verdict(accepted=False, reason="wrong_code", number=question.number)
    assert seat.desktop.marks == (NUMBER,)
    assert seat.proves(question, "222222").accepted
    eventually(lambda: seat.desktop.marks == ())
    assert seat.of_reveals() == [Kind.REVEAL_PROVED, Kind.REVEAL_OPENED]
    seat.post(RevealAsked(at=datetime.now(UTC), mark=NUMBER))
    eventually(lambda: seat.desktop.marks == (NUMBER,))
    assert seat.proves(seat.asks_to_see(), "333333").accepted
    eventually(lambda: seat.desktop.marks == ())


@pytest.mark.parametrize("ending", ["declined", "looked at"])
def test_what_ends_before_the_code_leaves_the_mask_and_the_seat_and_is_on_the_record(seat: Seat, ending: str) -> None:
    question = seat.asks_to_see()
    now = datetime.now(UTC)
    over = RevealEnded(at=now, number=question.number) if ending == "declined" else PixelsRead(at=now, program=SCROT)
    seat.post(over)
    eventually(lambda: seat.of_reveals() == [Kind.REVEAL_REFUSED])
    assert seat.proves(question, "222222") == Verdict(accepted=False, reason="too_late", number=question.number)
    assert seat.desktop.marks == (NUMBER,)
    assert seat.keeper.slot.standing.uncovered
    assert seat.display.shown[-1].revealing is None


def test_a_seat_that_locks_meanwhile_lifts_nothing(seat: Seat) -> None:
    question = seat.asks_to_see()
    seat._link.lock("agent")
    eventually(lambda: seat.of_reveals() == [Kind.REVEAL_REFUSED])
    assert seat.proves(question, "222222").reason == "too_late"
    assert Kind.REVEAL_OPENED not in seat.of_reveals()


def test_a_reveal_that_cannot_be_recorded_is_told_and_not_lifted(seat: Seat) -> None:
    unsayable = replace(mark("us_ssn", x=400), application="x" * 65)
    seat.post(ScreenRead(at=datetime.now(UTC), marks=(unsayable,)))
    eventually(lambda: seat.desktop.marks == (unsayable,))
    seat.post(RevealAsked(at=datetime.now(UTC), mark=unsayable))
    eventually(lambda: seat.display.questions)
    question = seat.display.questions[-1]
    assert isinstance(question, AskReason)
    seat.post(ReasonChosen(at=datetime.now(UTC), number=question.number, reason=question.reasons[0]))
    eventually(lambda: Kind.CONTROL_FAILED in seat.keeper.kinds())
    assert seat.of_reveals() == []
    assert seat.desktop.marks == (unsayable,)
    assert seat.keeper.slot.standing.uncovered


def test_a_keeper_that_is_gone_lifts_nothing(seat: Seat) -> None:
    question = seat.asks_to_see()
    seat.keeper.stop()
    seat.keeper_runs = False
    eventually(lambda: seat.display.shown[-1].truth is Truth.LOCKED)
    seat._link.offer_proof(ProofOffered(number=question.number, code="222222"), seat.verdicts.put)
    assert seat.desktop.marks == (NUMBER,)
    assert seat.display.shown[-1].revealing is None
